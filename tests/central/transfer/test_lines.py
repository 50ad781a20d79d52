"""Lines of messages give back the payload byte for byte, whatever stands around it."""

import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.errors import SourceError
from central.transfer.lines import LONGEST_LINE, BadLineError, make_line, parse_line, read_lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@given(st.text(max_size=40), VALUES, st.booleans(), st.sampled_from([None, 0, 2]))
def test_what_is_written_is_read(topic: str, value: object, ascii_only: bool, indent: int | None) -> None:
    """However the payload was written, as long as it is one line."""
    payload = json.dumps(value, ensure_ascii=ascii_only, indent=indent).replace("\n", " ").encode(errors="replace")
    line = make_line(topic, payload)
    assert line.endswith(b"\n")
    assert parse_line(line[:-1]) == (topic, payload)


@given(st.permutations(["topic", "payload", "more", "other"]), VALUES)
def test_members_may_come_in_any_order(order: list[str], value: object) -> None:
    members = {"topic": '"a/b"', "payload": '{"x" : 1.50}', "more": json.dumps(value), "other": "[]"}
    line = " { " + " , ".join(f'"{name}" :  {members[name]}' for name in order) + " } "
    assert parse_line(line.encode(errors="replace")) == ("a/b", b'{"x" : 1.50}')


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"junk", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not JSON"),
        (b'{"topic":"a"', "not JSON"),
        (b'{"topic":"a","payload":{}} x', "not JSON"),
        (b'{"topic":"a","payload":{}', "not JSON"),
        (b'{1:"a"}', "not JSON"),
        (b'{"topic":' + b"[" * 100_000, "not JSON"),
        (b'{"topic":"a"}', "no 'payload'"),
        (b'{"payload":{}}', "no 'topic'"),
        (b'{"topic":7,"payload":{}}', "the topic of the line is not text"),
        (b"x" * (LONGEST_LINE + 1), "more than"),
    ],
)
def test_a_bad_line_says_why(line: bytes, why: str) -> None:
    with pytest.raises(BadLineError, match=why):
        parse_line(line)


_VALUES = (
    st.none() | st.integers() | st.text(max_size=8) | st.dictionaries(st.text(max_size=4), st.integers(), max_size=2)
)
_LINES = st.fixed_dictionaries({"topic": _VALUES, "payload": _VALUES}).map(lambda line: json.dumps(line).encode())


@given(st.binary(max_size=300) | _LINES)
def test_nothing_makes_it_fail_otherwise(line: bytes) -> None:
    """A line that is taken gives its topic as text and the bytes of its payload; any other is a bad line."""
    try:
        topic, payload = parse_line(line)
    except BadLineError:
        return
    assert topic == json.loads(line)["topic"]
    assert payload in line
    assert json.loads(payload) == json.loads(line)["payload"]


def source(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))


@pytest.mark.parametrize("zipped", [False, True])
def test_lines_are_read_plain_and_gzipped(zipped: bool) -> None:
    data = b"one\r\ntwo\n\nlast"
    assert list(read_lines(source(gzip.compress(data) if zipped else data))) == [b"one", b"two", b"", b"last"]


def test_a_line_without_end_is_cut() -> None:
    """It costs no memory, and the next line is whole."""
    lines = list(read_lines(source(b"x" * (3 * LONGEST_LINE) + b"\nnext\n")))
    assert (len(lines[0]), lines[1]) == (LONGEST_LINE + 2, b"next")


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_archive_is_told_after_its_lines(damage: str) -> None:
    whole = gzip.compress(b"".join(b"%d\n" % number for number in range(50_000)))
    data = whole[:-20] if damage == "cut" else whole[:-8] + bytes(8)
    lines: list[bytes] = []
    with pytest.raises(SourceError, match="damaged or cut off"):
        lines.extend(read_lines(source(data)))
    assert lines[:2] == [b"0", b"1"]
    assert len(lines) > 40_000
