"""Exposure of one visit to the creatives, second by second. All totals are weighted by time. Each mean in this module
is taken over one visit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from edge.audience.people import VisitStay
from edge.audience.plays import Arm, Cell, PlayHistory
from edge.audience.reaction_batch import ExpressionSums
from edge.audience.rules import MIN_COUNTED_S, TOLERANCE_S
from edge.events import CLASSES_OF_MEASURE, EXPRESSIONS, MEASURES, ExpressionScores

_INDEXES = {measure: [EXPRESSIONS.index(name) for name in names] for measure, names in CLASSES_OF_MEASURE.items()}
BRIDGE_STEP_S = 0.1


def expression_sums(verdict: ExpressionScores, measures: Sequence[str] = MEASURES) -> ExpressionSums | None:
    """The expression numbers of a verdict. Numbers that are not reported are 0.

    Returns None if a reported number is missing, or if any number is not finite.
    """
    given = [value for value in (*verdict.probabilities, verdict.valence, verdict.arousal) if value is not None]
    if not isfinite(sum(given)):
        return None
    numbers = ExpressionSums()
    for measure in measures:
        value = _measure_value(verdict, measure)
        if value is None:
            return None
        setattr(numbers, measure, value)
    return numbers


def _measure_value(verdict: ExpressionScores, measure: str) -> float | None:
    if measure not in _INDEXES:
        value: float | None = getattr(verdict, measure)
        return value
    total = 0.0
    for index in _INDEXES[measure]:
        probability = verdict.probabilities[index]
        if probability is None:
            return None
        total += probability
    return total


@dataclass(slots=True)
class VisitCellSums:
    """Seconds that one visit spent in one cell. Each verdict's expression numbers are weighted by its duration."""

    present_s: float = 0.0
    attentive_s: float = 0.0
    abstained_s: float = 0.0
    verdict_s: float = 0.0
    expression: ExpressionSums = field(default_factory=ExpressionSums)

    def add_verdict(self, numbers: ExpressionSums, for_s: float) -> None:
        self.verdict_s += for_s
        _add_weighted(self.expression, numbers, for_s)

    def add(self, other: "VisitCellSums") -> None:
        self.present_s += other.present_s
        self.attentive_s += other.attentive_s
        self.abstained_s += other.abstained_s
        self.verdict_s += other.verdict_s
        _add_weighted(self.expression, other.expression, 1.0)


class TrackSecondSums:
    """Totals of one track by cell. A cell is an absolute second, a play and a media second."""

    __slots__ = ("_last", "_last_cell", "by_cell")

    def __init__(self) -> None:
        self.by_cell: dict[Cell, VisitCellSums] = {}
        self._last_cell: Cell | None = None
        self._last = VisitCellSums()

    def cell_sums(self, cell: Cell) -> VisitCellSums:
        """The totals of a cell, which the caller updates. The totals of the last cell are cached, because the next
        frame is usually in the same cell.
        """
        if cell is not self._last_cell:
            self._last_cell = cell
            if cell not in self.by_cell:
                self.by_cell[cell] = VisitCellSums()
            self._last = self.by_cell[cell]
        return self._last

    def bridge_gap(self, from_s: float, to_s: float, cell_at: Callable[[float], Cell]) -> None:
        """Counts the detection gap [from_s, to_s) as presence, in steps of BRIDGE_STEP_S."""
        while from_s < to_s:
            step_s = min(BRIDGE_STEP_S, to_s - from_s)
            self.cell_sums(cell_at(from_s)).present_s += step_s
            from_s += step_s


@dataclass(slots=True)
class RoomSoundSecond:
    """Sound in the room within one absolute second. It is not about any single person."""

    sound_s: float = 0.0
    known_s: float = 0.0  # part of it in which laughter is known
    laughter_s: float = 0.0
    energy: float = 0.0  # mean-square level times seconds


@dataclass(slots=True)
class VisitMediaSecondSums:
    """Totals of one visit in one media second, over all plays."""

    sums: VisitCellSums = field(default_factory=VisitCellSums)
    known_s: float = 0.0  # presence with sound in which laughter is known
    laughter_s: float = 0.0


@dataclass(frozen=True, slots=True)
class VisitExposure:
    """Totals of one visit that was exposed to a creative.

    `seconds` are the media seconds of plays that count in the curve. `outside` are the media seconds of the other
    plays, which enter no cell.
    """

    stay: VisitStay
    arm: Arm
    seconds: Mapping[int, VisitMediaSecondSums]
    outside: Mapping[int, VisitMediaSecondSums]
    attentive_s: float
    abstained_s: float
    verdict_s: float
    known_s: float
    laughter_s: float

    @property
    def is_watcher(self) -> bool:
        return self.attentive_s >= MIN_COUNTED_S - TOLERANCE_S

    @property
    def has_verdicts(self) -> bool:
        """True if the visit counts in the reaction's n, which requires that it is a watcher with enough verdicts."""
        return self.is_watcher and self.verdict_s >= MIN_COUNTED_S - TOLERANCE_S


def visit_exposures(
    stay: VisitStay, tracks: Iterable[TrackSecondSums], plays: PlayHistory, room_audio: Mapping[int, RoomSoundSecond]
) -> list[VisitExposure]:
    """The exposures of a closed visit: one for each creative, in the arm to which the visit was exposed first."""
    first_second: dict[Arm, int] = {}
    by_arm: dict[Arm, _SecondsOfArm] = {}
    for track in tracks:
        for cell, sums in track.by_cell.items():
            on_screen = plays.find_play_in_cell(cell)
            if on_screen is None:
                continue
            play, media_second = on_screen
            arm = play.arm
            first_second[arm] = min(cell[0], first_second.get(arm, cell[0]))
            second = by_arm.setdefault(arm, _SecondsOfArm()).second_sums(
                media_second, counts=plays.counts_in_curve(play)
            )
            second.sums.add(sums)
            sound = room_audio.get(cell[0])
            if sound is not None:
                second.known_s += sums.present_s * min(sound.known_s, 1.0)
                second.laughter_s += sums.present_s * min(sound.laughter_s, 1.0)
    exposed: dict[str, VisitExposure] = {}
    for arm in sorted(by_arm, key=lambda arm: first_second[arm]):
        present_s = sum(second.sums.present_s for second in by_arm[arm].media_second_sums())
        if arm[0] not in exposed and present_s >= MIN_COUNTED_S - TOLERANCE_S:
            exposed[arm[0]] = _visit_exposure(stay, arm, by_arm[arm])
    return list(exposed.values())


def mean_expression(exposure: VisitExposure) -> ExpressionSums:
    """Mean over the media seconds. The value of a media second is the mean of its verdicts, and every media second has
    the same weight.
    """
    total = ExpressionSums()
    with_verdict = [sums for sums in _sums_by_second(exposure) if sums.verdict_s > 0]
    for sums in with_verdict:
        _add_weighted(total, sums.expression, 1.0 / (sums.verdict_s * len(with_verdict)))
    return total


def add_mean_expression(total: ExpressionSums, sums: VisitCellSums) -> None:
    """Adds the time-weighted mean of one visit's expression numbers to `total`."""
    _add_weighted(total, sums.expression, 1.0 / sums.verdict_s)


def add_sums(total: ExpressionSums, numbers: ExpressionSums) -> None:
    _add_weighted(total, numbers, 1.0)


@dataclass(slots=True)
class _SecondsOfArm:
    """The media seconds of one visit in one arm."""

    counting: dict[int, VisitMediaSecondSums] = field(default_factory=dict)
    outside: dict[int, VisitMediaSecondSums] = field(default_factory=dict)

    def second_sums(self, media_second: int, *, counts: bool) -> VisitMediaSecondSums:
        seconds = self.counting if counts else self.outside
        if media_second not in seconds:
            seconds[media_second] = VisitMediaSecondSums()
        return seconds[media_second]

    def media_second_sums(self) -> list[VisitMediaSecondSums]:
        return [*self.counting.values(), *self.outside.values()]


def _visit_exposure(stay: VisitStay, arm: Arm, seconds: _SecondsOfArm) -> VisitExposure:
    parts = seconds.media_second_sums()
    return VisitExposure(
        stay=stay,
        arm=arm,
        seconds=seconds.counting,
        outside=seconds.outside,
        attentive_s=sum(second.sums.attentive_s for second in parts),
        abstained_s=sum(second.sums.abstained_s for second in parts),
        verdict_s=sum(second.sums.verdict_s for second in parts),
        known_s=sum(second.known_s for second in parts),
        laughter_s=sum(second.laughter_s for second in parts),
    )


def _sums_by_second(exposure: VisitExposure) -> Iterable[VisitCellSums]:
    """Totals of each media second over all plays, including plays that do not count in the curve."""
    if not exposure.outside:
        return [second.sums for second in exposure.seconds.values()]
    by_second: dict[int, VisitCellSums] = {}
    for part in (exposure.seconds, exposure.outside):
        for media_second, second in part.items():
            by_second.setdefault(media_second, VisitCellSums()).add(second.sums)
    return by_second.values()


def _add_weighted(total: ExpressionSums, numbers: ExpressionSums, weight: float) -> None:
    total.smile += numbers.smile * weight
    total.negative += numbers.negative * weight
    total.surprise += numbers.surprise * weight
    total.valence += numbers.valence * weight
    total.arousal += numbers.arousal * weight
