"""Frozen values with arrays, which sources pass to perception. No other part of the kiosk gets them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One camera frame. Frames are compared by identity (`eq=False`), because arrays have no truth value."""

    at_s: float  # capture time on the kiosk's clock (seconds since 1970, UTC)
    image: NDArray[np.uint8]  # (height, width, 3), BGR
    source: str = "camera"


@dataclass(frozen=True, slots=True)
class Beat:
    """One heart beat. `is_accepted`: whether its interval counts as the time between two consecutive beats."""

    at_s: float  # time of its peak, on the kiosk's clock
    interval_ms: float  # since the beat before; NaN after a gap
    is_accepted: bool


@dataclass(frozen=True, slots=True, eq=False)
class KitSamples:
    """Chunk of n samples from one sensor kit.

    Exactly one of `rate_hz` and `times_s` is set. A value is NaN if the kit does not measure it, or had none at that
    time. The last four fields are for recording a study; None: the source does not have them.
    """

    at_s: float  # time of the first sample, on the kiosk's clock
    kit: str
    wearer: str
    eda_us: NDArray[np.float32]  # (n,) skin conductance, microsiemens
    hr_bpm: NDArray[np.float32]  # (n,) heart rate
    rate_hz: float | None = None
    times_s: NDArray[np.float64] | None = None  # (n,) seconds after `at_s`
    quality: NDArray[np.float32] | None = None  # (n,) quality of the conductance, 0 to 1; None: unknown
    device_s: NDArray[np.float64] | None = None  # (n,) the kit's own clock, any origin
    pulse: NDArray[np.float32] | None = None  # (n,) pulse wave, 0 to 1 of the converter's range
    interval_ms: NDArray[np.float32] | None = None  # (n,) interval between two beats as the kit reports it
    beats: tuple[Beat, ...] = ()  # found in this chunk; up to 0.35 s before its first sample


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """Consecutive audio samples without a gap."""

    at_s: float  # time of the first sample, on the kiosk's clock (seconds since 1970, UTC)
    samples: NDArray[np.float32]  # (n,), full scale ±1
    rate_hz: int = 16_000
    source: str = "microphone"
