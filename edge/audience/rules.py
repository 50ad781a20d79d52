"""Rules and constants of the audience core, with their defaults. The settings decide which values `run` refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from edge.audience.noise import NO_NOISE, NoiseSource
from edge.audience.staff import NOTHING_DECLARED, StaffRules
from edge.events import MEASURES, FaceObservation

DAY_S = 86_400.0
FRAME_STANDS_S = 0.5
"""Longest time that a frame stands for until the next frame, and an expression until the face's next one."""
MAX_BRIDGED_GAP_S = 2.0
"""Gaps in detection up to this length count as presence."""
CLOSED_AFTER_S = 30.0
"""A visit closes this long after it was last seen. A window is checked this long after it ends."""
MEDIA_SECONDS = 600
"""Number of media seconds of a creative that can have a cell."""
REPORTED_LATE_S = 30.0
"""A play reported later than this after its end makes no reaction."""
STAFF_HOLD_S = 3.0
"""With badges, frames are queued for this long: a badge is read some frames after its track begins."""
MIN_COUNTED_S = 1.0
"""This much presence is exposure, this much attention makes a watcher, and this much of verdicts makes one of the n."""
MATCH_VISITS_FROM_K = 3
TOLERANCE_S = 0.001
"""Tolerance of time comparisons: times are floats with a resolution of 2e-7 s, and sums of them add up the rounding
errors.
"""


def next_utc_midnight_s(at_s: float) -> float:
    """Next midnight UTC after `at_s`."""
    return (floor(at_s / DAY_S) + 1) * DAY_S


@dataclass(frozen=True, slots=True)
class AudienceRules:
    """Settings of people and batches. `day_end(at_s)` returns the next local midnight after a time.

    `part_end(at_s)`: next end of a part of the day. No batch spans two parts. None: a day has no parts. Without `noise`
    the numbers of a reaction are exact, for recordings and for tests of the other rules. `measures`: the expression
    numbers that may be reported, of MEASURES. Without any, faces are not analysed, and a watcher's attentive time
    replaces the verdicts.
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
        """Next multiple of `window_s` in UTC after a time. Windows end there, unless a batch ends before."""
        end_s = (floor(at_s / self.window_s) + 1) * self.window_s
        return end_s if end_s > at_s else end_s + self.window_s  # the quotient was rounded down to a whole number

    def next_batch_end_s(self, at_s: float) -> float:
        """Next time at which every batch ends: the end of the local day, or of a part of it."""
        day_end_s = self.day_end(at_s)
        return day_end_s if self.part_end is None else min(day_end_s, self.part_end(at_s))

    @property
    def frame_hold_s(self) -> float:
        """Time for which frames are queued before visits are made from them."""
        return STAFF_HOLD_S if self.badges else 0.0

    @property
    def reads_faces(self) -> bool:
        """False without an expression model."""
        return bool(self.measures)

    @property
    def matches_visits(self) -> bool:
        """False if every visit counts as a person, for recordings, to check the visits themselves."""
        return min(self.k, self.k_reaction) >= MATCH_VISITS_FROM_K


def is_attentive(face: FaceObservation, rules: AudienceRules) -> bool:
    """True if the head is turned to the screen's centre, within the angles of the rules."""
    return abs(face.yaw_deg) <= rules.attentive_yaw_deg and abs(face.pitch_deg) <= rules.attentive_pitch_deg
