"""Each kiosk of a site gets the newest playlist of its site once, also one that comes later."""

import json
from collections.abc import Sequence

import pytest

from central.playlists.sender import AT_ONCE, PlaylistSender
from central.store.playlists import add_playlist, assign_playlist, list_playlists, wanted_by_site
from central.store.store import Store

CONTENT = json.dumps({"creatives": [], "experiments": []})


class Broker:
    """Acknowledges what it gets, unless it is away."""

    def __init__(self) -> None:
        self.is_away = False
        self.kept: list[tuple[str, int]] = []

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> list[str]:
        if self.is_away:
            return []
        self.kept += [(topic, json.loads(payload)["version"]) for topic, payload in messages]
        return [topic for topic, _ in messages]


def heard(store: Store, *kiosks: str) -> None:
    """Messages of kiosks, by which the store knows them."""
    for site_device in kiosks:
        site, device = site_device.split("/")
        with store.engine.begin() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO sites (key, tenant, site) VALUES ('acme/{site}', 'acme', '{site}') ON CONFLICT DO NOTHING"
            )
            connection.exec_driver_sql(
                "INSERT INTO devices (key, site_id, device, last_seq, first_seq, sure_seq, done_seq, received_ms)"
                f" SELECT 'acme/{site_device}', id, '{device}', 0, 0, 0, 0, 0 FROM sites WHERE key = 'acme/{site}'"
            )


def pushed(store: Store, *sites: str) -> int:
    with store.engine.begin() as connection:
        version = add_playlist(connection, "acme", CONTENT, "ann", 1)
        assign_playlist(connection, version, sites)
    return version


def test_a_playlist_is_sent_once(store: Store) -> None:
    heard(store, "one/door", "one/wall", "two/door", "three/door")
    broker = Broker()
    sender = PlaylistSender(store, broker.publish)
    first = pushed(store, "acme/one", "acme/two")
    sender.send_due()
    sender.send_due()
    assert broker.kept == [
        (f"vitrina/1/acme/{kiosk}/playlist", first) for kiosk in ("one/door", "one/wall", "two/door")
    ]
    second = pushed(store, "acme/two")
    assert second > first
    heard(store, "one/late")
    broker.kept.clear()
    sender.send_due()
    assert broker.kept == [("vitrina/1/acme/one/late/playlist", first), ("vitrina/1/acme/two/door/playlist", second)]
    with store.engine.connect() as connection:
        assert wanted_by_site(connection) == {"acme/one": first, "acme/two": second}
        assert [(each.version, each.sites) for each in list_playlists(connection)] == [(second, 1), (first, 1)]


def test_what_the_broker_did_not_take_is_sent_again(store: Store) -> None:
    """And after a start all of it: the broker may have lost what it kept."""
    heard(store, "one/door")
    version, broker = pushed(store, "acme/one"), Broker()
    broker.is_away = True
    sender = PlaylistSender(store, broker.publish)
    sender.send_due()
    broker.is_away = False
    sender.send_due()
    assert len(broker.kept) == 1
    PlaylistSender(store, broker.publish).send_due()
    assert broker.kept == [("vitrina/1/acme/one/door/playlist", version)] * 2


def test_a_large_fleet_is_sent_in_parts(store: Store) -> None:
    heard(store, *(f"one/door-{number:04d}" for number in range(AT_ONCE + 5)))
    pushed(store, "acme/one")
    broker = Broker()
    sender = PlaylistSender(store, broker.publish)
    sender.send_due()
    assert len(broker.kept) == AT_ONCE
    sender.send_due()
    assert len({topic for topic, _ in broker.kept}) == AT_ONCE + 5


def test_one_process_sends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heard(store, "one/door")
    pushed(store, "acme/one")
    broker = Broker()
    monkeypatch.setattr(type(store.dialect), "try_lock", lambda *_: False)
    PlaylistSender(store, broker.publish).send_due()
    assert broker.kept == []
