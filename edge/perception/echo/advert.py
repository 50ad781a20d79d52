"""The advert's own sound taken out of what the microphone hears, half second by half second.

Plays say which advert is on and since when; its track is looked for in the sound, and what the room made of it is
subtracted. Between adverts sound passes untouched. At most a second and a half of sound is kept.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.events import PlayEnded, PlayStarted
from edge.perception.echo.canceller import BLOCK, Canceller
from edge.perception.echo.gate import Gate
from edge.perception.echo.lag import EARLY, LATE, NEAR, RATE_HZ, Alignment, measured
from edge.perception.echo.track import Track
from edge.signals import Sound

Floats = NDArray[np.float32]

HALF = RATE_HZ // 2  # samples

_LEAD = 50  # samples of the filter before the sound that comes first: its way is not the loudest, always
_GAP_S = 0.1  # as in edge/perception/voice.py
_TAIL_S = 0.5  # of a room
_UNSEEN = 4  # half seconds without a measurement after which it is no longer sure that the advert is on
_LOUDEST = 4.0  # as in edge/perception/voice.py
_SILENT = 1e-4  # -80 dB of full scale


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """Half a second of sound in which the advert is no longer, as far as it could be taken out."""

    sound: Sound
    is_known: bool  # False: so much of an advert may be left in it that it says nothing of the audience
    has_advert: bool  # whether an advert is on, as far as was told by now


@dataclass(eq=False, slots=True)
class _Play:
    """An advert that is on, or was a moment ago."""

    started: PlayStarted
    track: Track | None
    to_s: float = math.inf
    origin: float | None = None  # where its first sample is said to be, in samples of the stretch of sound
    halves: int = 0  # that were heard of it
    lag: float = 0.0  # so much later it is heard, in samples, at the middle of the newest half second

    def is_heard(self, from_s: float) -> bool:
        """Whether it, or its echo, may be heard after `from_s`."""
        return from_s < self.to_s + LATE / RATE_HZ + _TAIL_S


class AdvertSound:
    """Listens through one microphone to the audience alone.

    `track_of` gives the sound of a creative, (n,) at 16 kHz from its media second 0; it is asked at every play.
    """

    def __init__(self, track_of: Callable[[str], Floats | None]) -> None:
        self._track_of = track_of
        self._canceller, self._alignment, self._gate = Canceller(), Alignment(), Gate()
        self._plays: list[_Play] = []
        self._newest: _Play | None = None
        self._end_s: float | None = None
        self._waiting: Floats = np.zeros(0, np.float32)
        self._before: Floats = np.zeros(HALF, np.float32)  # the half second before
        self._begin = 0  # of the next half second, in samples of the stretch
        self._was_known, self._is_learning = True, False

    def pause(self) -> None:
        """The sound breaks off. What is on, and what was learned of the room, stay."""
        self._end_s = None
        self._begin_stretch()

    def play(self, event: PlayStarted | PlayEnded) -> None:
        """What is on, and since or until when; it may be told late."""
        before = [play for play in self._plays if play.started.at_s < event.at_s]
        after = self._plays[len(before) :]
        if before:
            before[-1].to_s = min(before[-1].to_s, event.at_s)
        if isinstance(event, PlayStarted):
            to_s = after[0].started.at_s if after else math.inf
            samples = self._track_of(event.creative)
            track = None if samples is None else Track(samples)
            self._plays = [*before, _Play(event, track, to_s), *after]

    def take(self, sound: Sound) -> list[Half]:
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
            halves.append(Half(Sound(at_s, left, source=sound.source), is_known and self._was_known, has_advert))
            # an ear that was laughing in what it should not have heard goes on for a while
            self._was_known = is_known
            self._before, self._begin = heard, self._begin + HALF
        return halves

    def _begin_stretch(self) -> None:
        self._waiting, self._before = np.zeros(0, np.float32), np.zeros(HALF, np.float32)
        self._begin = 0
        self._was_known, self._is_learning = True, False
        self._alignment.begin()
        for play in self._plays:
            play.origin, play.halves = None, 0

    def _half(self, at_s: float, heard: Floats) -> tuple[Floats, bool, bool]:
        """What is left of half a second, whether it says anything of the audience, and whether an advert is on."""
        self._plays = [play for play in self._plays if play.is_heard(at_s)]
        self._alignment.step()
        on = [play for play in self._plays if play.started.at_s < at_s + HALF / RATE_HZ]
        if on and on[-1] is not self._newest:
            self._newest, self._is_learning = on[-1], False
            self._alignment.begin()
        for play in on:
            self._follow(play, at_s)
        has_advert = bool(on) and not self._is_over(on[-1])
        if all(self._is_silent(play) for play in on):
            return heard, True, has_advert
        self._look_for(on[-1], heard)
        if any(play.track is None for play in on) or not self._alignment.is_sure:
            self._is_learning = False
            return heard, False, has_advert
        return *self._without(on, heard), has_advert

    def _follow(self, play: _Play, at_s: float) -> None:
        """Another half second of a play has come."""
        play.halves += 1
        play.lag += self._alignment.slope
        if play.origin is None:
            play.origin = self._begin + (play.started.at_s - at_s - play.started.media_s) * RATE_HZ

    def _is_silent(self, play: _Play) -> bool:
        around = play.track.loudest(self._place(play) - LATE, HALF + EARLY + LATE) if play.track else 1.0
        return around < _SILENT

    def _is_over(self, play: _Play) -> bool:
        """Whether its track has ended. If the player shows it on, nobody knows what is heard of it."""
        return play.track is not None and self._place(play) > play.track.length

    def _place(self, play: _Play) -> float:
        """Where in its track a play is said to be as this half second begins, in samples."""
        assert play.origin is not None
        return self._begin - play.origin

    def _look_for(self, play: _Play, heard: Floats) -> None:
        """Measure the lag of the newest play."""
        if play.track is None:
            return
        window = np.concatenate([self._before, heard]) if play.halves > 1 else heard
        alignment = self._alignment
        earlier = len(window) - HALF
        lag = alignment.lag if alignment.is_found else 0.0
        around = (NEAR, NEAR) if alignment.is_found else (LATE, EARLY)
        step = 1 - alignment.slope / HALF
        begin = self._place(play) - lag + alignment.slope / 2 - earlier * step - around[0]
        reference = play.track.at(begin, step, len(window) + sum(around))
        if np.abs(reference).max() > _SILENT:
            place, clearness = measured(window, reference)
            alignment.see(lag + around[0] - place, clearness)
        play.lag = alignment.lag

    def _without(self, on: list[_Play], heard: Floats) -> tuple[Floats, bool]:
        """The echo of all plays subtracted."""
        if not self._is_learning:
            self._is_learning = True
            self._gate.begin()
            self._canceller.pause()
            for block in self._reference(on, -HALF).reshape(-1, BLOCK):
                self._canceller.follow(block)
        echo = self._canceller.take(heard, self._reference(on, 0))
        is_clean = self._gate.take(heard, echo)
        return heard - echo, is_clean and self._alignment.unseen <= _UNSEEN

    def _reference(self, on: list[_Play], beside: int) -> Floats:
        """What was played in the half second that is `beside` samples from this one, as the microphone's clock has it
        and with the lags taken out, save _LEAD samples."""
        total = np.zeros(HALF, np.float32)
        step = 1 - self._alignment.slope / HALF
        for play in on:
            assert play.track is not None
            begin = self._place(play) - play.lag + self._alignment.slope / 2 + beside * step + _LEAD
            samples = play.track.at(begin, step, HALF)
            since = begin - play.started.media_s * RATE_HZ + step * np.arange(HALF)
            total += np.where((since >= 0) & (since < (play.to_s - play.started.at_s) * RATE_HZ), samples, 0)
        return total
