"""Audio blocks that the capture process sends to the kiosk: samples as recorded, with their capture time."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_S = 0.1
SOUND = b"sound\n"  # first bytes of a block; all other messages are text
LARGEST_RATE_HZ = 192_000
LARGEST_BYTES = 4 * int(LARGEST_RATE_HZ * BLOCK_S) + 64
_HEADER = struct.Struct("<dIQ")  # captured_s, rate_hz, dropped


@dataclass(frozen=True, slots=True, eq=False)
class CapturedBlock:
    """Consecutive audio samples of one channel, with their capture time."""

    captured_s: float  # time of the first sample on the monotonic clock, which all processes of a machine share
    rate_hz: int
    dropped: int  # samples that did not fit into the queue so far
    samples: NDArray[np.float32]  # (n,), full scale is ±1

    def to_bytes(self) -> bytes:
        return SOUND + _HEADER.pack(self.captured_s, self.rate_hz, self.dropped) + self.samples.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "CapturedBlock":
        captured_s, rate_hz, dropped = _HEADER.unpack_from(data, len(SOUND))
        samples = np.frombuffer(data, np.float32, offset=len(SOUND) + _HEADER.size)
        return cls(captured_s, rate_hz, dropped, samples)
