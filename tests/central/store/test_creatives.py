"""Names of creatives, in both databases."""

import pytest

from central.errors import UsageError
from central.store.creatives import Creative, check_title, list_creatives, set_creative
from central.store.database import read_view
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one


def creatives(store: Store) -> list[Creative]:
    with read_view(store) as connection:
        return list_creatives(connection)


def test_a_creative_of_the_messages_gets_a_name_without_its_tenant(store: Store) -> None:
    """There is one tenant; its messages go on to be stored under the same number."""
    store.write_messages([fleet.reading("play", fleet.play(1))])
    assert creatives(store) == [Creative("acme/spring_a", None, None, None, None)]
    assert set_creative(store, "spring_a", {"name": "Spring", "tag": "brand"}) == "acme/spring_a"
    assert set_creative(store, "acme/spring_a", {"tag": None, "duration_ms": 15_000}) == "acme/spring_a"
    assert creatives(store) == [Creative("acme/spring_a", "Spring", None, None, 15_000)]
    store.write_messages([fleet.reading("play", fleet.play(2))])
    assert one(store, "SELECT count(DISTINCT creative_id) FROM plays") == 1


def test_a_film_makes_a_creative_that_no_kiosk_has_shown_yet(store: Store) -> None:
    """Its first message finds it there."""
    set_creative(store, "acme/spring_a", {"sha256": "ab" * 32, "duration_ms": None})
    store.write_messages([fleet.reading("play", fleet.play(1))])
    assert creatives(store) == [Creative("acme/spring_a", None, None, "ab" * 32, None)]
    assert one(store, "SELECT count(*) FROM plays") == 1


def test_a_name_of_a_creative_that_is_not_there_is_a_slip(store: Store) -> None:
    store.write_messages([fleet.reading("play", fleet.play(1))])
    with pytest.raises(UsageError, match=r"there is no ad acme/sprin_a\. Check the name, or add it with --file"):
        set_creative(store, "sprin_a", {"name": "Spring"})
    assert len(creatives(store)) == 1


def test_the_tenant_is_wanted_where_there_are_none_or_several(store: Store) -> None:
    with pytest.raises(UsageError, match=r"the store is empty\. Put the tenant before ad, as in acme/ad"):
        set_creative(store, "ad", {"sha256": "00"})
    other = "bolt/oslo-1/door"
    store.write_messages([fleet.reading("play", fleet.play(1)), fleet.reading("play", fleet.play(1, other), other)])
    with pytest.raises(UsageError, match=r"has 2 tenants \(acme, bolt\)\. Put the tenant before spring_a"):
        set_creative(store, "spring_a", {"name": "Spring"})
    assert set_creative(store, "bolt/spring_a", {"name": "Spring"}) == "bolt/spring_a"


@pytest.mark.parametrize("name", ["", "Acme/x", "acme/X", "a/b/c", "acme/", "/x", "x" * 65, "acme/x; DROP TABLE sites"])
def test_a_name_that_no_kiosk_could_send_is_refused(store: Store, name: str) -> None:
    with pytest.raises(UsageError, match="is not of the form acme/spring_a"):
        set_creative(store, name, {"sha256": "00"})


def test_a_title_is_one_line(store: Store) -> None:
    assert check_title(" Frühling ") == "Frühling"
    assert check_title("") is None
    for title in ("a\nb", "\x1b[31m", "x" * 201):
        with pytest.raises(UsageError, match="not one line"):
            check_title(title)
