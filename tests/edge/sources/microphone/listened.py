"""Helpers that read a microphone as a kiosk does, for the tests of edge/sources."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from edge.events import SourceLost, SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.microphone import Microphone

KIOSK_AHEAD_S = 1_767_225_600.0
PATIENCE_S = 15.0


def now() -> float:
    """Kiosk clock with a known distance to the monotonic one."""
    return time.monotonic() + KIOSK_AHEAD_S


@dataclass
class Listened:
    """Output of a microphone while a test read it."""

    blocks: list[AudioBlock] = field(default_factory=list)
    ages_s: list[float] = field(default_factory=list)  # age of the newest sample of each block when it came
    events: list[SourceLost | SourceRestored] = field(default_factory=list)

    @property
    def length_s(self) -> float:
        return sum(len(block.samples) for block in self.blocks) / 16_000

    @property
    def is_back(self) -> bool:
        return bool(self.events) and isinstance(self.events[-1], SourceRestored)

    @property
    def is_lost(self) -> bool:
        return bool(self.events) and isinstance(self.events[-1], SourceLost)

    def gaps_s(self) -> list[float]:
        """Gaps between the end of each block and the start of the next."""
        ends_s = [block.at_s + len(block.samples) / block.rate_hz for block in self.blocks]
        return [block.at_s - end_s for end_s, block in zip(ends_s, self.blocks[1:], strict=False)]

    def tone_hz(self) -> float:
        """Frequency with the most power."""
        power = self._power()
        return float(power.argmax() * 16_000 / (2 * (len(power) - 1)))

    def share_of(self, hz: float) -> float:
        """Share of the power within 50 Hz of `hz`."""
        power = self._power()
        away_hz = np.abs(np.linspace(0, 8_000, len(power)) - hz)
        return float(power[away_hz < 50].sum() / power.sum())

    def after_silence(self) -> "Listened":
        """The same from its first sample that is not zero: the first block may begin before a microphone is unmuted."""
        samples = np.concatenate([block.samples for block in self.blocks])
        return Listened([replace(self.blocks[0], samples=np.trim_zeros(samples, "f"))])

    def _power(self) -> NDArray[np.float64]:
        samples = np.concatenate([block.samples for block in self.blocks])
        spectrum = np.fft.rfft(samples * np.hanning(len(samples)))
        return np.asarray(np.abs(spectrum) ** 2, np.float64)


def listen(microphone: Microphone, until: Callable[[Listened], bool]) -> Listened:
    """Take audio and events until `until` returns True; fail the test if that takes longer than PATIENCE_S."""
    listened = Listened()
    deadline_s = time.monotonic() + PATIENCE_S
    while not until(listened):
        assert time.monotonic() < deadline_s, (microphone.state, microphone.alerts, listened.events)
        block = microphone.next_audio(0.1)
        listened.events += microphone.take_events()
        if block is not None:
            listened.blocks.append(block)
            listened.ages_s.append(now() - block.at_s - len(block.samples) / block.rate_hz)
    return listened
