"""Lines of mpv's socket, however they are cut, and what is none."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.screen.feeds.mpv_lines import (
    LineReader,
    MpvEvent,
    MpvMessage,
    MpvProperty,
    MpvReply,
    NotMpvError,
)

TALK = b"""{"request_id":0,"error":"success"}
{"event":"property-change","id":1,"name":"filename","data":"Spring A.mp4"}
{"event":"property-change","id":4,"name":"paused-for-cache"}
{"event":"property-change","id":3,"name":"pause","data":false}
{"event":"end-file","reason":"eof","playlist_entry_id":1}
{"data":0.04,"request_id":1,"error":"success"}
{"request_id":1,"error":"property unavailable"}
"""
MESSAGES = [
    MpvReply(0, None),
    MpvProperty("filename", "Spring A.mp4"),
    MpvProperty("paused-for-cache", None),
    MpvProperty("pause", False),
    MpvEvent("end-file"),
    MpvReply(1, 0.04),
    MpvReply(1, None),
]


@given(st.lists(st.integers(0, len(TALK)), max_size=6))
def test_lines_are_read_however_they_are_cut(cuts: list[int]) -> None:
    reader, read = LineReader(), list[MpvMessage]()
    edges = [0, *sorted(cuts), len(TALK)]
    for begin, end in pairwise(edges):
        read += reader.read_messages(TALK[begin:end])
    assert read == MESSAGES
    assert reader.bad == 0


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"[1]",
        b"null",
        b"{}",
        b"[" * 50_000,
        b"\xff",
        b'{"event": 7}',
        b'{"event": "property-change"}',
        b'{"event": "property-change", "name": 1}',
        b'{"request_id": "1", "error": "success"}',
        b'{"request_id": 1}',
        b'{"error": "success"}',
        b'{"name": "pause", "data": true}',
    ],
)
def test_a_line_that_is_no_message_is_counted(line: bytes) -> None:
    """And the next one is read. A property-change without a name is none."""
    reader = LineReader()
    messages = reader.read_messages(line + b'\n{"event":"seek"}\n')
    assert messages[-1] == MpvEvent("seek")
    is_event = b"property-change" in line
    assert (reader.bad, messages[:-1]) == ((0, [MpvEvent("property-change")]) if is_event else (1, []))


@pytest.mark.parametrize("data", [True, "1", [1], {"a": 1}, 1e15, -1e15, None])
def test_an_answer_that_is_no_number_has_no_value(data: object) -> None:
    line = json.dumps({"request_id": 1, "error": "success", "data": data}).encode()
    assert LineReader().read_messages(line + b"\n") == [MpvReply(1, None)]
    assert LineReader().read_messages(b'{"request_id":1,"error":"success","data":NaN}\n') == [MpvReply(1, None)]


def test_a_value_of_a_property_is_simple() -> None:
    line = b'{"event":"property-change","name":"%b","data":%b}\n'
    values = [b'"a"', b"true", b"2", b"[1]", b"-1e14"]
    read = LineReader().read_messages(b"".join(line % (b"x", value) for value in values))
    assert read == [MpvProperty("x", value) for value in ("a", True, 2.0, None, -1e14)]


def test_a_long_line_is_not_mpv_whether_it_ends_or_not() -> None:
    longest = b" " * (65_536 - 16) + b'{"event":"seek"}'
    assert LineReader().read_messages(longest + b"\n") == [MpvEvent("seek")]
    for end in (b"", b"\n"):
        with pytest.raises(NotMpvError, match="a line of more than"):
            LineReader().read_messages(b" " + longest + end)


def test_too_many_bad_lines_are_not_mpv() -> None:
    """Empty ones are none."""
    reader = LineReader()
    assert reader.read_messages(b"x\n\n \n" * 100) == []
    assert reader.bad == 100
    with pytest.raises(NotMpvError, match="not mpv's JSON"):
        reader.read_messages(b"x\n")


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_any_bytes_are_read(parts: list[bytes]) -> None:
    reader = LineReader()
    for part in parts:
        assert all(isinstance(message, MpvEvent | MpvProperty | MpvReply) for message in reader.read_messages(part))


def test_the_largest_number_is_one() -> None:
    line = b'{"request_id":1,"error":"success","data":999999999999999.5}'
    assert LineReader().read_messages(line + b"\n") == [MpvReply(1, 999_999_999_999_999.5)]
