"""The end-to-end test on the wire: an answer counts for one token alone, and nothing that anybody sends raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.end_to_end import MAX_BYTES, EndToEndSeen, make_test_payload, parse_test_answer, read_test_token

TOKEN = "Zm9vYmFy_-0123456789ab"
ANSWER = {
    "schema": "vitrina.cmd/seen/1",
    "token": TOKEN,
    "by": "vitrina-central 0.1.0",
    "stored": "yes",
    "last_seq": 41,
}


def read(**changed: object) -> EndToEndSeen | None:
    return parse_test_answer(json.dumps({**ANSWER, **changed}).encode(), TOKEN)


def test_a_test_holds_a_token_and_nothing_else() -> None:
    assert json.loads(make_test_payload(TOKEN)) == {"schema": "vitrina.test/1", "token": TOKEN}
    assert read_test_token(make_test_payload(TOKEN)) == TOKEN


def test_a_test_that_comes_back_as_it_was_is_an_answer() -> None:
    """So `mosquitto_sub | mosquitto_pub` is a subscriber that answers."""
    seen = parse_test_answer(make_test_payload(TOKEN), TOKEN)
    assert seen is not None
    assert (seen.by, seen.stored, seen.stored_at, seen.last_seq) == (None, None, None, None)


def test_a_test_of_another_version_is_answered() -> None:
    assert read_test_token(b'{"token":"a"}') == "a"
    assert read_test_token(b'{"schema":"vitrina.test/7","token":"a","more":[1]}') == "a"


def test_fields_of_later_versions_are_ignored() -> None:
    seen = read(more={"a": 1}, schema="vitrina.cmd/seen/2")
    assert seen is not None
    assert seen.last_seq == 41


@pytest.mark.parametrize(
    "changed",
    [
        {"token": TOKEN[:-1]},
        {"token": TOKEN + "0"},
        {"token": ""},
        {"token": None},
        {"token": [TOKEN]},
        {"by": "\x1b]0;title\x07"},
        {"by": "ä"},
        {"by": "x" * 65},
        {"by": ""},
        {"stored": "perhaps"},
        {"last_seq": -1},
        {"last_seq": 1.5},
        {"last_seq": True},
        {"stored_at": "yesterday"},
        {"at": "2026-13-40T00:00:00Z"},
        {"tenant": "UPPER"},
        {"more": "x" * MAX_BYTES},
    ],
)
def test_what_does_not_fit_is_no_answer(changed: dict[str, object]) -> None:
    """Another token above all; also what would reach the terminal as control characters."""
    assert read(**changed) is None


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"null", b"\xff", b'{"token":7}', b'{"token":"a b"}', b'{"token":"' + b"x" * 65 + b'"}']
)
def test_a_test_without_a_token_has_none(raw: bytes) -> None:
    assert read_test_token(raw) is None


def test_the_longest_payload_that_is_read() -> None:
    whole = b'{"token":"a"}'
    assert read_test_token(whole + b" " * (MAX_BYTES - len(whole))) == "a"
    assert read_test_token(whole + b" " * (MAX_BYTES - len(whole) + 1)) is None
    assert parse_test_answer(whole + b" " * (MAX_BYTES - len(whole)), "a") is not None
    assert parse_test_answer(whole + b" " * (MAX_BYTES - len(whole) + 1), "a") is None


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: json.dumps({"token": text}).encode()))
def test_no_bytes_raise(raw: bytes) -> None:
    token = read_test_token(raw)
    assert token is None or 1 <= len(token) <= 64
    assert parse_test_answer(raw, TOKEN) is None


def test_nested_brackets_raise_nothing() -> None:
    assert read_test_token(b"[" * 1000) is None
    assert parse_test_answer(b'{"token":' + b"[" * 1000, TOKEN) is None
