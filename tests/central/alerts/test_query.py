"""The query finds what the rules need: each alert about a kiosk can be raised by messages as kiosks send them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest

from central.alerts.codes import CODES, DAY_MS
from central.alerts.facts import HealthFacts, KioskFacts, ServerFacts
from central.alerts.query import kiosk_facts
from central.alerts.rules import find_problems
from central.clock import now_ms
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.store import Store
from edge.messages.payloads.health import Health
from edge.messages.payloads.state import State
from tests.central import fleet

Message = tuple[str, Mapping[str, Any]]


def _health(**changed: Any) -> Message:
    return "health", fleet.health(**changed)


def _state(name: str, **changed: Any) -> Message:
    return "state", fleet.state(state=name, playlist=None, software=None, settings=None, **changed)


MESSAGES: dict[str, list[Message]] = {
    "kiosk.silent": [_state("sensing")],
    "kiosk.paused": [_state("paused", reasons=["notice: not confirmed"])],
    "kiosk.degraded": [_state("degraded", reasons=["microphone"])],
    "kiosk.outbox": [_health(unsent=1_000)],
    "kiosk.loss": [("play", fleet.play(1))],
    "kiosk.clone": [("play", fleet.play(1)), ("play", fleet.play(1, media_to_s=14.0))],
    "kiosk.clock": [_health(clock={"valid": True, "error_s": 2.1})],
    "kiosk.rate": [_state("sensing"), _health(rate_hz=4.0)],
}
"""Messages that raise each alert. A new code needs a row."""
SHAPES: dict[str, type[Health] | type[State]] = {"health": Health, "state": State}
USUAL = [_state("sensing"), _health()]


def read_facts(store: Store, messages: list[Message], at_ms: int) -> KioskFacts:
    """Facts about the kiosk that sent the messages, read back from the store."""
    for kind, message in messages:
        if kind in SHAPES:
            SHAPES[kind].model_validate_json(fleet.payload(dict(message)))
        store.write_messages([fleet.reading(kind, dict(message))])
    with read_view(store) as connection:
        (kiosk,) = kiosk_facts(connection, at_ms)
    return kiosk


@pytest.fixture
def store(new_location: Callable[[str], Location]) -> Iterator[Store]:
    """A new store. test_keeper.py runs the same query on PostgreSQL."""
    opened = open_store(new_location("sqlite"))
    yield opened
    opened.engine.dispose()


def test_each_alert_about_a_kiosk_has_messages() -> None:
    assert {code for code in CODES if code.startswith("kiosk.")} == set(MESSAGES)


@pytest.mark.parametrize("code", MESSAGES)
def test_each_alert_about_a_kiosk_is_raised_by_its_messages(store: Store, code: str) -> None:
    """Read by the query of the server, and by nothing else than these messages."""
    at_ms = now_ms()
    facts = read_facts(store, MESSAGES[code], at_ms)
    if code == "kiosk.loss":  # only the tracking of gaps adds losses
        with store.engine.begin() as connection:
            columns = "(device_id, from_seq, to_seq, found_ms)"
            connection.exec_driver_sql(f"INSERT INTO losses {columns} SELECT id, 2, 4, {at_ms} FROM devices")
        facts = read_facts(store, [], at_ms)
    at_ms += DAY_MS if code == "kiosk.silent" else 0
    found = find_problems([facts], ServerFacts(started_ms=at_ms - DAY_MS), at_ms, ())
    assert [problem.code for problem in found.values()] == [code]


def test_each_fact_about_health_is_read_from_a_health_message(store: Store) -> None:
    """A field that the query does not find in the message would be None, and its alert would never be raised."""
    facts = read_facts(store, USUAL, now_ms())
    assert [name.name for name in fields(HealthFacts) if getattr(facts.health, name.name) is None] == []
    assert find_problems([facts], ServerFacts(started_ms=now_ms() - DAY_MS), now_ms(), ()) == {}
