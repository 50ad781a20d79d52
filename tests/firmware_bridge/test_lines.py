"""Lines of text from a kit: whole, printable, and not too long, however they arrive."""

import pytest

from firmware_bridge.lines import LineDecoder
from firmware_bridge.samples import Counters

LONGEST = "9" * 256


def fed(stream: bytes, piece: int = 10_000) -> tuple[list[str], Counters]:
    counters = Counters()
    lines = LineDecoder(counters)
    return [line for at in range(0, len(stream), piece) for line in lines.feed(stream[at : at + piece])], counters


@pytest.mark.parametrize("piece", [1, 7, 10_000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_of_256_characters_is_the_longest(piece: int, end: bytes) -> None:
    """A longer one is bad, and costs no other line."""
    stream = end.join([b"a part", b"one", LONGEST.encode(), LONGEST.encode() + b"9", b"two", b""])
    lines, counters = fed(stream, piece)
    assert lines == ["one", LONGEST, "two"]
    assert counters.bad == 1
    assert counters.bytes == len(stream)


def test_bytes_that_are_no_line_are_counted() -> None:
    """Those before the first line end are skipped and are no bad line; empty lines are nothing."""
    lines, counters = fed(b"tail\n\n\r\nx\ty\n caf\xc3\xa9\nbell\x07\nok\nbeg")
    assert lines == ["x\ty", "ok"]
    assert (counters.bad, counters.skipped_bytes) == (2, 5 + 7 + 6)


def test_noise_without_a_line_end_is_dropped_while_it_comes() -> None:
    """Nothing of it is kept, and the next whole line is read."""
    counters = Counters()
    lines = LineDecoder(counters)
    for _ in range(100):
        assert lines.feed(b"x" * 300) == []
    assert counters.skipped_bytes == 30_000
    assert lines.feed(b"rest\nline\n") == ["line"]


def test_a_reopened_port_starts_in_the_middle_of_a_line() -> None:
    """The first bytes after it are no line: the end of a number looks like a number."""
    lines = LineDecoder(Counters())
    assert lines.feed(b"\n12") == []
    lines.forget()
    assert lines.feed(b"34\n56\n") == ["56"]
