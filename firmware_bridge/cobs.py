"""Consistent overhead byte stuffing (COBS, Cheshire and Baker 1999): frames without zero bytes, with a zero byte at
each end.

The leading zero costs one byte per frame. It separates noise before the frame from the frame itself.
"""

from firmware_bridge.samples import Counters

_LONGEST_RUN = 254


def encode(data: bytes) -> bytes:
    """Stuff bytes, so that the result contains no zero. The result is one byte longer, plus one byte for each run of
    254 bytes without a zero.
    """
    stuffed = bytearray()
    pieces = data.split(b"\x00")
    for n, piece in enumerate(pieces, start=1):
        for at in range(0, len(piece) + 1, _LONGEST_RUN):
            run = piece[at : at + _LONGEST_RUN]
            if run or at == 0 or n < len(pieces):  # a full run at the end needs no empty run after it
                stuffed += bytes([len(run) + 1]) + run
    return bytes(stuffed)


def decode(stuffed: bytes) -> bytes | None:
    """Undo `encode`. None if no encoder produces these bytes."""
    data = bytearray()
    at = 0
    while at < len(stuffed):
        code = stuffed[at]
        run = stuffed[at + 1 : at + code]
        if code == 0 or len(run) < code - 1 or 0 in run:
            return None
        data += run
        at += code
        if code <= _LONGEST_RUN and at < len(stuffed):
            data.append(0)
    return bytes(data) if stuffed else None


def encode_frame(data: bytes) -> bytes:
    """Stuff bytes and put a zero at each end, in the form in which frames are sent."""
    return b"\x00" + encode(data) + b"\x00"


class CobsDecoder:
    """Splits bytes at zeros and decodes the packets between them. The buffer holds at most `longest` stuffed bytes.

    Bytes before the first zero are dropped, because a port usually opens in the middle of a frame.
    """

    def __init__(self, counters: Counters, *, longest: int) -> None:
        self._counters = counters
        self._longest = longest
        self.forget()

    def forget(self) -> None:
        """Drop the buffer, for example when the port was reopened. The next byte may be in the middle of a frame."""
        self._rest = b""
        self._is_begun = False  # the rest starts right after a zero
        self._is_between = True  # the next zero begins a frame

    def feed(self, data: bytes) -> list[bytes]:
        """Return the packets that these bytes complete. Packets that cannot be decoded are skipped and counted as
        bad.
        """
        *whole, self._rest = (self._rest + data).split(b"\x00")
        packets: list[bytes] = []
        for stuffed in whole:
            is_begun, self._is_begun = self._is_begun, True
            if not stuffed and self._is_between:
                self._is_between = False
                continue
            packet = decode(stuffed) if is_begun and len(stuffed) <= self._longest else None
            self._is_between = packet is not None
            if packet is not None:
                packets.append(packet)
            else:
                self._counters.bad += is_begun and bool(stuffed)
                self._counters.skipped_bytes += len(stuffed) + 1
        if len(self._rest) > self._longest:
            self._counters.bad += self._is_begun
            self._counters.skipped_bytes += len(self._rest)
            self._rest, self._is_begun, self._is_between = b"", False, False
        return packets

    def refuse(self, packet: bytes) -> None:
        """Count a packet that `feed` returned as a bad packet."""
        self._counters.bad += 1
        self._counters.skipped_bytes += len(encode(packet)) + 2
