"""Gate of a pause: what was sensed of a participant between its begin and its end is recorded nowhere."""

from edge.events import AudioObservation, FrameObservation
from edge.signals import KitSamples
from edge.study.recorder import StudyEvent

BEATS_S = 0.35
"""Beats of a kit's chunk lie up to so long before its first sample."""


class PauseGate:
    """Lets events of a session through, save what was sensed in a pause. One thread calls it."""

    def __init__(self) -> None:
        self.since_s: float | None = None
        """Begin of the pause that goes on; None without one."""
        self._resumed_s = float("-inf")

    def begin(self, at_s: float) -> None:
        """A pause begins."""
        self.since_s = at_s

    def end(self, at_s: float) -> float:
        """The pause ends. Returns its length in seconds."""
        since_s, self.since_s, self._resumed_s = self.since_s, None, at_s
        return 0.0 if since_s is None else at_s - since_s

    def is_outside_pause(self, event: StudyEvent) -> bool:
        """False for what was sensed in a pause, also if it arrives later; marks, plays and answers pass always."""
        match event:
            case FrameObservation(at_s=at_s):
                from_s = at_s
            case AudioObservation(at_s=at_s, duration_s=duration_s):
                from_s = at_s - duration_s
            case KitSamples(at_s=at_s):
                from_s = at_s - BEATS_S
            case _:
                return True
        return self.since_s is None and from_s >= self._resumed_s
