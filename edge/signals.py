"""The frozen values that carry arrays, from sources to perception and no further."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture. `eq=False`: arrays have no truth value, so two frames are the same only if they are one."""

    at_s: float  # when it was captured, on the kiosk's clock (seconds since 1970, UTC)
    image: NDArray[np.uint8]  # (height, width, 3), BGR
    source: str = "camera"


@dataclass(frozen=True, slots=True, eq=False)
class KitSamples:
    """What one sensor kit gave in one piece: n samples, at `rate_hz` or at the times given.

    Exactly one of `rate_hz` and `times_s` is there. A value that the kit does not have, or did not have then, is NaN.
    """

    at_s: float  # when the first was taken, on the kiosk's clock
    kit: str
    wearer: str
    eda_us: NDArray[np.float32]  # (n,) skin conductance, microsiemens
    hr_bpm: NDArray[np.float32]  # (n,) heart rate
    rate_hz: float | None = None
    times_s: NDArray[np.float64] | None = None  # (n,) after `at_s`
    quality: NDArray[np.float32] | None = None  # (n,) of the conductance, 0 to 1; None: nobody judged it


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """A stretch of sound without a gap in it."""

    at_s: float  # when its first sample was captured, on the kiosk's clock (seconds since 1970, UTC)
    samples: NDArray[np.float32]  # (n,), full scale is ±1
    rate_hz: int = 16_000
    source: str = "microphone"
