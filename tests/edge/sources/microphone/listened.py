"""Listening to a microphone as a kiosk does, for the tests of this room."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.events import SourceLost, SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.microphone import Microphone

KIOSK_AHEAD_S = 1_767_225_600.0
PATIENCE_S = 15.0


def now() -> float:
    """A kiosk clock whose distance to the monotonic one is known."""
    return time.monotonic() + KIOSK_AHEAD_S


@dataclass
class Listened:
    """What a microphone gave while somebody listened."""

    sounds: list[AudioBlock] = field(default_factory=list)
    ages_s: list[float] = field(default_factory=list)  # of the newest sample of each, when it came
    events: list[SourceLost | SourceRestored] = field(default_factory=list)

    @property
    def heard_s(self) -> float:
        return sum(len(sound.samples) for sound in self.sounds) / 16_000

    @property
    def is_back(self) -> bool:
        return bool(self.events) and isinstance(self.events[-1], SourceRestored)

    @property
    def is_lost(self) -> bool:
        return bool(self.events) and isinstance(self.events[-1], SourceLost)

    def gaps_s(self) -> list[float]:
        """Between the end of each sound and the begin of the next."""
        ends_s = [sound.at_s + len(sound.samples) / sound.rate_hz for sound in self.sounds]
        return [sound.at_s - end_s for end_s, sound in zip(ends_s, self.sounds[1:], strict=False)]

    def tone_hz(self) -> float:
        """The loudest of all that was heard."""
        power = self._power()
        return float(power.argmax() * 16_000 / (2 * (len(power) - 1)))

    def share_of(self, hz: float) -> float:
        """How much of the power is within 50 Hz of this."""
        power = self._power()
        away_hz = np.abs(np.linspace(0, 8_000, len(power)) - hz)
        return float(power[away_hz < 50].sum() / power.sum())

    def _power(self) -> NDArray[np.float64]:
        samples = np.concatenate([sound.samples for sound in self.sounds])
        spectrum = np.fft.rfft(samples * np.hanning(len(samples)))
        return np.asarray(np.abs(spectrum) ** 2, np.float64)


def listen(microphone: Microphone, until: Callable[[Listened], bool]) -> Listened:
    """Take what comes until `until` says that it is enough; fails where that takes too long."""
    listened = Listened()
    deadline_s = time.monotonic() + PATIENCE_S
    while not until(listened):
        assert time.monotonic() < deadline_s, (microphone.condition, listened.events)
        sound = microphone.sound(0.1)
        listened.events += microphone.take_events()
        if sound is not None:
            listened.sounds.append(sound)
            listened.ages_s.append(now() - sound.at_s - len(sound.samples) / sound.rate_hz)
    return listened
