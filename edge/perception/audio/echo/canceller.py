"""Known sound taken out of what the microphone hears, half second by half second.

What the loudspeaker plays is looked for in the sound, and what the room made of it is subtracted. While it plays
nothing, sound passes untouched. At most a second and a half of what the microphone hears is kept.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.perception.audio.echo.adaptive_filter import BLOCK, AdaptiveFilter
from edge.perception.audio.echo.delay import EARLY, LATE, NEAR, RATE_HZ, DelayEstimator, measure_delay
from edge.perception.audio.echo.residual_gate import ResidualGate
from edge.signals import AudioBlock

Floats = NDArray[np.float32]

HALF = RATE_HZ // 2  # samples

_LEAD = 50  # samples of the filter before the sound that comes first: its way is not the loudest, always
_GAP_S = 0.1  # as in edge/perception/audio/laughter.py
_TAIL_S = 0.5  # of a room
_UNSEEN = 4  # half seconds without a measurement after which it is no longer sure that it is on
_LOUDEST = 4.0  # as in edge/perception/audio/laughter.py
_SILENT = 1e-4  # -80 dB of full scale


@dataclass(frozen=True, slots=True, eq=False)
class CancelledBlock:
    """Half a second of sound in which what was played is no longer, as far as it could be taken out."""

    sound: AudioBlock
    is_known: bool  # False: so much of what was played may be left in it that it says nothing of the audience
    has_advert: bool  # whether something is on, as far as was told by now


class ReferenceSignal(Protocol):
    """What the loudspeaker is given, in samples of its own clock."""

    @property
    def length(self) -> float: ...  # samples; infinite where nobody knows

    def at(self, from_sample: float, step: float, count: int) -> Floats: ...  # (count,), silence where there is none

    def loudest(self, from_sample: float, count: int) -> float: ...  # the largest absolute sample of so many


@dataclass(eq=False, slots=True)
class RenderedAudio:
    """A stretch of sound that the loudspeaker plays, or played a moment ago."""

    reference: ReferenceSignal | None  # None: nobody knows what it plays
    at_s: float  # since when it is on
    first_sample_s: Callable[[], float]  # when the first sample of the reference is played, as is known by now
    to_s: float = math.inf
    origin: float | None = None  # where that sample is said to be, in samples of the stretch of sound
    halves: int = 0  # that were heard of it
    delay: float = 0.0  # so much later it is heard, in samples, at the middle of the newest half second

    def is_audible(self, from_s: float) -> bool:
        """Whether it, or its echo, may be heard after `from_s`."""
        return from_s < self.to_s + LATE / RATE_HZ + _TAIL_S


class ReferenceCanceller:
    """Listens through one microphone to what is heard besides what is played."""

    def __init__(self) -> None:
        self._canceller, self._alignment, self._gate = AdaptiveFilter(), DelayEstimator(), ResidualGate()
        self._plays: list[RenderedAudio] = []
        self._newest: RenderedAudio | None = None
        self._end_s: float | None = None
        self._waiting: Floats = np.zeros(0, np.float32)
        self._before: Floats = np.zeros(HALF, np.float32)  # the half second before
        self._begin = 0  # of the next half second, in samples of the stretch
        self._was_known, self._is_learning = True, False

    def start(self, played: RenderedAudio) -> None:
        """Something is on, until what begins next; it may be told late."""
        after = self._end_before(played.at_s)
        played.to_s = after[0].at_s if after else math.inf
        self._plays = [*self._plays[: len(self._plays) - len(after)], played, *after]

    def end(self, at_s: float) -> None:
        """What was on then is on no longer; it may be told late."""
        self._end_before(at_s)

    def _end_before(self, at_s: float) -> list[RenderedAudio]:
        """Ends what began before, and gives what began later."""
        before = [played for played in self._plays if played.at_s < at_s]
        if before:
            before[-1].to_s = min(before[-1].to_s, at_s)
        return self._plays[len(before) :]

    def pause(self) -> None:
        """The sound breaks off. What is on, and what was learned of the room, stay."""
        self._end_s = None
        self._begin_stretch()

    def process(self, sound: AudioBlock) -> list[CancelledBlock]:
        """The half seconds that this sound completes. Time that jumps, another rate or no number begin anew."""
        samples = sound.samples
        if sound.rate_hz != RATE_HZ or not math.isfinite(sound.at_s) or not np.isfinite(samples).all():
            self.pause()
            return []
        if self._end_s is not None and abs(sound.at_s - self._end_s) > _GAP_S:
            self._begin_stretch()
        self._end_s = sound.at_s + len(samples) / RATE_HZ
        self._waiting = np.concatenate([self._waiting, np.clip(samples, -_LOUDEST, _LOUDEST)])
        halves = []
        while len(self._waiting) >= HALF:
            at_s = self._end_s - len(self._waiting) / RATE_HZ
            heard, self._waiting = self._waiting[:HALF], self._waiting[HALF:].copy()
            left, is_known, has_advert = self._half(at_s, heard)
            halves.append(
                CancelledBlock(AudioBlock(at_s, left, source=sound.source), is_known and self._was_known, has_advert)
            )
            # an ear that was laughing in what it should not have heard goes on for a while
            self._was_known = is_known
            self._before, self._begin = heard, self._begin + HALF
        return halves

    def _begin_stretch(self) -> None:
        self._waiting, self._before = np.zeros(0, np.float32), np.zeros(HALF, np.float32)
        self._begin = 0
        self._was_known, self._is_learning = True, False
        self._alignment.start()
        for play in self._plays:
            play.origin, play.halves = None, 0

    def _half(self, at_s: float, heard: Floats) -> tuple[Floats, bool, bool]:
        """What is left of half a second, whether it says anything of the audience, and whether something is on."""
        self._plays = [play for play in self._plays if play.is_audible(at_s)]
        self._alignment.step()
        on = [play for play in self._plays if play.at_s < at_s + HALF / RATE_HZ]
        if on and on[-1] is not self._newest:
            self._newest, self._is_learning = on[-1], False
            self._alignment.start()
        for play in on:
            self._follow(play, at_s)
        has_advert = bool(on) and not self._is_over(on[-1])
        if all(self._is_silent(play) for play in on):
            return heard, True, has_advert
        self._measure_delay(on[-1], heard)
        if any(play.reference is None for play in on) or not self._alignment.is_sure:
            self._is_learning = False
            return heard, False, has_advert
        return *self._without(on, heard), has_advert

    def _follow(self, play: RenderedAudio, at_s: float) -> None:
        """Another half second of a play has come."""
        play.halves += 1
        play.delay += self._alignment.slope
        if play.origin is None:
            play.origin = self._begin + (play.first_sample_s() - at_s) * RATE_HZ

    def _is_silent(self, play: RenderedAudio) -> bool:
        around = play.reference.loudest(self._place(play) - LATE, HALF + EARLY + LATE) if play.reference else 1.0
        return around < _SILENT

    def _is_over(self, play: RenderedAudio) -> bool:
        """Whether its reference has ended. If the player shows it on, nobody knows what is heard of it."""
        return play.reference is not None and self._place(play) > play.reference.length

    def _place(self, play: RenderedAudio) -> float:
        """Where in its reference a play is said to be as this half second begins, in samples."""
        assert play.origin is not None
        return self._begin - play.origin

    def _measure_delay(self, play: RenderedAudio, heard: Floats) -> None:
        """Measure the lag of the newest play."""
        if play.reference is None:
            return
        window = np.concatenate([self._before, heard]) if play.halves > 1 else heard
        alignment = self._alignment
        earlier = len(window) - HALF
        lag = alignment.lag if alignment.is_found else 0.0
        around = (NEAR, NEAR) if alignment.is_found else (LATE, EARLY)
        step = 1 - alignment.slope / HALF
        begin = self._place(play) - lag + alignment.slope / 2 - earlier * step - around[0]
        reference = play.reference.at(begin, step, len(window) + sum(around))
        if np.abs(reference).max() > _SILENT:
            place, clearness = measure_delay(window, reference)
            alignment.update(lag + around[0] - place, clearness)
        play.delay = alignment.lag

    def _without(self, on: list[RenderedAudio], heard: Floats) -> tuple[Floats, bool]:
        """The echo of all plays subtracted."""
        if not self._is_learning:
            self._is_learning = True
            self._gate.reset()
            self._canceller.pause()
            for block in self._reference(on, -HALF).reshape(-1, BLOCK):
                self._canceller.follow(block)
        echo = self._canceller.process(heard, self._reference(on, 0))
        is_clean = self._gate.is_open(heard, echo)
        return heard - echo, is_clean and self._alignment.unseen <= _UNSEEN

    def _reference(self, on: list[RenderedAudio], beside: int) -> Floats:
        """What was played in the half second that is `beside` samples from this one, as the microphone's clock has it
        and with the lags taken out, save _LEAD samples."""
        total = np.zeros(HALF, np.float32)
        step = 1 - self._alignment.slope / HALF
        for play in on:
            assert play.reference is not None
            begin = self._place(play) - play.delay + self._alignment.slope / 2 + beside * step + _LEAD
            samples = play.reference.at(begin, step, HALF)
            since = begin - (play.at_s - play.first_sample_s()) * RATE_HZ + step * np.arange(HALF)
            total += np.where((since >= 0) & (since < (play.to_s - play.at_s) * RATE_HZ), samples, 0)
        return total
