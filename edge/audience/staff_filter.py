"""Removes staff with badges from the frames, before visits are made from them.

A badge is read some frames after its track starts. So frames are queued for STAFF_HOLD_S seconds. A track that turns
out to be staff within this time leaves no trace in any visit.
"""

from collections import deque
from dataclasses import replace

from edge.audience.rules import STAFF_HOLD_S
from edge.events import FrameObservation
from edge.staff_tracks import StaffTracks


class StaffFilter:
    """Queues the newest frames, and passes them on with staff removed."""

    def __init__(self) -> None:
        self._tracks = StaffTracks()
        self._held: deque[tuple[FrameObservation, float]] = deque()

    def add_frame(self, frame: FrameObservation, stands_s: float) -> list[int]:
        """Adds a frame, which represents `stands_s` seconds. Returns the tracks that the frame identified as staff.
        Earlier frames with these tracks may have been passed on already.
        """
        changed = self._tracks.find_staff_tracks(frame.at_s, frame.faces)
        self._held.append((frame, stands_s))
        return changed

    def take_due_frames(self, now_s: float) -> list[tuple[FrameObservation, float]]:
        """Takes the frames that have been queued long enough, with staff removed."""
        taken = []
        while self._held and self._held[0][0].at_s <= now_s - STAFF_HOLD_S:
            taken.append(self._take())
        return taken

    def _take(self) -> tuple[FrameObservation, float]:
        frame, stands_s = self._held.popleft()
        others = tuple(face for face in frame.faces if not self._tracks.is_staff(face.track))
        return (frame if len(others) == len(frame.faces) else replace(frame, faces=others)), stands_s
