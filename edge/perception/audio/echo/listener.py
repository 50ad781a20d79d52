"""Detects the audience's laughter while an ad plays. The ad's audio must be known, from its file or from a loopback."""

import math
from dataclasses import replace
from typing import Protocol

from edge.events import AudioObservation, PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import CancelledBlock
from edge.perception.audio.sound_reader import SoundReader
from edge.signals import AudioBlock


class EchoCanceller(Protocol):
    """Removes known audio from the captured audio. Implemented by FileCanceller and LoopbackCanceller."""

    def handle_play(self, event: PlayStarted | PlayEnded) -> None: ...

    def add_rendered_audio(self, sound: AudioBlock) -> None: ...

    def process(self, sound: AudioBlock) -> list[CancelledBlock]: ...

    def mark_gap(self) -> None: ...


class EchoCancelledListener:
    """Removes the ad from the captured audio and detects laughter in what remains.

    If too much of the ad remains, laughter is None and the level is NaN. While no ad seems to be playing, only the
    level is reported: a play may be reported late, so the laughter may belong to an ad.
    """

    def __init__(self, canceller: EchoCanceller, detector: SoundReader) -> None:
        self._canceller, self._detector = canceller, detector

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """Handles the start or end of a play on the screen. Calls must be in chronological order."""
        self._canceller.handle_play(event)

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        """Adds audio that this kiosk plays. Calls must be in chronological order."""
        self._canceller.add_rendered_audio(sound)

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        """Returns an observation for each half second that this block completes."""
        return [
            self._without_unknown(block, observation)
            for block in self._canceller.process(sound)
            for observation in self._detector.process(block.sound)
        ]

    def reset(self) -> None:
        """Drops the audio received so far. What was learned about the room is kept."""
        self._canceller.mark_gap()
        self._detector.reset()

    @staticmethod
    def _without_unknown(block: CancelledBlock, observation: AudioObservation) -> AudioObservation:
        if not block.is_known:
            return replace(observation, level_db=math.nan, laughter=None)
        return observation if block.has_advert else replace(observation, laughter=None)
