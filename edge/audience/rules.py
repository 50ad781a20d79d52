"""The numbers that audience goes by, with their defaults. What `run` refuses of them is decided with the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from edge.events import FaceObservation

DAY_S = 86_400.0
FRAME_STANDS_S = 0.5
"""A frame stands for the time until the next one, a reading until the next of that face: both at most so long."""
BRIDGED_S = 2.0
"""Who is not seen for at most so long was present all the same."""
FOUND_AGAIN_S = 5.0
"""A track lost for at most so long may be found again as the same visit."""
CLOSED_AFTER_S = 30.0
"""A visit is closed so long after it was last seen; a window is looked at so long after it ended."""
MEDIA_SECONDS = 600
"""The media seconds of a creative that can have a cell."""
REPORTED_LATE_S = 30.0
"""A play told longer than this after it ended makes no reaction."""
AT_LEAST_S = 1.0
"""So much presence is exposure, so much attention makes a watcher, so much of verdicts makes one of the n."""
NEARLY_S = 0.001
"""Times are floats of 2e-7 s, and sums of them add that up: what is missing by less than this is there."""


def utc_day_end(at_s: float) -> float:
    """The next midnight UTC after `at_s`."""
    return (floor(at_s / DAY_S) + 1) * DAY_S


@dataclass(frozen=True, slots=True)
class AudienceRules:
    """What the settings say of people and batches. `day_end(at_s)` gives the next local midnight after a time."""

    k: int = 5  # a window is about at least so many people; below 3 every visit is a person
    k_reaction: int = 10  # the same for whatever comes from expressions, voices or bodies
    window_s: float = 60.0
    same_person_s: float = 60.0  # who is away for no longer may be the same person
    same_person_span_s: float = 3600.0  # who is no staff is not seen for longer, from first to last
    unmasked_staff: int = 1  # so many people may be, all the same
    attentive_yaw_deg: float = 25.0
    attentive_pitch_deg: float = 20.0
    reaction_hold_s: float | None = None  # after so long a reaction leaves with an emptier curve
    trace: bool = False  # tell which tracks were one visit: for recordings alone
    day_end: Callable[[float], float] = utc_day_end


def is_attentive(face: FaceObservation, rules: AudienceRules) -> bool:
    """Whether the head is turned to the screen's centre, within the angles of the rules."""
    return abs(face.yaw_deg) <= rules.attentive_yaw_deg and abs(face.pitch_deg) <= rules.attentive_pitch_deg
