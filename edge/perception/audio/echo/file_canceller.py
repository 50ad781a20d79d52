"""Cancels the echo of ads with known audio files. Plays name the ad and its start time."""

from collections.abc import Callable

from edge.events import PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import (
    CancelledBlock,
    Floats,
    ReferenceCanceller,
    ReferenceSignal,
    RenderedAudio,
)
from edge.perception.audio.echo.reference_track import ReferenceTrack, Silence
from edge.signals import AudioBlock


class FileCanceller:
    """Removes the ads' sound from the audio of one microphone.

    `track_of` returns the samples of a play's creative, (n,) at 16 kHz from its media second 0, or None. It is called
    for every play that may have sound.
    """

    def __init__(self, track_of: Callable[[PlayStarted], Floats | None]) -> None:
        self._track_of = track_of
        self._canceller = ReferenceCanceller()

    def mark_gap(self) -> None:
        """Marks a gap in the microphone's audio. The plays and the estimate of the room's echo are kept."""
        self._canceller.mark_gap()

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """Handles the start or end of a play. The event may arrive late."""
        if isinstance(event, PlayEnded):
            self._canceller.end_play(event.at_s)
            return
        first_sample_s = event.at_s - event.media_s
        self._canceller.start_play(RenderedAudio(self._reference(event), event.at_s, lambda: first_sample_s))

    def _reference(self, play: PlayStarted) -> ReferenceSignal | None:
        if play.is_silent:
            return Silence()
        samples = self._track_of(play)
        return None if samples is None else ReferenceTrack(samples)

    def add_rendered_audio(self, sound: AudioBlock) -> None:
        """Does nothing, because the rendered audio is known from its file."""

    def process(self, sound: AudioBlock) -> list[CancelledBlock]:
        """Returns the half seconds that this block completes.

        Starts a new stream if the time jumps, the sample rate changes or a value is not finite.
        """
        return self._canceller.process(sound)
