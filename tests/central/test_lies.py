"""One tenant lies in every field of every message, by a real broker; all that another tenant reads stays as it was."""

import json
import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the central server's packages are missing: make setup")

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from central.alerts.codes import MINUTE_MS
from central.alerts.keeper import AlertKeeper, Watched
from central.clock import now_ms
from central.ingest.ingester import Ingester
from central.ingest.session import Session
from central.messages.reader import read_message
from central.messages.values import NumberedMessage, Rejection
from central.serve.serve import broker_options
from central.settings import BrokerSection
from central.store.database import open_store
from central.store.location import Location
from central.store.retention import forget_old_days
from central.store.scope import Scope
from central.store.store import Store
from central.store.tokens import add_token
from central.store.users import Role, add_user
from edge.messages.wire import message_topic
from tests.central import fleet, lies
from tests.central.reports.shops import fleet_of
from tests.central.rows import one, rows
from tests.central.web.people import PASSWORD, QUICK, Site
from tests.doubles.broker import Mosquitto, running
from tests.doubles.ready_store import ready
from tests.doubles.waiting import wait_until
from tests.doubles.web import Browser, web_server

IS_LONG = os.environ.get("VITRINA_LONG") == "1"
OF_EACH_SCHEMA = 10**6 if IS_LONG else 30
AT_ONCE = 2_000
"""Messages on their way at one time: far fewer than the broker keeps."""
OLD = {"at": fleet.at(days=-60), "start": fleet.at(days=-60, seconds=-15), "end": fleet.at(days=-60)}
PATHS = (
    *("creatives", "creatives/acme/a/report", "compare?creative=a&creative=b", "trend?creative=a", "experiment?id=e1"),
    *("comments", "fleet", "alerts", "sites", "playlists"),
)
PAGES = (
    *(
        "/creatives",
        "/creatives/acme/a",
        "/creatives/evil/spring_a",
        "/compare",
        "/experiments",
        "/trends",
        "/comments",
    ),
    *("/fleet", "/alerts", "/playlists", "/audit"),
)
VOLATILE = ("generated", "received", "since", "missing")
"""Times that pass, and gaps, which depend on the batches until the gap keeper has looked."""
Message = tuple[str, bytes]


def good() -> list[Message]:
    """Two shops of acme for three days, with a play that is too old, an alert, and a kiosk whose outbox grows."""
    made = fleet_of(2, 3, lambda site, day: {"a": 0.1 + 0.1 * site, "b": 0.2 + 0.01 * day}, arms={"a": "x", "b": "y"})
    found = [(message_topic(m.header, m.kind), m.raw) for m in made if isinstance(m, NumberedMessage)]
    assert len(found) == len(made)
    device = "acme/shop-0/door"
    last = len(found) // 2
    more: list[tuple[str, fleet.Fields]] = [
        ("play", fleet.play(last + 1, device, creative="a", **OLD)),
        ("comments", fleet.comments(last + 2, device, creative="a")),
        ("alert", fleet.alert(last + 3, device)),
        ("state", fleet.state(device)),
        ("health", fleet.health(device, unsent=2_000)),
    ]
    return [*found, *((fleet.topic(kind, device), fleet.payload(fields)) for kind, fields in more)]


def between(truths: list[Message], told: list[Message]) -> list[Message]:
    """The lies at random places between the truths, which keep their order."""
    draw = random.Random(1)
    places = sorted((draw.random(), n) for n in range(len(truths)))
    found = [(place, truths[number]) for number, (place, _) in enumerate(places)]
    return [message for _, message in sorted([*found, *((draw.random(), lie) for lie in told)])]


def bad() -> list[Message]:
    """Lies of evil, by a kiosk for each schema; a part of them, drawn by chance, unless the test is a long one."""
    found: list[Message] = []
    for schema in lies.schemas():
        every = list(lies.lies(schema, f"evil/shop/{schema.replace('.', '-').replace('/', '-')}"))
        found += random.Random(schema).sample(every, min(OF_EACH_SCHEMA, len(every)))
    return found


@contextmanager
def ingesting(store: Store, port: int) -> Iterator[Ingester]:
    """An ingester of the store that is connected to the broker."""
    stopping, session = threading.Event(), Session(broker_options(BrokerSection(port=port)))
    ingester = Ingester(session, store, stopping)
    thread = threading.Thread(target=ingester.run)
    session.start()
    thread.start()
    try:
        wait_until(session.is_connected.is_set, "the broker")
        yield ingester
        assert thread.is_alive()
    finally:
        stopping.set()
        thread.join(20)
        session.stop()


def send(store: Store, messages: list[Message], folder: Path) -> Ingester:
    """Sends messages by a broker, and waits until each is stored or refused."""
    broker = Mosquitto(folder)
    with running(broker), ingesting(store, broker.port) as ingester:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.max_inflight_messages_set(100)
        client.connect("127.0.0.1", broker.port)
        client.loop_start()
        for begin in range(0, len(messages), AT_ONCE):
            for place, raw in messages[begin : begin + AT_ONCE]:
                client.publish(place, raw, qos=1)
            sent = min(begin + AT_ONCE, len(messages))
            wait_until(lambda sent=sent: taken(ingester, store) >= sent, "all messages")  # type: ignore[misc]
        client.disconnect()
        client.loop_stop()
    return ingester


def taken(ingester: Ingester, store: Store) -> int:
    """Messages that are stored, came again or were refused."""
    totals = ingester.totals
    return totals.stored + totals.duplicates + totals.latest + refused(store)


def refused(store: Store) -> int:
    """Messages in the quarantine, and those beyond its bounds."""
    counted: int = one(store, "SELECT coalesce(sum(messages + dropped), 0) FROM quarantine_days")
    return counted


def end_of_day(store: Store) -> list[tuple[Any, ...]]:
    """Makes the totals, deletes what is old, looks at the alerts. Returns whether plays were deleted, acme's alerts."""
    deleted = forget_old_days(store, 40).plays
    keeper = AlertKeeper(store, (), Watched(), 0, threading.Event())
    for minute in (0, 16):
        keeper.update_alerts(now_ms() + minute * MINUTE_MS)
    opened = rows(store, "SELECT code, severity, text, raised_ms > 0 FROM open_alerts WHERE place LIKE 'acme/%'")
    return [(deleted > 0,), *sorted(opened)]


def answers(location: Location, store: Store) -> dict[str, Any]:
    """What a reader of acme gets from the API, without times that pass."""
    with store.engine.begin() as connection:
        token = add_token(connection, "acme", "read", Scope.parse("acme/*"), 1)
    with web_server(location) as port:
        browser = Browser(port)
        found = {path: browser.get(f"/api/v1/{path}", authorization=f"Bearer {token}") for path in PATHS}
    assert {path: answer.status for path, answer in found.items() if answer.status != 200} == {}
    return {path: _lasting(json.loads(answer.text)) for path, answer in found.items()}


def broken_pages(location: Location, store: Store) -> list[str]:
    """Pages that an administrator, who sees the liar too, gets a fault of ours for."""
    with store.engine.begin() as connection:
        add_user(connection, "ann", QUICK.hash(PASSWORD), Role.ADMIN, Scope.whole_store())
    with web_server(location) as port:
        browser = Site(port, location).browser("ann")
        return [path for path in PAGES if browser.get(path).status >= 500]


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lasting(each) for name, each in value.items() if name not in VOLATILE}
    if isinstance(value, list):
        return [_lasting(each) for each in value]
    return round(value, 9) if isinstance(value, float) else value  # the databases add in orders of their own


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, Any]]:
    """What acme gets where nobody lies."""
    alone = ready(tmp_path_factory.mktemp("alone") / "data")
    with open_store(alone) as store:
        store.write_messages([read_message(place, raw, now_ms()) for place, raw in good()])
        return end_of_day(store), answers(alone, store)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NumPy, about the liar's own numbers; a server logs it
def test_lies_of_one_tenant_change_nothing_for_another(
    location: Location, expected: tuple[Any, dict[str, Any]], tmp_path: Path
) -> None:
    """Totals, deletions, answers and alerts are those of a store without the liar."""
    truths, told = good(), bad()
    with open_store(location) as store:
        ingester = send(store, between(truths, told), tmp_path)
        assert taken(ingester, store) == len(truths) + len(told)
        assert end_of_day(store) == expected[0]
        assert answers(location, store) == expected[1]
        assert broken_pages(location, store) == []
        assert one(store, "SELECT count(*) FROM quarantine WHERE device NOT LIKE 'evil/%' OR reason = ''") == 0
        assert one(store, "SELECT count(*) FROM quarantine_days WHERE device NOT LIKE 'evil/%'") == 0
        reasons = Counter(
            r.reason for r in (read_message(*each, now_ms()) for each in told) if isinstance(r, Rejection)
        )
        in_store = dict(rows(store, "SELECT reason, count(*) FROM quarantine GROUP BY reason"))
        if not IS_LONG:  # where nothing is beyond the bounds of the quarantine
            assert {reason: in_store.get(reason) for reason in reasons} == reasons
