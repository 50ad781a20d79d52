"""Packets are written as GStreamer's own gdppay writes them, and read back whole."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.gst_packet_writer import buffer_header, stream_start
from edge.sources.camera.gst_packets import HEADER_BYTES
from tests.edge.sources.camera.test_gst_packets import read

_CAPS = "video/x-h264, stream-format=(string)byte-stream, alignment=(string)au"


@given(st.lists(st.tuples(st.integers(0, 2**63), st.binary(min_size=1, max_size=300))), st.integers(1, 500))
def test_what_is_written_is_read_back(buffers: list[tuple[int, bytes]], piece: int) -> None:
    """The format, then each buffer with its time, however the bytes come."""
    data = stream_start(_CAPS) + b"".join(buffer_header(len(each), pts_ns) + each for pts_ns, each in buffers)
    assert read(data, [piece], range(1, 301)) == [_CAPS, *buffers]


@given(st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=200))
def test_any_format_is_read_back(caps: str) -> None:
    assert read(stream_start(caps)) == [caps]


def test_a_header_is_that_of_gdppay() -> None:
    """Recorded from GStreamer 1.26: gdppay crc-header=true, without duration, offset and DTS."""
    header = buffer_header(2005, 33_333_333)
    assert len(header) == HEADER_BYTES
    unknown = (1 << 64) - 1
    fields = struct.unpack(">BBBxHIQQQQHQ6xHH", header)
    assert fields[:-2] == (1, 0, 1, 1, 2005, 33_333_333, unknown, unknown, unknown, 0, unknown)
    assert fields[-1] == 0


def test_the_stream_starts_with_its_events() -> None:
    """Without them, GStreamer complains about each buffer: the start of the stream, its format, and its segment."""
    data, kinds = stream_start("x"), []
    while data:
        kind, length = struct.unpack(">HI", data[4:10])
        assert data[HEADER_BYTES + length - 1] == 0
        kinds.append((kind, data[HEADER_BYTES:][: min(length, 15)]))
        data = data[HEADER_BYTES + length :]
    assert kinds == [(10318, b"GstEventStreamS"), (2, b"x\0"), (17998, b"GstEventSegment")]
