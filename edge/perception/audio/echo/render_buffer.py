"""Buffer of the last seconds of rendered audio, on the clock of the audio output."""

import math

import numpy as np

from edge.perception.audio.echo.delay import RATE_HZ
from edge.perception.audio.echo.reference_track import Floats, ReferenceTrack
from edge.signals import AudioBlock

KEPT_S = 5.0  # the microphone may capture audio more than a second after it is rendered


class RenderBuffer:
    """A stretch of rendered audio without gaps. Outside the stored seconds it returns silence."""

    length = math.inf

    def __init__(self) -> None:
        self._kept: Floats = np.zeros(0, np.float32)
        self._track = ReferenceTrack(self._kept)
        self._count = 0  # samples added so far
        self.end_s = 0.0

    def append(self, sound: AudioBlock) -> None:
        """Adds the next block of rendered audio."""
        self._kept = np.concatenate([self._kept, sound.samples])[-round(KEPT_S * RATE_HZ) :]
        self._track = ReferenceTrack(self._kept)
        self._count += len(sound.samples)
        self.end_s = sound.at_s + len(sound.samples) / RATE_HZ

    @property
    def first_sample_s(self) -> float:
        """Time of the first sample, computed as if the output's clock had always run at its current speed."""
        return self.end_s - self._count / RATE_HZ

    @property
    def forgotten_s(self) -> float:
        """End time of the audio that has been discarded; minus infinity if none has."""
        return -math.inf if len(self._kept) == self._count else self.end_s - len(self._kept) / RATE_HZ

    def samples_at(self, from_sample: float, step: float, count: int) -> Floats:
        """Returns (count,) values, starting at `from_sample` and `step` samples apart."""
        return self._track.samples_at(from_sample - self._first, step, count)

    def peak_level(self, from_sample: float, count: int) -> float:
        """Returns the largest absolute value among `count` samples."""
        return self._track.peak_level(from_sample - self._first, count)

    @property
    def _first(self) -> int:
        return self._count - len(self._kept)
