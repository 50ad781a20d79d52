"""The reference subscriber: what it takes, what it asks for, and what it keeps."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import publish
from paho.mqtt.client import MQTTMessage
from paho.mqtt.enums import MQTTProtocolVersion

from tests.doubles.central import NAME, PASSWORD, Central
from tests.doubles.reference import EXAMPLES, Reference
from tests.doubles.waiting import wait_until
from tests.examples.loaded import subscriber

DOOR = "acme/berlin-7/door"
AT = "2026-11-24T10:02:30.000Z"


def numbered(seq: int, id: str = "", **more: Any) -> bytes:
    """A play; `id` where two of them have the same number."""
    return json.dumps({"schema": "vitrina.play/1", "id": id or f"id-{seq}", "seq": seq, "at": AT, **more}).encode()


def says(first_seq: int, last_seq: int, state: str | None = None, unsent: int = 0) -> bytes:
    """A health, or a state."""
    own = {"first_seq": first_seq, "last_seq": last_seq, "at": AT}
    return json.dumps({**own, **({"outbox": {"unsent": unsent}} if state is None else {"state": state})}).encode()


def opened(path: Path | str = ":memory:") -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.executescript(subscriber.TABLES)
    return db


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(opened()) as made:
        yield made


def missing(db: sqlite3.Connection) -> list[int]:
    return [seq for (seq,) in db.execute("SELECT seq FROM missing ORDER BY seq")]


def here(db: sqlite3.Connection) -> list[int]:
    return [seq for (seq,) in db.execute("SELECT seq FROM messages ORDER BY seq")]


def hears(db: sqlite3.Connection, *payloads: bytes) -> int:
    """Number of messages that are lost by the last of them."""
    lost = 0
    for payload in payloads:
        lost = subscriber.keep(db, DOOR, "play", payload)
    return lost


# What is missing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payloads", "expected"),
    [
        ([numbered(1), numbered(2), numbered(3)], []),
        ([numbered(1), numbered(4)], [2, 3]),
        ([numbered(1), numbered(4), numbered(3)], [2]),
        ([numbered(7)], []),  # what was before we came is for `first_seq` to say
        ([numbered(7), says(5, 7)], [5, 6]),
        ([numbered(7), numbered(5)], [6]),
        ([says(1, 3)], [1, 2, 3]),
        ([says(1, 0), numbered(2)], [1]),
        ([says(1, 0), says(1, 2), numbered(1)], [2]),
        ([numbered(1), says(1, 4), numbered(3)], [2, 4]),
        ([numbered(1), says(1, 4), says(3, 4)], [3, 4]),
        ([numbered(1), numbered(1001), says(1001, 1001)], []),  # the outbox was lost: it goes on at the next thousand
        ([numbered(1), says(8, 7)], []),  # it keeps none
        ([numbered(1), says(1, 4, unsent=2)], []),  # they may be on their way
        ([numbered(1), says(1, 4, "sensing")], []),  # a state does not say how many are
        ([numbered(1), says(1, 4, "sensing"), numbered(4)], [2, 3]),
        ([says(1, 4, "sensing"), numbered(2)], [1]),
        ([says(1, 4, "sensing"), says(3, 4, "sensing"), numbered(5)], [3, 4]),
    ],
)
def test_what_seq_shows_to_be_missing(db: sqlite3.Connection, payloads: list[bytes], expected: list[int]) -> None:
    hears(db, *payloads)
    assert missing(db) == expected


def test_below_first_seq_a_gap_is_loss(db: sqlite3.Connection) -> None:
    """It is counted once, and asked for no more."""
    assert hears(db, numbered(1), numbered(10), says(5, 10)) == 3
    assert hears(db, says(5, 10)) == 0
    assert missing(db) == [5, 6, 7, 8, 9]
    assert hears(db, says(11, 10)) == 5
    assert db.execute("SELECT lost FROM devices").fetchall() == [(8,)]


def test_one_message_cannot_make_it_count_for_ever(db: sqlite3.Connection) -> None:
    """A kiosk gone mad says that it is at nine quadrillion: the newest million are thought of."""
    hears(db, numbered(1), says(1, 2**53 - 2))
    assert db.execute("SELECT count(*), max(seq) FROM missing").fetchone() == (subscriber.JUMP + 1, 2**53 - 2)


def test_kiosks_do_not_mix(db: sqlite3.Connection) -> None:
    """Numbers are each kiosk's own."""
    subscriber.keep(db, "acme/berlin-7/till", "play", numbered(1, id="till"))
    hears(db, numbered(1), numbered(3))
    assert subscriber.due(db, "acme/berlin-7/till", 0.0) == []
    assert subscriber.due(db, DOOR, 0.0) == [(2, 2)]
    assert db.execute("SELECT count(*) FROM messages").fetchone() == (3,)


# Once ----------------------------------------------------------------------------------------------------------------


def test_the_same_message_twice_is_one(db: sqlite3.Connection) -> None:
    """By its id. Two messages of one number are two: two kiosks of one name are not to hide each other."""
    hears(db, numbered(1), numbered(1), numbered(1, id="another"))
    assert here(db) == [1, 1]


def test_a_message_is_kept_to_the_byte(db: sqlite3.Connection) -> None:
    payload = b' {"id":"x", "seq":1,\n "at":"' + AT.encode() + b'", "text":"\xc3\xa9 \\ud83d\\ude00"}'
    hears(db, payload)
    assert db.execute("SELECT payload FROM messages").fetchone()[0].encode() == payload


# Asking --------------------------------------------------------------------------------------------------------------


def test_it_asks_once_and_again_after_a_minute(db: sqlite3.Connection) -> None:
    hears(db, numbered(1), numbered(5), numbered(8))
    assert subscriber.due(db, DOOR, 100.0) == [(2, 4), (6, 7)]
    hears(db, numbered(2))
    assert subscriber.due(db, DOOR, 159.9) == []
    assert subscriber.due(db, DOOR, 160.0) == [(3, 4), (6, 7)]


def test_it_asks_for_more_when_all_of_it_came(db: sqlite3.Connection) -> None:
    """A thousand at once, which take a kiosk ten seconds."""
    hears(db, says(1, 1200))
    assert subscriber.due(db, DOOR, 0.0) == [(1, 1000)]
    hears(db, *(numbered(seq) for seq in range(1, 1000)))
    assert subscriber.due(db, DOOR, 1.0) == []
    hears(db, numbered(1000))
    assert subscriber.due(db, DOOR, 1.0) == [(1001, 1200)]


def test_a_kiosk_that_has_just_connected_is_asked_at_once(db: sqlite3.Connection) -> None:
    """It may not have heard what it was asked for. One that has gone is left in peace, and a health changes nothing."""
    hears(db, says(1, 3))
    assert subscriber.due(db, DOOR, 0.0) == [(1, 3)]
    hears(db, says(1, 3), says(1, 3, "offline"))
    assert subscriber.due(db, DOOR, 1.0) == []
    hears(db, says(1, 3, "sensing"))
    assert subscriber.due(db, DOOR, 1.0) == [(1, 3)]


def test_after_a_start_it_asks_anew(tmp_path: Path) -> None:
    """The clock by which it asked may have begun again with the machine."""
    with closing(opened(tmp_path / "vitrina.db")) as db:
        hears(db, numbered(1), numbered(3))
        assert subscriber.due(db, DOOR, 1e6) == [(2, 2)]
    with closing(opened(tmp_path / "vitrina.db")) as db:
        assert subscriber.due(db, DOOR, 1.0) == [(2, 2)]


def test_a_kiosk_is_never_asked_for_more_ranges_than_it_takes(db: sqlite3.Connection) -> None:
    """Every second message of 200 is missing: fifty ranges at a time."""
    hears(db, *(numbered(seq) for seq in range(2, 202, 2)), says(1, 200))
    assert len(subscriber.due(db, DOOR, 0.0)) == subscriber.RANGES
    assert subscriber.due(db, DOOR, 1.0) == []
    assert subscriber.due(db, DOOR, 60.0)[0] == (101, 101)


def test_what_never_comes_does_not_keep_the_rest_from_being_asked_for(db: sqlite3.Connection) -> None:
    """Those that were asked for longest ago, or never, come first."""
    hears(db, *(numbered(seq) for seq in range(2, 202, 2)), says(1, 199))
    for minute in (0, 1):
        assert len(subscriber.due(db, DOOR, 60.0 * minute)) == subscriber.RANGES
    hears(db, numbered(203))
    assert subscriber.due(db, DOOR, 120.0)[0] == (201, 202)


class World:
    """A kiosk, a broker that loses what `loses` says, and the subscriber between them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.first, self.last = 1, 0
        self.now_s = 0.0
        self.lost = 0
        self.asked_s: dict[int, float] = {}

    def tell(self, is_heard: bool, loses: Iterator[bool]) -> None:
        self.last += 1
        if is_heard:
            self.deliver(numbered(self.last), loses)

    def deliver(self, payload: bytes, loses: Iterator[bool]) -> None:
        """And answer what the subscriber then asks for."""
        waiting = [payload]
        while waiting:
            self.lost += subscriber.keep(self.db, DOOR, "play", waiting.pop(0))
            for low, high in subscriber.due(self.db, DOOR, self.now_s):
                for seq in range(low, high + 1):
                    assert self.now_s - self.asked_s.get(seq, -60.0) >= 60.0, f"{seq} is asked for again too soon"
                    self.asked_s[seq] = self.now_s
                if next(loses):
                    continue
                waiting += [numbered(seq) for seq in range(max(low, self.first), high + 1) if not next(loses)]


events = st.one_of(
    st.tuples(st.just("tell"), st.booleans()),
    st.tuples(st.just("forget"), st.integers(1, 5)),
    st.tuples(st.just("health"), st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 70)),
)


@given(st.lists(events, max_size=60), st.lists(st.booleans(), max_size=60))
def test_in_the_end_it_has_what_is_kept_and_knows_what_is_lost(story: list[tuple[str, int]], fates: list[bool]) -> None:
    """Messages, commands and answers are lost as it pleases the broker, and the kiosk forgets the oldest; after calm
    minutes every number is here once or is counted as lost, and nothing that the kiosk keeps is not here."""
    loses = iter([*fates, *([False] * 100_000)])
    with closing(opened()) as db:
        world = World(db)
        world.deliver(says(1, 0), iter(lambda: False, True))
        for what, number in story:
            match what:
                case "tell":
                    world.tell(bool(number), loses)
                case "forget":
                    world.first = min(world.first + number, world.last + 1)
                case "health" if number:
                    world.deliver(says(world.first, world.last), loses)
                case "wait":
                    world.now_s += number
        for _ in range(3):
            world.now_s += 60.0
            world.deliver(says(world.first, world.last), iter(lambda: False, True))
        assert missing(db) == []
        assert len(set(here(db))) == len(here(db))
        assert set(here(db)) >= set(range(world.first, world.last + 1))
        assert len(here(db)) + world.lost == world.last


# What is not a message ------------------------------------------------------------------------------------------------


class Broker:
    """The part of a client that the subscriber uses."""

    def __init__(self) -> None:
        self.acked: list[int] = []
        self.published: list[tuple[str, str]] = []

    def ack(self, mid: int, qos: int) -> None:
        self.acked.append(mid)

    def publish(self, topic: str, payload: str, qos: int) -> None:
        self.published.append((topic, payload))


def message(payload: bytes, kind: str = "play") -> MQTTMessage:
    made = MQTTMessage(mid=7, topic=f"vitrina/1/{DOOR}/{kind}".encode())
    made.payload, made.qos = payload, 1
    return made


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"[]",
        b"7",
        b"{}",
        b'{"seq": 1}',
        numbered(1).replace(b": 1,", b": 1.5,"),
        numbered(1).replace(b": 1,", b": true,"),
        numbered(1).replace(b": 1,", b": NaN,"),
        numbered(1).replace(b": 1,", b": null,"),
        numbered(1).replace(b": 1,", b': "1",'),
        numbered(0),
        numbered(-1),
        numbered(2**63),
        numbered(1, id="x" * 65),
        numbered(1, id="'; DROP TABLE messages; --"),
        numbered(1).replace(b'"id-1"', b"7"),
        numbered(1).replace(b'"id-1"', b"null"),
        numbered(1).replace(b'"id-1"', b'"\\ud800"'),
        numbered(1).replace(AT.encode(), b"\\ud800"),
        says(5, 3),
        says(1, 3).replace(b'{"unsent": 0}', b"[1]"),
        says(1, 3).replace(b"3", b"[]"),
        says(1, 3, "a state with blanks"),
    ],
)
def test_what_is_no_message_is_passed_over(
    db: sqlite3.Connection, payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said and acknowledged, else it would come again for ever; the next message is kept."""
    broker = Broker()
    subscriber.hear(broker, db, message(payload))
    assert "not understood and passed over" in caplog.text
    assert broker.acked == [7]
    assert db.execute("SELECT count(*) FROM devices").fetchone() == (0,)
    subscriber.hear(broker, db, message(numbered(1)))
    assert here(db) == [1]


def test_it_asks_on_the_topic_of_the_kiosk(db: sqlite3.Connection, caplog: pytest.LogCaptureFixture) -> None:
    broker = Broker()
    caplog.set_level("INFO")
    for seq in (1, 4):
        subscriber.hear(broker, db, message(numbered(seq)))
    assert broker.published == [(f"vitrina/1/{DOOR}/cmd/resend", '{"from_seq": 2, "to_seq": 3}')]
    assert "asking for 2 to 3" in caplog.text


def test_what_is_not_on_the_disk_is_not_acknowledged(tmp_path: Path) -> None:
    """A file that cannot be written ends the program; the broker has the message still."""
    broker = Broker()
    with closing(opened(tmp_path / "vitrina.db")) as db:
        db.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.OperationalError):
            subscriber.hear(broker, db, message(numbered(1)))
        assert broker.acked == []
        db.execute("PRAGMA query_only = OFF")
        subscriber.hear(broker, db, message(numbered(1)))
        assert broker.acked == [7]


# As a program ---------------------------------------------------------------------------------------------------------


def test_it_is_short_and_knows_nothing_of_vitrina() -> None:
    """A file to copy must be readable, and need nothing but paho."""
    for name in ("subscriber.py", "report.py"):
        lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
        imports = {
            line.split()[1].partition(".")[0] for line in lines if line.lstrip().startswith(("import ", "from "))
        }
        assert len(lines) <= 141
        assert imports <= {*sys.stdlib_module_names, "paho", "report"}


def test_help_shows_an_example() -> None:
    told = subprocess.run([sys.executable, EXAMPLES / "subscriber.py", "--help"], capture_output=True, text=True)
    assert told.returncode == 0
    assert "example: subscriber.py mqtt.example.org" in told.stdout
    assert "--password " not in told.stdout


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    made = Central(tmp_path, Reference(tmp_path, users={NAME: PASSWORD, DOOR: "secret of door"}))
    try:
        yield made
    finally:
        made.close()
        made.broker.stop()


def test_it_waits_for_the_broker_and_ends_when_it_is_told_to(central: Central) -> None:
    """Started before the broker, ended by SIGTERM: exit code 0, no traceback."""
    central.start()
    wait_until(lambda: central.has_said("no connection"), "it to say so")
    central.broker.start()
    central.wait_until_listening()
    assert central.end(signal.SIGTERM) == 0
    assert "Traceback" not in "\n".join(central.log)
    assert not any("secret" in line for line in central.log)


def test_a_wrong_password_is_said(central: Central) -> None:
    (central.folder / "central.password").write_text("wrong")
    central.broker.start()
    central.start()
    wait_until(lambda: central.has_said("Not authorized"), "it to say so")
    assert central.end(signal.SIGTERM) == 0


def test_what_is_told_while_it_is_away_waits_for_it(central: Central) -> None:
    """At the broker, in its session; here there is no kiosk that could tell anything again."""
    central.broker.start()
    central.start()
    central.wait_until_listening()
    tells(central.broker, 1)
    wait_until(lambda: len(central.fetch_rows("SELECT * FROM messages")) == 1, "the first")
    central.end(signal.SIGTERM)
    tells(central.broker, *range(2, 40))
    central.start()
    wait_until(lambda: len(central.fetch_rows("SELECT * FROM messages")) == 39, "the others")
    assert central.asked == 0


def tells(broker: Reference, *seqs: int) -> None:
    """As a kiosk does, until the broker has them."""
    publish.multiple(
        [(f"vitrina/1/{DOOR}/play", numbered(seq), 1, False) for seq in seqs],
        "127.0.0.1",
        broker.port,
        client_id="door",
        auth={"username": DOOR, "password": "secret of door"},
        tls={"ca_certs": str(broker.ca)},
        protocol=MQTTProtocolVersion.MQTTv5,
    )


class Answers:
    """The part of a client that sends and acknowledges."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.acknowledged = 0

    def publish(self, topic: str, payload: bytes, **_: object) -> None:
        self.sent.append((topic, bytes(payload)))

    def ack(self, *_: object) -> None:
        self.acknowledged += 1


def test_a_test_of_the_whole_way_is_given_back_and_stored_nowhere(db: sqlite3.Connection) -> None:
    """Once a second for each kiosk, whatever it sends."""
    subscriber.answered_s.clear()
    client = Answers()
    for payload in (b'{"token":"a"}', b'{"token":"b"}', b"x" * 2000):
        message = MQTTMessage(topic=f"vitrina/1/{DOOR}/test".encode())
        message.payload = payload
        subscriber.hear(client, db, message)
    assert client.sent == [(f"vitrina/1/{DOOR}/cmd/seen", b'{"token":"a"}')]
    assert client.acknowledged == 3
    subscriber.answer(client, DOOR, b"c", subscriber.answered_s[DOOR] + 1.0)
    subscriber.answer(client, "acme/berlin-7/other", b"d", 0.0)
    assert [payload for _, payload in client.sent] == [b'{"token":"a"}', b"c", b"d"]
    assert db.execute("SELECT count(*) FROM devices").fetchone() == (0,)
