"""What stands between a microphone and the network that hears laughter in its sound: what the advert itself plays must
not count as the audience's laughter."""

from dataclasses import replace
from typing import Protocol

from edge.events import VoiceHeard
from edge.signals import Sound


class Ear(Protocol):
    """Sound of one microphone to what is heard in it; a Voice is one."""

    def take(self, sound: Sound) -> list[VoiceHeard]:
        """What is to be said of the half seconds that this sound completes."""

    def reset(self) -> None:
        """Forget everything; what comes next is the first sound."""


class Withholding:
    """Tells how loud it is, and nothing of laughter.

    Laughter is told of media seconds alone, which are those in which an advert plays. A play may be told half a minute
    late, so no second is known to be free of one when it is heard: laughter is not known at any time.
    """

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    def take(self, sound: Sound) -> list[VoiceHeard]:
        return [replace(heard, laughter=None) for heard in self._ear.take(sound)]

    def reset(self) -> None:
        self._ear.reset()
