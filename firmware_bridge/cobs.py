"""Consistent overhead byte stuffing (Cheshire and Baker 1999): frames without a zero in them, and a zero at each end.

A zero at both ends costs a byte a frame and is worth it: whatever noise stands before a frame, its own first byte ends.
"""

from firmware_bridge.samples import Counters

_LONGEST_RUN = 254


def encode(data: bytes) -> bytes:
    """Without a zero; a byte longer, and one more for every 254 in a row without a zero."""
    stuffed = bytearray()
    pieces = data.split(b"\x00")
    for n, piece in enumerate(pieces, start=1):
        for at in range(0, len(piece) + 1, _LONGEST_RUN):
            run = piece[at : at + _LONGEST_RUN]
            if run or at == 0 or n < len(pieces):  # a full run at the very end needs nothing after it
                stuffed += bytes([len(run) + 1]) + run
    return bytes(stuffed)


def decode(stuffed: bytes) -> bytes | None:
    """What was encoded; None where no encoder makes these bytes."""
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


def framed(data: bytes) -> bytes:
    """As it goes over the wire."""
    return b"\x00" + encode(data) + b"\x00"


class CobsDecoder:
    """Cuts bytes at zeros. The buffer holds at most `longest` bytes, stuffed.

    What stands before the first zero is dropped: a port is opened in the middle of a frame.
    """

    def __init__(self, counters: Counters, *, longest: int) -> None:
        self._counters = counters
        self._longest = longest
        self.forget()

    def forget(self) -> None:
        """The next byte may be in the middle of a frame."""
        self._rest = b""
        self._is_begun = False  # the rest holds what came since a zero
        self._is_between = True  # a zero that comes next begins a frame

    def feed(self, data: bytes) -> list[bytes]:
        """What these bytes complete and what decodes; the others are counted as bad, and skipped."""
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
        """Count one that `take` gave as bad."""
        self._counters.bad += 1
        self._counters.skipped_bytes += len(encode(packet)) + 2
