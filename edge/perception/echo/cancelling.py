"""An ear that hears the audience beside an advert whose track is known."""

import math
from dataclasses import replace

from edge.events import PlayEnded, PlayStarted, VoiceHeard
from edge.perception.echo.advert import AdvertSound, Half
from edge.perception.voice import Voice
from edge.signals import Sound


class Cancelling:
    """Takes the advert out of the sound, and says what is heard in the rest.

    Where too much of the advert is left, neither laughter (None) nor level (not a number) is known. While no advert is
    on, the level is told and laughter is not: a play may be told late, so it may be one that laughs.
    """

    def __init__(self, advert: AdvertSound, voice: Voice) -> None:
        self._advert, self._voice = advert, voice

    def play(self, event: PlayStarted | PlayEnded) -> None:
        """What is on the screen, in order of time."""
        self._advert.play(event)

    def take(self, sound: Sound) -> list[VoiceHeard]:
        """What is to be said of the half seconds that this sound completes."""
        return [self._told(half, heard) for half in self._advert.take(sound) for heard in self._voice.take(half.sound)]

    def reset(self) -> None:
        """Forget the sound; the room stays."""
        self._advert.pause()
        self._voice.reset()

    @staticmethod
    def _told(half: Half, heard: VoiceHeard) -> VoiceHeard:
        if not half.is_known:
            return replace(heard, level_db=math.nan, laughter=None)
        return heard if half.has_advert else replace(heard, laughter=None)
