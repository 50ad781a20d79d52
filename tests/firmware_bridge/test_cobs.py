"""COBS: stuffing, decoding, and counters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import cobs
from firmware_bridge.samples import Counters

# Computed by hand from the paper's rule: bytes, and the stuffed bytes.
EXAMPLES = [
    (b"", b"\x01"),
    (b"\x00", b"\x01\x01"),
    (b"\x00\x00", b"\x01\x01\x01"),
    (b"\x11\x22\x00\x33", b"\x03\x11\x22\x02\x33"),
    (b"\x11\x00\x00\x00", b"\x02\x11\x01\x01\x01"),
    (bytes(range(1, 255)), b"\xff" + bytes(range(1, 255))),
    (bytes(range(255)), b"\x01\xff" + bytes(range(1, 255))),
    (bytes(range(1, 256)), b"\xff" + bytes(range(1, 255)) + b"\x02\xff"),
    (bytes([*range(1, 255), 0]), b"\xff" + bytes(range(1, 255)) + b"\x01\x01"),
]


@pytest.mark.parametrize(("data", "stuffed"), EXAMPLES, ids=lambda value: f"{len(value)} bytes")
def test_examples_of_the_paper(data: bytes, stuffed: bytes) -> None:
    """Encoding and decoding."""
    assert cobs.encode(data) == stuffed
    assert cobs.decode(stuffed) == data


@given(data=st.binary(max_size=20) | st.binary(min_size=240, max_size=600).map(lambda data: data.replace(b"\0", b"a")))
def test_stuffed_bytes_have_no_zero_and_decode_to_the_same_bytes(data: bytes) -> None:
    """For any bytes, short and longer than a run."""
    assert 0 not in cobs.encode(data)
    assert cobs.decode(cobs.encode(data)) == data


@pytest.mark.parametrize("stuffed", [b"", b"\x03\x11", b"\x00", b"\x03\x11\x00", b"\x02\x11\x05\x01"])
def test_invalid_stuffing_decodes_to_none(stuffed: bytes) -> None:
    """No bytes, a run that is too short, or a zero inside."""
    assert cobs.decode(stuffed) is None


def test_packets_are_counted_byte_by_byte() -> None:
    """Bytes before the first zero, packets that are too long, and extra zeros are skipped."""
    counters = Counters()
    packets = cobs.CobsDecoder(counters, longest=8)
    assert packets.feed(b"tail" + cobs.encode_frame(b"one") + cobs.encode_frame(b"two")) == [b"one", b"two"]
    assert (counters.skipped_bytes, counters.bad) == (5, 0)
    assert packets.feed(b"\x00\x00" + b"a" * 20) == []
    assert packets.feed(b"rest" + cobs.encode_frame(b"three")) == [b"three"]
    assert (counters.skipped_bytes, counters.bad) == (5 + 1 + 20 + 5, 1)


@pytest.mark.parametrize("piece", [1, 100])
def test_the_longest_packet_is_decoded_however_it_arrives(piece: int) -> None:
    """A packet of `longest` stuffed bytes is kept until its zero; one that is longer by a byte is skipped."""
    counters = Counters()
    packets = cobs.CobsDecoder(counters, longest=8)
    stream = cobs.encode_frame(b"7 bytes") + cobs.encode_frame(b"8 bytes.") + cobs.encode_frame(b"next")
    received = [packet for at in range(0, len(stream), piece) for packet in packets.feed(stream[at : at + piece])]
    assert received == [b"7 bytes", b"next"]
    assert counters.bad == 1
