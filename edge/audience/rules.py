"""Rules and constants of the audience core, with their defaults. The classes of the settings check the values at the
start of `vitrina run`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from edge.audience.noise import NO_NOISE, NoiseSource
from edge.audience.staff import NOTHING_DECLARED, StaffRules
from edge.events import MEASURES, FaceObservation

DAY_S = 86_400.0
FRAME_STANDS_S = 0.5
"""A frame counts until the next frame, but at most for this many seconds. An expression counts until the next
expression of the same face, with the same limit.
"""
MAX_BRIDGED_GAP_S = 2.0
"""Longest gap in the detection of a face, in seconds, that still counts as presence."""
CLOSED_AFTER_S = 30.0
"""A visit closes this many seconds after the person was last seen. A window is checked this many seconds after its
end.
"""
MEDIA_SECONDS = 600
"""Number of media seconds, from the start of a creative, that can have a cell."""
REPORTED_LATE_S = 30.0
"""Longest delay in seconds between the end of a play and its report. A play that is reported later contributes to no
reaction.
"""
STAFF_HOLD_S = 3.0
"""Seconds for which frames are queued if staff wear badges, because a badge is read some frames after its track starts.
"""
MIN_COUNTED_S = 1.0
"""Minimum seconds that count: this much presence is exposure, this much attention makes a visit a watcher, and a
watcher with this many seconds of verdicts counts in n.
"""
MATCH_VISITS_FROM_K = 3
TOLERANCE_S = 0.001
"""Tolerance in seconds for comparing times. Times are floats with a resolution of 2e-7 s, and sums of times add up
the rounding errors.
"""


def next_utc_midnight_s(at_s: float) -> float:
    """The next midnight in UTC after `at_s`, in seconds since 1970."""
    return (floor(at_s / DAY_S) + 1) * DAY_S


@dataclass(frozen=True, slots=True)
class AudienceRules:
    """Settings about people and batches. `day_end(at_s)` returns the next local midnight after a time.

    `part_end(at_s)` returns the next end of a part of the day; None: days have no parts. No batch covers two parts.
    Without `noise`, the numbers of a reaction are exact, for recordings and for tests of the other rules. `measures`
    lists the names from MEASURES that may be reported. If it is empty, faces are not analysed, and a watcher's
    attentive time replaces the verdicts.
    """

    k: int = 5  # minimum number of people behind a window; below 3 every visit is a person
    k_reaction: int = 10  # the same for every number from expressions, voices or bodies
    window_s: float = 60.0
    same_person_s: float = 60.0  # visits at most this far apart may be one person
    same_person_span_s: float = 3600.0  # longest time from first to last detection of a person who is not staff
    unmasked_staff: int = 1  # number of people who may nevertheless be seen for longer
    staff_places: int = 2  # number of cells to which somebody may come back after longer than `same_person_s`
    attentive_yaw_deg: float = 25.0
    attentive_pitch_deg: float = 20.0
    reaction_hold_s: float | None = None  # a reaction held for this long leaves with an emptier curve
    creatives: int = 4  # a visit gives verdicts to at most so many, by lot
    release_at_part: bool = False  # reactions leave at the end of a part of a day alone
    noise: NoiseSource = NO_NOISE
    measures: tuple[str, ...] = MEASURES
    body_arousal: bool = True  # the arousal of the body may be published, as in research
    badges: bool = False  # staff wear badges; without, no frame is held
    staff: StaffRules = NOTHING_DECLARED
    trace: bool = False  # report which tracks were one visit; only for recordings
    day_end: Callable[[float], float] = next_utc_midnight_s
    part_end: Callable[[float], float] | None = None

    def next_window_end_s(self, at_s: float) -> float:
        """Next multiple of `window_s` in UTC after a time. A window ends there, unless a batch ends earlier."""
        end_s = (floor(at_s / self.window_s) + 1) * self.window_s
        return end_s if end_s > at_s else end_s + self.window_s  # the quotient was rounded down to a whole number

    def next_batch_end_s(self, at_s: float) -> float:
        """Next time at which every batch ends: the end of the local day or of its part."""
        day_end_s = self.day_end(at_s)
        return day_end_s if self.part_end is None else min(day_end_s, self.part_end(at_s))

    @property
    def frame_hold_s(self) -> float:
        """Time for which frames are queued before visits are made from them."""
        return STAFF_HOLD_S if self.badges else 0.0

    @property
    def reads_faces(self) -> bool:
        """True if an expression model analyses faces."""
        return bool(self.measures)

    @property
    def matches_visits(self) -> bool:
        """True if several visits may be by one person. False if every visit counts as a separate person, which
        recordings use to check the visits themselves.
        """
        return min(self.k, self.k_reaction) >= MATCH_VISITS_FROM_K


def is_attentive(face: FaceObservation, rules: AudienceRules) -> bool:
    """True if the head faces the screen's centre, within the angles that the rules allow."""
    return abs(face.yaw_deg) <= rules.attentive_yaw_deg and abs(face.pitch_deg) <= rules.attentive_pitch_deg
