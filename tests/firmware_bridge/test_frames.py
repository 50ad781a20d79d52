"""Frames of a fixed size are found in a stream, at once and again after a fault."""

import pytest

from firmware_bridge.frames import FrameDecoder
from firmware_bridge.samples import Counters

RUN = 3


def frame(number: int) -> bytes:
    return bytes([0xAA, number, 0xAA ^ number])


def decoder(*, is_weak: bool = False) -> tuple[FrameDecoder, Counters]:
    counters = Counters()
    return FrameDecoder(
        counters,
        size=3,
        run=RUN,
        is_intact=lambda data: data[0] == 0xAA and data[2] == 0xAA ^ data[1],
        follows=lambda before, after: after[1] == before[1] + 1,
        is_weak=is_weak,
    ), counters


def test_frames_come_with_the_last_byte_of_the_row_that_aligns() -> None:
    """Not a byte later. Each next frame comes with its own last byte."""
    frames, _ = decoder()
    row = b"".join(map(frame, range(RUN)))
    assert frames.feed(row[:-1]) == []
    assert frames.feed(row[-1:]) == [(0, frame(0)), (0, frame(1)), (0, frame(2))]
    assert frames.feed(frame(3)[:-1]) == []
    assert frames.feed(frame(3)[-1:]) == [(0, frame(3))]


def test_weak_frames_come_between_two_neighbours() -> None:
    """The first of a row never comes; each other one comes with the frame after it."""
    frames, counters = decoder(is_weak=True)
    assert frames.feed(b"".join(map(frame, range(RUN)))) == [(3, frame(1))]
    assert frames.feed(frame(3)) == [(0, frame(2))]
    assert counters.skipped_bytes == 3


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_bytes_before_a_row_are_counted_and_given_with_its_first_frame(piece: int) -> None:
    """A fault costs the frame that it hits; the rest is found, however the bytes arrive."""
    frames, counters = decoder()
    first, second = (b"".join(map(frame, numbers)) for numbers in (range(4), range(10, 14)))
    stream = b"xy" + first + b"\xaa\x00\x00" + second
    found = [one for at in range(0, len(stream), piece) for one in frames.feed(stream[at : at + piece])]
    assert [data for _, data in found] == [frame(n) for n in (0, 1, 2, 3, 10, 11, 12, 13)]
    assert [skipped for skipped, _ in found] == [2, 0, 0, 0, 3, 0, 0, 0]
    assert (counters.skipped_bytes, counters.bad) == (5, 1)


def test_a_reopened_port_starts_the_search_anew() -> None:
    """The next byte may be in the middle of a frame, and two halves make no frame."""
    frames, _ = decoder()
    frames.feed(b"".join(map(frame, range(RUN))) + frame(3)[:2])
    frames.forget()
    assert frames.feed(frame(3)[2:] + b"".join(map(frame, range(4, 7)))) == [
        (1, frame(4)),
        (0, frame(5)),
        (0, frame(6)),
    ]
