"""Packets of GStreamer are read as they are written, and cut, wrong or huge ones are errors within bounded memory."""

import binascii
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.gst_packets import HEADER_BYTES, BufferPacket, CapsPacket, GdpError, GdpParser

BUFFER, CAPS, SEGMENT = 1, 2, 17998
NO_TIME = (1 << 64) - 1
LARGEST_TEXT = 65536
SIX = range(6, 7)

pieces = st.lists(st.integers(1, 200), min_size=1)


def packet(kind: int, payload: bytes, time_ns: int = NO_TIME, *, length: int | None = None) -> bytes:
    """A packet as gdppay writes it."""
    head = struct.pack(">BBBxHIQ", 1, 0, 1, kind, len(payload) if length is None else length, time_ns).ljust(58, b"\0")
    return head + struct.pack(">HH", binascii.crc_hqx(head, 0xFFFF) ^ 0xFFFF, 0) + payload


def read(
    data: bytes, sizes: Sequence[int] = (4096,), buffer_sizes: range = SIX
) -> list[tuple[int | None, bytes] | str]:
    """Packets of `data`, which comes in pieces of these sizes."""
    parser, found, at, turn = GdpParser(), list[tuple[int | None, bytes] | str](), 0, 0
    while at < len(data):
        space = parser.write_buffer
        piece = data[at : at + min(len(space), sizes[turn % len(sizes)])]
        space[: len(piece)] = piece
        at, turn = at + len(piece), turn + 1
        match parser.take_bytes(len(piece)):
            case CapsPacket(text):
                parser.buffer_sizes = buffer_sizes
                found.append(text)
            case BufferPacket(pts_ns, pixels):
                found.append((pts_ns, bytes(pixels)))
    return found


STREAM = (
    packet(10318, b"GstEventStreamStart;\0")
    + packet(CAPS, b"video/x-raw, format=(string)BGR\0", 0)
    + packet(SEGMENT, b"GstEventSegment;\0")
    + packet(BUFFER, b"first!", 40_000_000)
    + packet(BUFFER, b"second")
    + packet(CAPS, b"video/x-raw, format=(string)NV12\0", 0)
)
FOUND = [
    "video/x-raw, format=(string)BGR",
    (40_000_000, b"first!"),
    (None, b"second"),
    "video/x-raw, format=(string)NV12",
]


@given(pieces)
def test_packets_are_whole_however_the_bytes_come(sizes: list[int]) -> None:
    """Formats and buffers come in order with their times, events are left out, whatever a read returns."""
    assert read(STREAM, sizes) == FOUND


@given(st.integers(0, len(STREAM)))
def test_a_stream_that_is_cut_gives_what_was_whole(length: int) -> None:
    """Packets before the cut are given; nothing is made of the rest."""
    found = read(STREAM[:length])
    assert found == FOUND[: len(found)]


@given(st.integers(0, len(STREAM) - 1), st.integers(1, 255), pieces)
def test_one_wrong_byte_is_an_error_or_stays_in_its_payload(at: int, change: int, sizes: list[int]) -> None:
    """A wrong header ends the stream by its checksum. A wrong payload has the same length and time."""
    data = bytearray(STREAM)
    data[at] ^= change
    try:
        found = read(bytes(data), sizes)
    except GdpError:
        return
    assert len(found) == len(FOUND)
    assert [each[0] for each in found if isinstance(each, tuple)] == [40_000_000, None]


@given(st.binary(min_size=HEADER_BYTES, max_size=400))
def test_bytes_that_are_no_packets_are_an_error(data: bytes) -> None:
    """Within the first header."""
    with pytest.raises(GdpError):
        read(data)


@given(st.sampled_from([BUFFER, CAPS, SEGMENT, 0, 3, 63, 65535]), st.integers(LARGEST_TEXT + 1, 2**32 - 1))
def test_a_huge_packet_is_refused_before_memory_is_taken(kind: int, length: int) -> None:
    """A right checksum changes nothing: texts and buffers have a largest size."""
    with pytest.raises(GdpError):
        read(packet(CAPS, b"x") + packet(kind, b"", length=length))


def test_a_buffer_must_have_the_size_of_its_format() -> None:
    """One byte more or less is an error, and so is a buffer before the first format."""
    for data in (b"", b"12345", b"1234567"):
        with pytest.raises(GdpError, match=f"a frame has {len(data)} bytes instead of 6"):
            read(packet(CAPS, b"x") + packet(BUFFER, data))
    with pytest.raises(GdpError, match="a frame has 6 bytes instead of none"):
        read(packet(BUFFER, b"before"))


def test_buffers_of_a_format_without_one_size_have_bounds() -> None:
    """As pictures in JPEG. Each has its own length."""
    sizes = range(2, 5)
    data = packet(CAPS, b"x") + packet(BUFFER, b"12") + packet(BUFFER, b"1234")
    assert read(data, buffer_sizes=sizes) == ["x", (None, b"12"), (None, b"1234")]
    for wrong in (b"1", b"12345"):
        with pytest.raises(GdpError, match=f"a frame has {len(wrong)} bytes instead of 2 to 4"):
            read(packet(CAPS, b"x") + packet(BUFFER, wrong), buffer_sizes=sizes)


def test_the_memory_of_one_buffer_is_used_for_the_next() -> None:
    """Buffers of one size are read into the same memory."""
    parser, spaces = GdpParser(), []
    parser.buffer_sizes = SIX
    for _ in range(3):
        for data in (packet(BUFFER, b"")[:0] + packet(BUFFER, b"pixels")[:HEADER_BYTES], b"pixels"):
            space = parser.write_buffer
            space[:] = data
            spaces.append(space.obj)
            parser.take_bytes(len(data))
    assert spaces[1] is spaces[3] is spaces[5]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_another_version_is_an_error(at: int) -> None:
    """Another version, or no checksum of the header."""
    data = bytearray(packet(CAPS, b"x"))
    data[at] ^= 1
    data[58:60] = struct.pack(">H", binascii.crc_hqx(bytes(data[:58]), 0xFFFF) ^ 0xFFFF)
    with pytest.raises(GdpError, match="not a header of GDP"):
        read(bytes(data))


def test_a_payload_may_be_empty() -> None:
    """An event without a text is complete with its header."""
    assert read(packet(SEGMENT, b"") + packet(CAPS, b"x\0")) == ["x"]


def test_the_longest_text_is_read_and_one_byte_more_is_not() -> None:
    """Of a format and of an event."""
    for kind in (CAPS, SEGMENT):
        read(packet(kind, b"x" * LARGEST_TEXT))
        with pytest.raises(GdpError, match=f"a text has {LARGEST_TEXT + 1} bytes; the limit is {LARGEST_TEXT}"):
            read(packet(kind, b"x" * (LARGEST_TEXT + 1)))


def test_types_from_64_on_are_events() -> None:
    """They are left out. Below are types that nothing sends."""
    assert read(packet(64, b"event") + packet(CAPS, b"x")) == ["x"]
    with pytest.raises(GdpError, match="the packet type 63"):
        read(packet(63, b"event"))


def test_two_sizes_are_told_as_a_range() -> None:
    with pytest.raises(GdpError, match="instead of 2 to 3"):
        read(packet(CAPS, b"x") + packet(BUFFER, b"1234"), buffer_sizes=range(2, 4))
