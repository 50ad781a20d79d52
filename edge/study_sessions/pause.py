"""Pause of a session: nothing that was measured between its start and its end is recorded."""

from edge.events import AudioObservation, FrameObservation
from edge.signals import KitSamples
from edge.study.recorder import StudyEvent
from edge.study.streams import StreamSamples

BEATS_S = 0.35
"""Largest time in seconds by which a beat in a kit's chunk may precede the first sample of the chunk."""


class PauseGate:
    """Passes on the events of a session, except events measured during a pause. Only one thread may call this."""

    def __init__(self) -> None:
        self.since_s: float | None = None
        """Start of the current pause, in seconds; None if the session is not paused."""
        self._resumed_s = float("-inf")

    def begin(self, at_s: float) -> None:
        """Start a pause."""
        self.since_s = at_s

    def end(self, at_s: float) -> float:
        """End the pause. Returns its length in seconds."""
        since_s, self.since_s, self._resumed_s = self.since_s, None, at_s
        return 0.0 if since_s is None else at_s - since_s

    def is_outside_pause(self, event: StudyEvent) -> bool:
        """False for values measured during a pause, even if they arrive later. Marks, plays and answers always pass."""
        match event:
            case FrameObservation(at_s=at_s):
                from_s = at_s
            case AudioObservation(at_s=at_s, duration_s=duration_s):
                from_s = at_s - duration_s
            case KitSamples(at_s=at_s):
                from_s = at_s - BEATS_S
            case StreamSamples(times_s=times_s):
                from_s = min(times_s)
            case _:
                return True
        return self.since_s is None and from_s >= self._resumed_s
