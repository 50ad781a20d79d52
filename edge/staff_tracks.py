"""Finds staff among the faces of a camera: tracks with a badge, and tracks that continue such a track.

Perception uses this to skip faces, and the audience core to skip visits. It only knows that a badge was read, never
which one. This module imports only the standard library and reads no clock: each frame contains its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from edge.events import FaceObservation, PlaceCells
from edge.face_matching import TOLERANCE_S, is_lost_for_good, matching_distance_px

SAME_PLACE_S = 60.0
"""Seconds for which a cell counts as a place of staff after a track with a badge was last seen in it."""
CONFIRMED_DETECTIONS = 5
"""Number of detections of a track after which it is known whether the track entered over the edge of the image."""


class StaffMark(Enum):
    """Reason why a track is staff."""

    NONE = "no staff"
    PLACE = "started where staff were"
    BADGE = "has a badge, or was found again after one that has"


@dataclass(slots=True)
class _Track:
    """Track with its last face. Its box is kept for seconds, and its cells for a minute."""

    last_s: float
    mark: StaffMark
    face: FaceObservation | None
    cells: PlaceCells | None  # of the last frame; None: over the edge of the picture
    detections: int = 0


class StaffTracks:
    """Marks the tracks of staff. Frames must be added in chronological order."""

    def __init__(self) -> None:
        self._tracks: dict[int, _Track] = {}

    def find_staff_tracks(self, at_s: float, faces: Sequence[FaceObservation]) -> list[int]:
        """Add the faces of one frame, and return the tracks that this frame showed to be staff.

        `is_staff` of a face: whether its badge was read.
        """
        self._forget_lost_tracks(at_s)
        in_frame = {face.track for face in faces}
        changed = []
        for face in faces:
            track = self._tracks.get(face.track)
            was = track.mark if track is not None else StaffMark.NONE
            if track is None or is_lost_for_good(at_s - track.last_s):
                was = StaffMark.NONE
                track = self._tracks[face.track] = _Track(at_s, self._mark_at_begin(at_s, face, in_frame), None, None)
            track.detections += 1
            if face.is_staff:
                track.mark = StaffMark.BADGE
            elif track.mark is StaffMark.PLACE and track.detections <= CONFIRMED_DETECTIONS and face.came_over_edge:
                track.mark = StaffMark.NONE
            track.last_s, track.face = at_s, face
            track.cells = None if face.goes_over_edge else face.cells
            if was is StaffMark.NONE and track.mark is not StaffMark.NONE:
                changed.append(face.track)
        return changed

    def is_staff(self, number: int) -> bool:
        """True if the track is staff, according to everything known about it so far."""
        track = self._tracks.get(number)
        return track is not None and track.mark is not StaffMark.NONE

    def _mark_at_begin(self, at_s: float, face: FaceObservation, in_frame: set[int]) -> StaffMark:
        """Mark of a new track, derived from the place where it starts."""
        if face.at_edge or face.came_over_edge:
            return StaffMark.NONE
        gone = [
            track
            for number, track in self._tracks.items()
            if number not in in_frame or is_lost_for_good(at_s - track.last_s)
        ]
        found = {track.mark for track in gone if _is_found_again(face, track)}
        if StaffMark.BADGE in found:
            return StaffMark.BADGE
        if StaffMark.PLACE in found or any(_is_same_place(face, track) for track in gone):
            return StaffMark.PLACE
        return StaffMark.NONE

    def _forget_lost_tracks(self, at_s: float) -> None:
        """Forget lost tracks: boxes once the tracks cannot be found again, cells once the place no longer counts."""
        for number, track in list(self._tracks.items()):
            lost_s = at_s - track.last_s
            if not is_lost_for_good(lost_s):
                continue
            track.face = None
            if track.mark is not StaffMark.BADGE or lost_s > SAME_PLACE_S + TOLERANCE_S:
                del self._tracks[number]


def _is_same_place(face: FaceObservation, track: _Track) -> bool:
    """True if the face lies in a cell, of any grid, in which a track with a badge was last seen."""
    if track.mark is not StaffMark.BADGE or track.cells is None:
        return False
    return any(here == there for here, there in zip(face.cells, track.cells, strict=True))


def _is_found_again(face: FaceObservation, track: _Track) -> bool:
    """True if the face continues a track that was lost inside the image: nearby, of similar size, and soon after."""
    # without a face it was lost too long ago
    return track.face is not None and matching_distance_px(face, track.face) is not None
