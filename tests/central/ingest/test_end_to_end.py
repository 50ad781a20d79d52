"""Answers to the end-to-end test: to the kiosk that asked, at a bounded rate, with the age of what is stored of it."""

import json
from datetime import datetime

import jsonschema
import pytest

from central import VERSION
from central.clock import now_ms
from central.ingest import end_to_end
from central.ingest.end_to_end import EVERY_S, EndToEndAnswers
from central.ingest.session import Arrival
from central.messages.reader import read_message
from central.store.store import Store
from edge.messages.end_to_end import EXPIRY_S, make_test_payload
from edge.messages.schema import json_schema
from tests.central import fleet

OTHER = "acme/berlin-7/window"


class RecordedAnswers:
    """Tests of kiosks, and what was published."""

    def __init__(self, store: Store) -> None:
        self.now_s = 100.0
        self.published: list[tuple[str, dict[str, object]]] = []
        self._answers = EndToEndAnswers(self, store, lambda: self.now_s)

    def publish(self, topic: str, payload: bytes, expiry_s: int = 60) -> None:
        assert expiry_s == EXPIRY_S
        self.published.append((topic, json.loads(payload)))

    def ask(self, device: str = fleet.DEVICE, token: str = "t", payload: bytes | None = None) -> None:
        raw = make_test_payload(token) if payload is None else payload
        self._answers.answer_test(Arrival(1, 1, 1, f"vitrina/1/{device}/test", raw))

    @property
    def seen(self) -> dict[str, object]:
        return self.published[-1][1]


@pytest.fixture
def answers(store: Store) -> RecordedAnswers:
    return RecordedAnswers(store)


def seconds(text: object) -> float:
    return datetime.fromisoformat(str(text)).timestamp()


def keep(store: Store, seq: int) -> None:
    store.write_messages([read_message(fleet.topic("play"), fleet.payload(fleet.play(seq)), now_ms())])


def test_the_answer_says_who_gives_it_and_that_nothing_is_stored(answers: RecordedAnswers) -> None:
    answers.ask(token="abc")
    assert answers.published[0][0] == f"vitrina/1/{fleet.DEVICE}/cmd/seen"
    jsonschema.validate(answers.seen, json_schema("cmd/seen"))
    assert set(answers.seen) == {"schema", "token", "by", "at", "stored"}
    assert (answers.seen["token"], answers.seen["by"], answers.seen["stored"]) == (
        "abc",
        f"vitrina-central {VERSION}",
        "none",
    )


def test_the_answer_says_how_new_its_messages_of_this_kiosk_are(store: Store, answers: RecordedAnswers) -> None:
    """And of no other: another kiosk of the shop learns nothing by asking."""
    before_ms = now_ms()
    keep(store, 41)
    answers.ask()
    assert (answers.seen["stored"], answers.seen["last_seq"]) == ("yes", 41)
    at_ms, stored_ms = (round(seconds(answers.seen[name]) * 1000) for name in ("at", "stored_at"))
    assert before_ms <= stored_ms <= at_ms <= now_ms()
    answers.ask(OTHER)
    assert answers.published[-1][0] == f"vitrina/1/{OTHER}/cmd/seen"
    assert set(answers.seen) == {"schema", "token", "by", "at", "stored"}
    assert answers.seen["stored"] == "none"


def test_a_flood_of_one_kiosk_gets_one_answer_a_second(answers: RecordedAnswers) -> None:
    """Another kiosk gets its own meanwhile."""
    for n in range(1000):
        answers.ask(token=f"a{n}")
    answers.ask(OTHER, token="b")
    assert [seen["token"] for _, seen in answers.published] == ["a0", "b"]
    answers.now_s += EVERY_S - 0.01
    answers.ask(token="soon")
    answers.now_s += 0.01
    answers.ask(token="later")
    assert [seen["token"] for _, seen in answers.published] == ["a0", "b", "later"]


def test_a_flood_under_ever_new_names_fills_no_memory(
    answers: RecordedAnswers, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker without rules lets anybody publish for any kiosk. After a second all are answered again."""
    monkeypatch.setattr(end_to_end, "KIOSKS", 3)
    for n in range(5):
        answers.ask(f"acme/berlin-7/k{n}", token=str(n))
    assert [seen["token"] for _, seen in answers.published] == ["0", "1", "2"]
    answers.now_s += EVERY_S
    answers.ask("acme/berlin-7/k9", token="9")
    assert answers.seen["token"] == "9"


@pytest.mark.parametrize(
    "payload", [b"", b"junk", b"[]", b'{"token":7}', b'{"token":"a b"}', b'{"token":"x"}' + b" " * 2000]
)
def test_what_is_no_test_gets_no_answer_and_uses_up_no_second(answers: RecordedAnswers, payload: bytes) -> None:
    answers.ask(payload=payload)
    answers.ask("no/topic", token="x")
    assert answers.published == []
    answers.ask(token="good")
    assert answers.seen["token"] == "good"


def test_a_store_that_cannot_be_read_is_said(
    store: Store, answers: RecordedAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way is whole all the same."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE devices RENAME TO gone")
    try:
        answers.ask(token="abc")
    finally:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO devices")
    assert (answers.seen["token"], answers.seen["stored"]) == ("abc", "unknown")
