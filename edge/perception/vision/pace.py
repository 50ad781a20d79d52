"""Decides which work can be skipped without losing a visit: frames, searches and squares.

The full rate is needed for decisions over many frames: to confirm a new face, to compare a face with a poster, and to
track people who arrive or walk. A standing face is tracked equally well at half the rate. While nobody is there, one
frame in three is compared with the last searched one (still_picture.py). All rules use times, not frame counts.
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
"""Paces of the analysis. At a pace of n, one frame out of n is needed."""

NEW_S = 1.0
"""Seconds for which a face is new, after its first detection and again after its confirmation, because a visit needs
five detections.
"""

TENTATIVE_S = 5.0
"""A track that is not confirmed within this many seconds is an object, or cannot be seen well enough for
verification.
"""

WALKING = 0.75
"""Speed of somebody who walks, in face widths per second. The heads of standing people move at 0.02 to 0.22 (medians
per clip), and in most clips at up to 0.75 for 99 % of the time. People who walk move at 1.1 to 2.7.
"""

STIRRED_S = 1.0
"""Seconds after the last sign of walking during which somebody may still be walking. A sign is a fast track, or a
change in the image while nobody is tracked.
"""

COMES_S = 10.0
"""A newcomer is found within this many seconds after the image has started to change. This includes slow walking, a
large distance and near darkness, where the detector finds a face in few frames. A change that lasts longer is a
tree, a screen, or somebody who shows no face; then half the frames are enough.
"""

SQUARES_EVERY_S = {EVERY: 0.12, HALF: 0.24, THIRD: 1.5}
"""Seconds between two searches of the squares for each pace: every second search includes the squares."""

SQUARES_BESIDE_PEOPLE_S = 0.5
"""Seconds between two searches of the squares while the search of the whole frame finds the people who stand there.
The squares then only find distant newcomers, who are in view for longer.
"""

FOLLOWED_IN_SQUARES = 1.25
"""A face is tracked through the squares if it is smaller than this many times the smallest size that the search of
the whole image finds.
"""


class TrackState(Protocol):
    """State of a track besides its position."""

    @property
    def confirmation(self) -> TrackConfirmation: ...

    @property
    def height_px(self) -> float: ...


@dataclass(slots=True)
class AnalysisPace:
    """Decides what to do with the next frames. `one_in` is EVERY, HALF or THIRD."""

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
        """True if nobody is tracked or may be arriving, and the frame shows nothing new compared with a search in
        the last second.
        """
        self.is_still = not tracks and not self.is_coming and self.gate.is_still(frame.image)
        return self.is_still and not self.gate.is_search_due(frame.at_s)

    def needs_square_tiles(self, frame: Frame, tracks: Sequence[FaceTrack]) -> bool:
        """True if the search of a frame must include the squares.

        Normally every second search includes the squares, or one search per SQUARES_BESIDE_PEOPLE_S seconds. Every
        search includes them if somebody may be arriving at an empty place, or if a small face is tracked.
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
        """Sets `one_in` after a frame has been searched."""
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
