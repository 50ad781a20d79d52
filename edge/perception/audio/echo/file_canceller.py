"""The advert's own sound taken out of what the microphone hears: plays say which advert is on and since when, and its
track is at hand."""

from collections.abc import Callable

from edge.events import PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import CancelledBlock, Floats, ReferenceCanceller, RenderedAudio
from edge.perception.audio.echo.reference_track import ReferenceTrack
from edge.signals import AudioBlock


class FileCanceller:
    """Listens through one microphone to the audience alone.

    `track_of` gives the sound of a creative, (n,) at 16 kHz from its media second 0; it is asked at every play.
    """

    def __init__(self, track_of: Callable[[str], Floats | None]) -> None:
        self._track_of = track_of
        self._canceller = ReferenceCanceller()

    def pause(self) -> None:
        """The sound breaks off. What is on, and what was learned of the room, stay."""
        self._canceller.pause()

    def handle_play(self, event: PlayStarted | PlayEnded) -> None:
        """What is on, and since or until when; it may be told late."""
        if isinstance(event, PlayEnded):
            self._canceller.end(event.at_s)
            return
        samples = self._track_of(event.creative)
        first_sample_s = event.at_s - event.media_s
        self._canceller.start(
            RenderedAudio(None if samples is None else ReferenceTrack(samples), event.at_s, lambda: first_sample_s)
        )

    def add_rendered(self, sound: AudioBlock) -> None:
        """It is known from its file."""

    def process(self, sound: AudioBlock) -> list[CancelledBlock]:
        """The half seconds that this sound completes. Time that jumps, another rate or no number begin anew."""
        return self._canceller.process(sound)
