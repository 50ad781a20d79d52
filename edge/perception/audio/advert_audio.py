"""Policies for the sound of ads, so that laughter in an ad does not count as the audience's laughter."""

from dataclasses import replace
from typing import Protocol

from edge.events import AudioObservation, PlayEnded, PlayStarted
from edge.perception.audio.sound_reader import SoundReader
from edge.signals import AudioBlock


class AdvertAudioPolicy(Protocol):
    """Turns the audio of one microphone next to one screen into observations of the audience."""

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """Handles the start or end of a play on the screen. The event may arrive late."""

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        """Adds audio that this kiosk plays, recorded on its way to the loudspeaker. Used only if the kiosk records a
        loopback.
        """

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        """Returns an observation for each half second that this block completes.

        Laughter that may come from an ad is reported as None (unknown), and a level that may come from an ad as NaN.
        """

    def reset(self) -> None:
        """Drops the audio received so far. The next block starts a new stream."""


class PassThrough:
    """Policy for silent ads: all captured audio belongs to the audience."""

    def __init__(self, detector: SoundReader) -> None:
        self._detector = detector

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """Does nothing, because the ad is silent."""

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        """Does nothing, because the rendered audio does not belong to an ad."""

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return self._detector.process(sound)

    def reset(self) -> None:
        self._detector.reset()


class MuteLaughter:
    """Policy that reports the level but never laughter.

    Laughter is released only for media seconds, which are the seconds in which an ad plays. A play may be reported half
    a minute late, so at capture time the kiosk never knows whether an ad is playing. Laughter is therefore always
    unknown.
    """

    def __init__(self, detector: SoundReader) -> None:
        self._detector = detector

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """Does nothing, because laughter is unknown whether or not an ad plays."""

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        """Does nothing, because laughter is unknown whether or not the kiosk plays audio."""

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return [replace(observation, laughter=None) for observation in self._detector.process(sound)]

    def reset(self) -> None:
        self._detector.reset()
