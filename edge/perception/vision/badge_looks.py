"""Searches for the badges of all tracks in view. Reports for each track whether it is staff, and whether its face
may be analysed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from edge.events import FaceObservation
from edge.perception.vision.badge import BadgeEvidence, BadgeFinder, Picture
from edge.perception.vision.detector import Detection
from edge.perception.vision.reading_schedule import ReadingSchedule
from edge.staff_tracks import StaffTracks

LOOKS_HZ = 5.0
UNREAD_S = 1.0
"""A face is not analysed during this many seconds after the start of its track. By then, its badge has been searched
for five times.
"""
TOLERANCE_S = 0.001


@dataclass(slots=True)
class _TrackLooks:
    """Badge checks of one track. No further check is made once a badge has been read."""

    first_s: float
    evidence: BadgeEvidence = field(default_factory=BadgeEvidence)
    schedule: ReadingSchedule = field(default_factory=lambda: ReadingSchedule(LOOKS_HZ))
    has_badge: bool = False


class BadgeScanner:
    """Searches for badges in frames, which must come in chronological order."""

    def __init__(self, finder: BadgeFinder | None = None) -> None:
        self._finder = finder or BadgeFinder()
        self._staff = StaffTracks()
        self._tracks: dict[int, _TrackLooks] = {}
        self._at_s = -inf

    def find_badge_tracks(
        self, at_s: float, image: Picture, faces: Sequence[tuple[FaceObservation, Detection]]
    ) -> set[int]:
        """Returns the tracks in a frame that wear a badge, if it was read in this frame or an earlier one."""
        marked = [replace(face, is_staff=self._has_badge(at_s, image, face.track, box)) for face, box in faces]
        self._staff.find_staff_tracks(at_s, marked)
        self._at_s = at_s
        return {face.track for face in marked if face.is_staff}

    def may_read_face(self, track: int) -> bool:
        """False if the track is staff, or if it was in its first second in the last frame."""
        looks = self._tracks.get(track)
        is_new = looks is None or self._at_s - looks.first_s < UNREAD_S - TOLERANCE_S
        return not is_new and not self._staff.is_staff(track)

    def keep_only_tracks(self, tracks: Iterable[int]) -> None:
        """Drops the tracks that have ended. The place where staff were last seen is remembered for a minute."""
        self._tracks = {track: self._tracks[track] for track in tracks if track in self._tracks}

    def _has_badge(self, at_s: float, image: Picture, track: int, box: Detection) -> bool:
        looks = self._tracks.setdefault(track, _TrackLooks(at_s))
        if not looks.has_badge and looks.schedule.is_due(at_s):
            looks.schedule.note_reading(at_s, catches_up=False)
            looks.has_badge = looks.evidence.add_markers(at_s, self._finder.find_markers(image, box))
        return looks.has_badge
