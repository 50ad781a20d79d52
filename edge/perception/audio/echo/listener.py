"""An ear that hears the audience beside an advert whose sound is known, from its file or from where it is played."""

import math
from dataclasses import replace
from typing import Protocol

from edge.events import AudioObservation, PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import CancelledBlock
from edge.perception.audio.laughter import LaughterDetector
from edge.signals import AudioBlock


class EchoCanceller(Protocol):
    """Takes out of the sound what is known of it: AdvertSound, OutputSound."""

    def handle_play(self, event: PlayStarted | PlayEnded) -> None: ...

    def add_rendered(self, sound: AudioBlock) -> None: ...

    def process(self, sound: AudioBlock) -> list[CancelledBlock]: ...

    def pause(self) -> None: ...


class EchoCancelledListener:
    """Takes the advert out of the sound, and says what is heard in the rest.

    Where too much of the advert is left, neither laughter (None) nor level (not a number) is known. While no advert is
    on, the level is told and laughter is not: a play may be told late, so it may be one that laughs.
    """

    def __init__(self, canceller: EchoCanceller, detector: LaughterDetector) -> None:
        self._canceller, self._detector = canceller, detector

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """What is on the screen, in order of time."""
        self._canceller.handle_play(event)

    def add_rendered(self, sound: AudioBlock) -> None:
        """What this machine plays, in order of time."""
        self._canceller.add_rendered(sound)

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        """What is to be said of the half seconds that this sound completes."""
        return [
            self._without_unknown(half, heard)
            for half in self._canceller.process(sound)
            for heard in self._detector.process(half.sound)
        ]

    def reset(self) -> None:
        """Forget the sound; the room stays."""
        self._canceller.pause()
        self._detector.reset()

    @staticmethod
    def _without_unknown(half: CancelledBlock, heard: AudioObservation) -> AudioObservation:
        if not half.is_known:
            return replace(heard, level_db=math.nan, laughter=None)
        return heard if half.has_advert else replace(heard, laughter=None)
