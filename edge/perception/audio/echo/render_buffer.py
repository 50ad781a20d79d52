"""What the loudspeaker is given, as it is given: the newest seconds of it, by the output's own clock."""

import math

import numpy as np

from edge.perception.audio.echo.delay import RATE_HZ
from edge.perception.audio.echo.reference_track import Floats, ReferenceTrack
from edge.signals import AudioBlock

KEPT_S = 5.0  # what a microphone hears late was played a second and more before


class RenderBuffer:
    """A stretch of the output's sound without a gap in it; silence beside what is kept of it."""

    length = math.inf

    def __init__(self) -> None:
        self._kept: Floats = np.zeros(0, np.float32)
        self._track = ReferenceTrack(self._kept)
        self._taken = 0
        self.end_s = 0.0

    def append(self, sound: AudioBlock) -> None:
        """What is played next."""
        self._kept = np.concatenate([self._kept, sound.samples])[-round(KEPT_S * RATE_HZ) :]
        self._track = ReferenceTrack(self._kept)
        self._taken += len(sound.samples)
        self.end_s = sound.at_s + len(sound.samples) / RATE_HZ

    @property
    def first_sample_s(self) -> float:
        """When its first sample was played, had the output's clock always run as it does now."""
        return self.end_s - self._taken / RATE_HZ

    @property
    def forgotten_s(self) -> float:
        """Until when nothing of it is kept; minus infinity where nothing was let go yet."""
        return -math.inf if len(self._kept) == self._taken else self.end_s - len(self._kept) / RATE_HZ

    def at(self, from_sample: float, step: float, count: int) -> Floats:
        """(count,): at `from_sample` and then every `step` samples."""
        return self._track.at(from_sample - self._first, step, count)

    def loudest(self, from_sample: float, count: int) -> float:
        """The largest absolute sample of so many."""
        return self._track.loudest(from_sample - self._first, count)

    @property
    def _first(self) -> int:
        return self._taken - len(self._kept)
