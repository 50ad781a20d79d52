"""Cancels the echo of known rendered audio in the captured audio, one half second at a time.

The canceller finds the rendered audio in the captured audio and subtracts the echo that it makes in the room. While
nothing is rendered, captured audio passes unchanged. At most one and a half seconds of captured audio are stored.
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

_LEAD = 50  # samples of the filter before the strongest path: the first path to arrive is not always the strongest
_GAP_S = 0.1  # as in edge/perception/audio/laughter.py
_TAIL_S = 0.5  # of a room
_UNSEEN = 4  # half seconds without a measurement after which it is no longer sure that the play is on
_LOUDEST = 4.0  # as in edge/perception/audio/laughter.py
_SILENT = 1e-4  # -80 dB of full scale


@dataclass(frozen=True, slots=True, eq=False)
class CancelledBlock:
    """Half a second of captured audio, with the echo of the rendered audio removed as far as possible."""

    sound: AudioBlock
    is_known: bool  # False: too much rendered audio may be left for a statement about the audience
    has_advert: bool  # True if a play is on, as far as is reported by now


class ReferenceSignal(Protocol):
    """Signal that the loudspeaker receives, in samples of its own clock."""

    @property
    def length(self) -> float: ...  # samples; infinite where it is unknown

    def samples_at(
        self, from_sample: float, step: float, count: int
    ) -> Floats: ...  # (count,), silence outside the signal

    def peak_level(self, from_sample: float, count: int) -> float: ...  # largest absolute value of `count` samples


@dataclass(eq=False, slots=True)
class RenderedAudio:
    """A stretch of audio that the loudspeaker is playing, or has just played."""

    reference: ReferenceSignal | None  # None: the signal is unknown
    at_s: float  # start of the stretch
    first_sample_s: Callable[[], float]  # time of the reference's first sample, as far as is known by now
    to_s: float = math.inf
    origin: float | None = None  # reported position of that first sample, in samples of the captured stretch
    halves: int = 0  # half seconds captured since its start
    delay: float = 0.0  # delay of the capture, in samples, at the middle of the newest half second

    def is_audible(self, from_s: float) -> bool:
        """True if the stretch or its echo may still be audible after `from_s`."""
        return from_s < self.to_s + LATE / RATE_HZ + _TAIL_S


class ReferenceCanceller:
    """Removes rendered audio with known references from the audio of one microphone."""

    def __init__(self) -> None:
        self._filter, self._delay, self._gate = AdaptiveFilter(), DelayEstimator(), ResidualGate()
        self._plays: list[RenderedAudio] = []
        self._newest: RenderedAudio | None = None
        self._end_s: float | None = None
        self._waiting: Floats = np.zeros(0, np.float32)
        self._before: Floats = np.zeros(HALF, np.float32)  # the half second before
        self._begin = 0  # of the next half second, in samples of the captured stretch
        self._was_known, self._is_learning = True, False

    def start_play(self, play: RenderedAudio) -> None:
        """Adds a stretch of rendered audio, which ends when the next stretch starts. May be called late."""
        after = self._end_before(play.at_s)
        play.to_s = after[0].at_s if after else math.inf
        self._plays = [*self._plays[: len(self._plays) - len(after)], play, *after]

    def end_play(self, at_s: float) -> None:
        """Ends the stretch that is playing at `at_s`. May be called late."""
        self._end_before(at_s)

    def _end_before(self, at_s: float) -> list[RenderedAudio]:
        """Ends the last stretch that starts before `at_s`. Returns the stretches that start later."""
        before = [play for play in self._plays if play.at_s < at_s]
        if before:
            before[-1].to_s = min(before[-1].to_s, at_s)
        return self._plays[len(before) :]

    def mark_gap(self) -> None:
        """Marks a gap in the captured audio. The plays and the estimate of the room's echo are kept."""
        self._end_s = None
        self._begin_stretch()

    def process(self, sound: AudioBlock) -> list[CancelledBlock]:
        """Returns the half seconds that this block completes.

        Starts a new stretch if the time jumps, the sample rate changes or a value is not finite.
        """
        samples = sound.samples
        if sound.rate_hz != RATE_HZ or not math.isfinite(sound.at_s) or not np.isfinite(samples).all():
            self.mark_gap()
            return []
        if self._end_s is not None and abs(sound.at_s - self._end_s) > _GAP_S:
            self._begin_stretch()
        self._end_s = sound.at_s + len(samples) / RATE_HZ
        self._waiting = np.concatenate([self._waiting, np.clip(samples, -_LOUDEST, _LOUDEST)])
        blocks = []
        while len(self._waiting) >= HALF:
            at_s = self._end_s - len(self._waiting) / RATE_HZ
            captured, self._waiting = self._waiting[:HALF], self._waiting[HALF:].copy()
            residual, is_known, has_advert = self._cancel_half_second(at_s, captured)
            residual_sound = AudioBlock(at_s, residual, source=sound.source)
            blocks.append(CancelledBlock(residual_sound, is_known and self._was_known, has_advert))
            # a detector that was triggered by an uncancelled advert stays on for a while
            self._was_known = is_known
            self._before, self._begin = captured, self._begin + HALF
        return blocks

    def _begin_stretch(self) -> None:
        self._waiting, self._before = np.zeros(0, np.float32), np.zeros(HALF, np.float32)
        self._begin = 0
        self._was_known, self._is_learning = True, False
        self._delay.start_play()
        for play in self._plays:
            play.origin, play.halves = None, 0

    def _cancel_half_second(self, at_s: float, captured: Floats) -> tuple[Floats, bool, bool]:
        """Returns the residual of half a second, whether it certainly belongs to the audience, and whether something
        is playing.
        """
        self._plays = [play for play in self._plays if play.is_audible(at_s)]
        self._delay.predict_next_half_second()
        plays = [play for play in self._plays if play.at_s < at_s + HALF / RATE_HZ]
        if plays and plays[-1] is not self._newest:
            self._newest, self._is_learning = plays[-1], False
            self._delay.start_play()
        for play in plays:
            self._follow(play, at_s)
        has_advert = bool(plays) and not self._is_over(plays[-1])
        if all(self._is_silent(play) for play in plays):
            return captured, True, has_advert
        self._measure_newest_delay(plays[-1], captured)
        if any(play.reference is None for play in plays) or not self._delay.is_delay_known:
            self._is_learning = False
            return captured, False, has_advert
        return *self._subtract_echoes(plays, captured), has_advert

    def _follow(self, play: RenderedAudio, at_s: float) -> None:
        """Advances the play's reference position by half a second."""
        play.halves += 1
        play.delay += self._delay.drift
        if play.origin is None:
            play.origin = self._begin + (play.first_sample_s() - at_s) * RATE_HZ

    def _is_silent(self, play: RenderedAudio) -> bool:
        loudest = play.reference.peak_level(self._position(play) - LATE, HALF + EARLY + LATE) if play.reference else 1.0
        return loudest < _SILENT

    def _is_over(self, play: RenderedAudio) -> bool:
        """True if the reference of the play has ended. If the player continues after that, the sound that it plays is
        unknown.
        """
        return play.reference is not None and self._position(play) > play.reference.length

    def _position(self, play: RenderedAudio) -> float:
        """Returns the reported position in the play's reference at the start of this half second, in samples."""
        assert play.origin is not None
        return self._begin - play.origin

    def _measure_newest_delay(self, play: RenderedAudio, captured: Floats) -> None:
        """Measures the delay of the newest play."""
        if play.reference is None:
            return
        window = np.concatenate([self._before, captured]) if play.halves > 1 else captured
        estimator = self._delay
        earlier = len(window) - HALF
        delay = estimator.delay if estimator.is_found else 0.0
        around = (NEAR, NEAR) if estimator.is_found else (LATE, EARLY)
        step = 1 - estimator.drift / HALF
        begin = self._position(play) - delay + estimator.drift / 2 - earlier * step - around[0]
        reference = play.reference.samples_at(begin, step, len(window) + sum(around))
        if np.abs(reference).max() > _SILENT:
            position, clearness = measure_delay(window, reference)
            estimator.add_measurement(delay + around[0] - position, clearness)
        play.delay = estimator.delay

    def _subtract_echoes(self, plays: list[RenderedAudio], captured: Floats) -> tuple[Floats, bool]:
        """Subtracts the echo of all plays. Returns True if the residual certainly belongs to the audience."""
        if not self._is_learning:
            self._is_learning = True
            self._gate.forget_measurements()
            self._filter.mark_gap()
            for block in self._mixed_reference(plays, -HALF).reshape(-1, BLOCK):
                self._filter.add_reference(block)
        echo = self._filter.estimate_echo(captured, self._mixed_reference(plays, 0))
        is_clean = self._gate.is_open(captured, echo)
        return captured - echo, is_clean and self._delay.unseen <= _UNSEEN

    def _mixed_reference(self, plays: list[RenderedAudio], offset: int) -> Floats:
        """Returns the sum of all plays in the half second that starts `offset` samples from this one.

        The result (HALF,) is on the microphone's clock, with the delays removed except for _LEAD samples.
        """
        total = np.zeros(HALF, np.float32)
        step = 1 - self._delay.drift / HALF
        for play in plays:
            assert play.reference is not None
            begin = self._position(play) - play.delay + self._delay.drift / 2 + offset * step + _LEAD
            samples = play.reference.samples_at(begin, step, HALF)
            since = begin - (play.at_s - play.first_sample_s()) * RATE_HZ + step * np.arange(HALF)
            total += np.where((since >= 0) & (since < (play.to_s - play.at_s) * RATE_HZ), samples, 0)
        return total
