"""What the listening process hands to the kiosk: blocks of sound as they came, each with its time."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_S = 0.1
SOUND = b"sound\n"  # what a block begins with, beside the words that have a line of text
LARGEST_RATE_HZ = 192_000
LARGEST_BYTES = 4 * int(LARGEST_RATE_HZ * BLOCK_S) + 64
_HEADER = struct.Struct("<dIQ")  # captured_s, rate_hz, dropped


@dataclass(frozen=True, slots=True, eq=False)
class CapturedBlock:
    """One piece of sound, of one channel."""

    captured_s: float  # when its first sample was, on the monotonic clock, which all processes of a machine share
    rate_hz: int
    dropped: int  # samples that were too many for the ring so far
    samples: NDArray[np.float32]  # (n,), full scale is ±1

    def to_bytes(self) -> bytes:
        return SOUND + _HEADER.pack(self.captured_s, self.rate_hz, self.dropped) + self.samples.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "CapturedBlock":
        captured_s, rate_hz, dropped = _HEADER.unpack_from(data, len(SOUND))
        samples = np.frombuffer(data, np.float32, offset=len(SOUND) + _HEADER.size)
        return cls(captured_s, rate_hz, dropped, samples)
