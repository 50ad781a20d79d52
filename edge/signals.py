"""Frozen values with arrays. They go from sources to perception and no further."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One camera frame. `eq=False`: arrays have no truth value, so frames are compared by identity."""

    at_s: float  # capture time on the kiosk's clock (seconds since 1970, UTC)
    image: NDArray[np.uint8]  # (height, width, 3), BGR
    source: str = "camera"


@dataclass(frozen=True, slots=True, eq=False)
class KitSamples:
    """Chunk of n samples of one sensor kit.

    Exactly one of `rate_hz` and `times_s` is set. A value that the kit does not measure, or did not have then, is NaN.
    """

    at_s: float  # time of the first sample, on the kiosk's clock
    kit: str
    wearer: str
    eda_us: NDArray[np.float32]  # (n,) skin conductance, microsiemens
    hr_bpm: NDArray[np.float32]  # (n,) heart rate
    rate_hz: float | None = None
    times_s: NDArray[np.float64] | None = None  # (n,) seconds after `at_s`
    quality: NDArray[np.float32] | None = None  # (n,) quality of the conductance, 0 to 1; None: unknown


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """Block of consecutive audio samples, without a gap."""

    at_s: float  # time of the first sample, on the kiosk's clock (seconds since 1970, UTC)
    samples: NDArray[np.float32]  # (n,), full scale ±1
    rate_hz: int = 16_000
    source: str = "microphone"
