"""Work that can be skipped without losing a visit: frames, searches, and squares.

The full rate is needed for decisions over many frames: to confirm a new face, to compare a face with a poster, and to
follow people who arrive or walk. A standing face is followed equally well at half the rate. While nobody is there, one
frame in three is compared with the last searched one (still_picture.py). All rules go by time.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from edge.perception.vision.filters import FaceFilters, Point
from edge.perception.vision.still_picture import StillPictureGate
from edge.perception.vision.tiles import REACH
from edge.perception.vision.track_confirmation import SLOW_COUNT, TrackConfirmation
from edge.perception.vision.tracker import FaceTrack
from edge.signals import Frame

EVERY, HALF, THIRD = 1, 2, 3
"""Pace: one frame in this many is wanted."""

NEW_S = 1.0
"""A face is new for this long after its first detection, and after its confirmation: a visit needs five detections."""

TENTATIVE_S = 5.0
"""A track that is not confirmed by then is an object, or is never seen well enough for a verification."""

WALKING = 0.75
"""Speed of somebody who walks, in face widths per second. Heads of people who stand move at 0.02 to 0.22 (median of a
clip) and up to 0.75 (99 % of the time, in most), people who walk at 1.1 to 2.7.
"""

STIRRED_S = 1.0
"""Somebody may be walking for this long after the last sign of it: a fast track, or a change while nobody is
followed.
"""

COMES_S = 10.0
"""A newcomer is found within this time after the image started to change, even slowly, far away and in near darkness,
where the detector finds a face in few frames. What changes for longer is a tree, a screen, or somebody who shows no
face: half the frames are wanted then.
"""

SQUARES_EVERY_S = {EVERY: 0.12, HALF: 0.24, THIRD: 1.5}
"""Time between two searches of the squares, by the share of frames: every second search."""

SQUARES_BESIDE_PEOPLE_S = 0.5
"""The same while the search of the whole frame finds the people who stand there: the squares only look for newcomers
far away, who are in view for longer.
"""

FOLLOWED_IN_SQUARES = 1.25
"""A face smaller than this many times the size that the search of the whole image finds is followed through the
squares.
"""


class TrackState(Protocol):
    """State of a track besides its position."""

    @property
    def confirmation(self) -> TrackConfirmation: ...

    @property
    def height_px(self) -> float: ...


@dataclass(slots=True)
class AnalysisPace:
    """Decides what the next frames need. `one_in` is EVERY, HALF or THIRD."""

    gate: StillPictureGate
    one_in: int = EVERY
    walked_s: float = -math.inf  # when somebody walked, the last time
    changed_s: float = -math.inf  # when the picture changed while nobody was followed, the last time
    change_began_s: float = -math.inf  # first of these times, without a pause of STIRRED_S between them
    squares_s: float = -math.inf  # last search of the squares
    is_coming: bool = False  # nobody is followed, and the picture has begun to change
    is_still: bool = False  # nobody is followed, and the last frame showed what was searched

    @classmethod
    def create_with_masks(cls, masks: Sequence[Sequence[Point]]) -> "AnalysisPace":
        return cls(StillPictureGate(masks))

    def can_skip_search(self, frame: Frame, tracks: Sequence[FaceTrack]) -> bool:
        """True if nobody is followed or may arrive, and the frame shows nothing new since a search in the last
        second.
        """
        self.is_still = not tracks and not self.is_coming and self.gate.is_still(frame.image)
        return self.is_still and not self.gate.is_search_due(frame.at_s)

    def needs_square_tiles(self, frame: Frame, tracks: Sequence[FaceTrack]) -> bool:
        """True if a search of the frame must include the squares.

        Normally every second search does, or one in each SQUARES_BESIDE_PEOPLE_S. Every search does if somebody may
        come into an empty place or a small face is followed.
        """
        may_come = self.is_coming or (self.one_in == THIRD and not self.is_still)
        small_px = FOLLOWED_IN_SQUARES * REACH * max(frame.image.shape[:2])
        stand = self.one_in == HALF and bool(tracks)
        is_due = frame.at_s - self.squares_s >= (SQUARES_BESIDE_PEOPLE_S if stand else SQUARES_EVERY_S[self.one_in])
        if is_due or may_come or any(track.size.at < small_px for track in tracks):
            self.squares_s = frame.at_s
            return True
        return False

    def choose_next_pace(
        self, frame: Frame, tracks: Sequence[FaceTrack], states: Mapping[int, TrackState], filters: FaceFilters
    ) -> None:
        """Chooses `one_in` after a search of the frame."""
        at_s = frame.at_s
        if tracks:
            self.gate.forget_picture()
            self.walked_s = at_s if any(_walks(track) for track in tracks) else self.walked_s
        elif self.gate.note_search(at_s, frame.image):
            self.change_began_s = at_s if at_s - self.changed_s > STIRRED_S else self.change_began_s
            self.changed_s = at_s
        is_changing = at_s - self.changed_s < STIRRED_S
        self.is_coming = not tracks and is_changing and at_s - self.change_began_s < COMES_S
        if (
            self.is_coming
            or at_s - self.walked_s < STIRRED_S
            or any(_is_open(track, states[track.number], filters, at_s) for track in tracks)
        ):
            self.one_in = EVERY
        else:
            self.one_in = HALF if tracks or is_changing else THIRD

    def reset_to_every_frame(self) -> None:
        """Requests every frame, for example after a gap."""
        self.gate.forget_picture()
        self.one_in, self.is_coming, self.is_still = EVERY, False, False
        self.walked_s = self.changed_s = self.change_began_s = self.squares_s = -math.inf


def _walks(track: FaceTrack) -> bool:
    return math.hypot(track.x.speed, track.y.speed) > WALKING * max(track.size.at, 1.0)


def _is_open(track: FaceTrack, state: TrackState, filters: FaceFilters, at_s: float) -> bool:
    """True if the coming frames decide whether this track is a person."""
    confirmation, age_s = state.confirmation, at_s - track.first_s
    if age_s < NEW_S:
        return True
    if confirmation.is_confirmed:
        return at_s - confirmation.verified_s < NEW_S or filters.static_faces.is_undecided(track.number)
    return (
        age_s < TENTATIVE_S
        and confirmation.verifications < SLOW_COUNT
        and not filters.is_too_small_to_verify(state.height_px)
    )
