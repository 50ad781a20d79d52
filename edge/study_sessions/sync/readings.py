"""Series to search for edges: one number per frame, a sound level every few milliseconds, or skin conductance.

Frames and sound are reduced to these numbers as they arrive, and are then dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.signals import AudioBlock, Frame, KitSamples

LEVEL_S = 0.005
_STEP_PX = 8
_FLOOR = 1e-5  # of the level: -100 dB


@dataclass
class Readings:
    """A series of values with their times on the session's clock."""

    times_s: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, at_s: float, value: float) -> None:
        self.times_s.append(at_s)
        self.values.append(value)

    @property
    def usual_step_s(self) -> float:
        """Usual time between two values in seconds; 0 for fewer than two values."""
        return float(np.median(np.diff(self.times_s))) if len(self.times_s) > 1 else 0.0


class Brightness:
    """Series with the mean brightness of each frame."""

    def __init__(self) -> None:
        self.readings = Readings()

    def add(self, frame: Frame) -> None:
        self.readings.add(frame.at_s, float(_small(frame).mean()))


class Motion:
    """Series with the mean change of each frame from the previous frame. Only the previous frame is kept."""

    def __init__(self) -> None:
        self.readings = Readings()
        self._before: NDArray[np.float32] | None = None

    def add(self, frame: Frame) -> None:
        small = _small(frame).mean(axis=2)
        if self._before is not None and self._before.shape == small.shape:
            self.readings.add(frame.at_s, float(np.abs(small - self._before).mean()))
        self._before = small


class Levels:
    """Series with the sound level in dB, one value every LEVEL_S."""

    def __init__(self) -> None:
        self.readings = Readings()

    def add(self, block: AudioBlock) -> None:
        length = max(1, round(block.rate_hz * LEVEL_S))
        count = len(block.samples) // length
        parts = block.samples[: count * length].reshape(count, length).astype(np.float64)
        levels = 20 * np.log10(np.maximum(np.sqrt((parts**2).mean(axis=1)), _FLOOR))
        for index, level in enumerate(levels.tolist()):
            self.readings.add(block.at_s + (index + 0.5) * length / block.rate_hz, level)


class Contact:
    """Series with the negated skin conductance, which rises when the contact is broken."""

    def __init__(self) -> None:
        self.readings = Readings()

    def add(self, samples: KitSamples) -> None:
        times_s = np.zeros(len(samples.eda_us)) if samples.times_s is None else samples.times_s
        for after_s, conductance_us in zip(times_s.tolist(), samples.eda_us.tolist(), strict=True):
            self.readings.add(samples.at_s + after_s, -conductance_us)


def sort_readings(readings: Readings) -> tuple[Sequence[float], Sequence[float]]:
    """Times and values, sorted by time."""
    order = np.argsort(readings.times_s, kind="stable").tolist()
    return [readings.times_s[index] for index in order], [readings.values[index] for index in order]


def _small(frame: Frame) -> NDArray[np.float32]:
    return frame.image[::_STEP_PX, ::_STEP_PX].astype(np.float32)
