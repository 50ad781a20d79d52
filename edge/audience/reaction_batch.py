"""Pending totals of a reaction: for the creative, for each of its media seconds, and for each wearer of a sensor
kit.
"""

from dataclasses import dataclass, field

from edge.audience.people import VisitStay
from edge.events import Experiment


@dataclass(slots=True)
class ExpressionSums:
    """Totals of the expression numbers over people; 0 for numbers that are not reported."""

    smile: float = 0.0
    negative: float = 0.0
    surprise: float = 0.0
    valence: float = 0.0
    arousal: float = 0.0


@dataclass(slots=True)
class CurveCell:
    """One media second of a creative, combined over the plays of a batch."""

    watchers: int = 0  # watchers with an attentive frame in this media second
    with_verdict: list[VisitStay] = field(default_factory=list)  # those of the n with a verdict in it
    expression: ExpressionSums = field(default_factory=ExpressionSums)  # over with_verdict
    sound_s: dict[VisitStay, float] = field(default_factory=dict)  # exposed and present: seconds of known laughter
    with_laughter: int = 0  # number of those with laughter in the room
    is_full: bool = False  # it had enough people when it was last checked
    check_from: int = 0  # with fewer verdicts than this it cannot have enough people


@dataclass(slots=True)
class WearerSums:
    """Totals over the seconds in which one wearer wore the kit while the creative was shown."""

    seconds: int = 0
    arousal: float = 0.0
    hr_bpm: list[float] = field(default_factory=list)
    scr_per_min: list[float] = field(default_factory=list)


@dataclass(slots=True)
class ReactionBatch:
    """Pending totals of one creative (in one arm), over the exposed visits of complete released windows."""

    creative: str
    experiment: Experiment | None
    from_s: float
    to_s: float = 0.0
    plays: int = 0
    exposed: int = 0
    watchers: int = 0
    attentive_s: float = 0.0  # over the exposed
    with_verdicts: list[VisitStay] = field(default_factory=list)  # the n: watchers with enough verdicts
    # over with_verdicts: sums of the means over media seconds of each visit
    expression: ExpressionSums = field(default_factory=ExpressionSums)
    attentive_with_verdicts_s: float = 0.0  # over with_verdicts
    abstained_s: float = 0.0  # over with_verdicts
    with_sound: list[VisitStay] = field(default_factory=list)  # exposed while laughter was known
    laughter_s: float = 0.0  # over with_sound
    cells: dict[int, CurveCell] = field(default_factory=dict)  # by media second, of those that plays that count showed
    # those of the n, and of with_sound, with seconds in plays that do not count: in the totals, in no cell
    verdicts_outside: set[VisitStay] = field(default_factory=set)
    sound_outside: set[VisitStay] = field(default_factory=set)
    wearers: dict[str, WearerSums] = field(default_factory=dict)  # by wearer
