"""An ear that hears the audience beside an advert whose sound is known, from its file or from where it is played."""

import math
from dataclasses import replace
from typing import Protocol

from edge.events import AudioObservation, PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import Half
from edge.perception.audio.laughter import Voice
from edge.signals import AudioBlock


class Front(Protocol):
    """Takes out of the sound what is known of it: AdvertSound, OutputSound."""

    def play(self, event: PlayStarted | PlayEnded) -> None: ...

    def played(self, sound: AudioBlock) -> None: ...

    def take(self, sound: AudioBlock) -> list[Half]: ...

    def pause(self) -> None: ...


class Cancelling:
    """Takes the advert out of the sound, and says what is heard in the rest.

    Where too much of the advert is left, neither laughter (None) nor level (not a number) is known. While no advert is
    on, the level is told and laughter is not: a play may be told late, so it may be one that laughs.
    """

    def __init__(self, front: Front, voice: Voice) -> None:
        self._front, self._voice = front, voice

    def play(self, event: PlayStarted | PlayEnded) -> None:
        """What is on the screen, in order of time."""
        self._front.play(event)

    def played(self, sound: AudioBlock) -> None:
        """What this machine plays, in order of time."""
        self._front.played(sound)

    def take(self, sound: AudioBlock) -> list[AudioObservation]:
        """What is to be said of the half seconds that this sound completes."""
        return [self._told(half, heard) for half in self._front.take(sound) for heard in self._voice.take(half.sound)]

    def reset(self) -> None:
        """Forget the sound; the room stays."""
        self._front.pause()
        self._voice.reset()

    @staticmethod
    def _told(half: Half, heard: AudioObservation) -> AudioObservation:
        if not half.is_known:
            return replace(heard, level_db=math.nan, laughter=None)
        return heard if half.has_advert else replace(heard, laughter=None)
