from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

pytest.importorskip("tuf")

from central.fleet import hints
from central.fleet.contents import set_settings
from central.fleet.hints import HintSender
from central.store.names import ensure_site
from central.store.store import Store
from edge.fleet.rollout import Go
from edge.messages.commands import FleetCommand
from tests.edge.fleet.worlds import NOW, World, make_world


def store_kiosk(store: Store, key: str) -> None:
    """A kiosk that central knows."""
    tenant, site, device = key.split("/")
    with store.engine.begin() as connection:
        ensure_site(connection, tenant, site)
        connection.execute(
            text(
                "INSERT INTO devices (key, site_id, device, last_seq, first_seq, sure_seq, done_seq, received_ms)"
                " SELECT :key, id, :device, 0, 1, 0, 0, 0 FROM sites WHERE key = :site"
            ),
            {"key": key, "device": device, "site": f"{tenant}/{site}"},
        )


class Broker:
    """Acknowledges what it gets, unless it is away."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {}
        self.is_away = False

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> list[str]:
        if self.is_away:
            return []
        self.sent |= dict(messages)
        return [topic for topic, _ in messages]

    def take(self) -> list[str]:
        topics, self.sent = sorted(self.sent), {}
        return topics


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def test_kiosks_of_the_tenant_get_a_hint_when_something_changed(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("acme/berlin-7/door", "acme/berlin-8/door", "rival/paris/door"):
        store_kiosk(store, key)
    broker = Broker()
    sender = HintSender(store, broker.publish)
    repositories = [world.published]
    sender.send_due(repositories)
    world.published.renew(NOW + timedelta(days=1))
    world.published.renew(NOW + timedelta(days=6))  # the ring is signed again too
    sender.send_due(repositories)
    assert broker.take() == []
    set_settings(world.desk(1), "settings", "acme", b"")
    world.publish()
    sender.send_due(repositories)
    content = broker.sent["vitrina/1/acme/berlin-7/door/fleet"]
    assert FleetCommand.model_validate_json(content).timestamp == world.published.timestamp()
    assert broker.take() == ["vitrina/1/acme/berlin-7/door/fleet", "vitrina/1/acme/berlin-8/door/fleet"]
    sender.send_due(repositories)
    assert broker.take() == []
    broker.is_away = True
    world.published.write(Go(1, "all"))
    sender.send_due(repositories)
    broker.is_away = False
    monkeypatch.setattr(hints, "AT_ONCE", 1)
    sender.send_due(repositories)
    assert len(broker.take()) == 1
    sender.send_due(repositories)
    assert len(broker.take()) == 1
