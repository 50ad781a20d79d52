"""Client ids at the broker that nobody can guess: drawn once for each store and server."""

from central.store.client_ids import kept_client_id, random_client_id
from central.store.store import Store
from tests.central import fleet


def test_the_id_of_a_store_is_drawn_once_for_each_server(store: Store) -> None:
    """One store with two servers, as on PostgreSQL, gives each its own."""
    first, second = kept_client_id(store, "one"), kept_client_id(store, "two")
    assert kept_client_id(store, "one").text == first.text
    assert first.text.removeprefix("one") != second.text.removeprefix("two")
    assert len(first.text) == len("one-") + 24
    assert first.text not in repr(first)


def test_an_older_version_may_have_a_session_only_where_kiosks_have_sent(store: Store) -> None:
    assert not kept_client_id(store, "new").is_first
    store.write_messages([fleet.reading("play", fleet.play(1))])
    assert kept_client_id(store, "updated").is_first
    assert not kept_client_id(store, "updated").is_first


def test_a_connection_has_an_id_of_its_own() -> None:
    assert random_client_id("x") != random_client_id("x")
    assert len(random_client_id("x")) == 26
