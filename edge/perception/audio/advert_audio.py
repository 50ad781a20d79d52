"""What stands between a microphone and the network that hears laughter in its sound: what the advert itself plays must
not count as the audience's laughter."""

from dataclasses import replace
from typing import Protocol

from edge.events import AudioObservation, PlayEnded, PlayStarted
from edge.perception.audio.laughter import LaughterDetector
from edge.signals import AudioBlock


class AdvertAudioPolicy(Protocol):
    """Sound of one microphone beside one screen, to what is heard in it of the audience."""

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """What is on the screen, as it is told; it may be told late."""

    def add_rendered(self, sound: AudioBlock) -> None:
        """What this machine plays, recorded where it goes to the loudspeaker: only where that is done."""

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        """What is to be said of the half seconds that this sound completes. Of laughter that may be the advert's it
        says that it is not known (None), of a level that may be, that it is no number."""

    def reset(self) -> None:
        """Forget the sound; what comes next is the first."""


class PassThrough:
    """Beside adverts that make no sound: all that is heard is the audience's."""

    def __init__(self, voice: LaughterDetector) -> None:
        self._voice = voice

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """It makes no sound."""

    def add_rendered(self, sound: AudioBlock) -> None:
        """It is no advert's."""

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return self._voice.process(sound)

    def reset(self) -> None:
        self._voice.reset()


class MuteLaughter:
    """Tells how loud it is, and nothing of laughter.

    Laughter is told of media seconds alone, which are those in which an advert plays. A play may be told half a minute
    late, so no second is known to be free of one when it is heard: laughter is not known at any time.
    """

    def __init__(self, voice: LaughterDetector) -> None:
        self._voice = voice

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """It changes nothing."""

    def add_rendered(self, sound: AudioBlock) -> None:
        """It changes nothing."""

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return [replace(heard, laughter=None) for heard in self._voice.process(sound)]

    def reset(self) -> None:
        self._voice.reset()
