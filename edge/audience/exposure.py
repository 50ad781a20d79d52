"""Second by second: what one visit was shown and what it did meanwhile. Sums of time only; a mean is over one visit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite

from edge.audience.disclosure import ExpressionSums
from edge.audience.people import Stay
from edge.audience.plays import Arm, Cell, PlayHistory
from edge.audience.rules import AT_LEAST_S, NEARLY_S
from edge.events import EXPRESSIONS, ExpressionScores

NEGATIVE = tuple(EXPRESSIONS.index(name) for name in ("anger", "contempt", "disgust", "fear", "sadness"))
HAPPINESS = EXPRESSIONS.index("happiness")
SURPRISE = EXPRESSIONS.index("surprise")
BRIDGE_STEP_S = 0.1


def sums_of(verdict: ExpressionScores) -> ExpressionSums | None:
    """The five numbers of a verdict; None where one of them is no number."""
    p = verdict.probabilities
    shown = ExpressionSums(p[HAPPINESS], sum(p[i] for i in NEGATIVE), p[SURPRISE], verdict.valence, verdict.arousal)
    return shown if isfinite(sum(p) + verdict.valence + verdict.arousal) else None


@dataclass(slots=True)
class CellSums:
    """Seconds of one visit in one cell; the expression numbers are weighted by the time that a verdict stood."""

    present_s: float = 0.0
    attentive_s: float = 0.0
    abstained_s: float = 0.0
    verdict_s: float = 0.0
    expression: ExpressionSums = field(default_factory=ExpressionSums)

    def add_verdict(self, shown: ExpressionSums, for_s: float) -> None:
        self.verdict_s += for_s
        _add(self.expression, shown, for_s)

    def add(self, other: "CellSums") -> None:
        self.present_s += other.present_s
        self.attentive_s += other.attentive_s
        self.abstained_s += other.abstained_s
        self.verdict_s += other.verdict_s
        _add(self.expression, other.expression, 1.0)


class SecondSums:
    """The sums of one track, by absolute second, play and media second."""

    __slots__ = ("_last", "_last_cell", "by_cell")

    def __init__(self) -> None:
        self.by_cell: dict[Cell, CellSums] = {}
        self._last_cell: Cell | None = None
        self._last = CellSums()

    def at(self, cell: Cell) -> CellSums:
        """The sums to add to. Nearly always those of the frame before, so that is asked first."""
        if cell is not self._last_cell:
            self._last_cell = cell
            self._last = self.by_cell.setdefault(cell, CellSums())
        return self._last

    def bridge(self, from_s: float, to_s: float, cell_at: Callable[[float], Cell]) -> None:
        """Somebody was not seen in [from_s, to_s), but was present."""
        while from_s < to_s:
            step_s = min(BRIDGE_STEP_S, to_s - from_s)
            self.at(cell_at(from_s)).present_s += step_s
            from_s += step_s


@dataclass(slots=True)
class RoomSound:
    """Sound in the room within one absolute second. It is about nobody in particular."""

    sound_s: float = 0.0
    known_s: float = 0.0  # of it, whether there was laughter is known
    laughter_s: float = 0.0
    energy: float = 0.0  # mean-square level times seconds


@dataclass(slots=True)
class MediaSecondSums:
    """What one visit did in one media second, over all plays."""

    sums: CellSums = field(default_factory=CellSums)
    known_s: float = 0.0  # with sound of which it is known whether there was laughter in it
    laughter_s: float = 0.0


@dataclass(frozen=True, slots=True)
class VisitExposure:
    """What one exposed visit did during one creative."""

    stay: Stay
    arm: Arm
    seconds: Mapping[int, MediaSecondSums]
    attentive_s: float
    abstained_s: float
    verdict_s: float
    known_s: float
    laughter_s: float

    @property
    def is_watcher(self) -> bool:
        return self.attentive_s >= AT_LEAST_S - NEARLY_S

    @property
    def is_read(self) -> bool:
        """One of the n: a watcher with enough verdicts."""
        return self.is_watcher and self.verdict_s >= AT_LEAST_S - NEARLY_S


def exposures(
    stay: Stay, tracks: Iterable[SecondSums], plays: PlayHistory, room: Mapping[int, RoomSound]
) -> list[VisitExposure]:
    """What a closed visit was exposed to: each creative once, in the arm in which it was exposed first."""
    first_second: dict[Arm, int] = {}
    by_arm: dict[Arm, dict[int, MediaSecondSums]] = {}
    for track in tracks:
        for cell, sums in track.by_cell.items():
            shown = plays.play_at(cell)
            if shown is None:
                continue
            play, media_second = shown
            arm = play.arm
            first_second[arm] = min(cell[0], first_second.get(arm, cell[0]))
            second = by_arm.setdefault(arm, {}).setdefault(media_second, MediaSecondSums())
            second.sums.add(sums)
            heard = room.get(cell[0])
            if heard is not None:
                second.known_s += sums.present_s * min(heard.known_s, 1.0)
                second.laughter_s += sums.present_s * min(heard.laughter_s, 1.0)
    exposed: dict[str, VisitExposure] = {}
    for arm in sorted(by_arm, key=lambda arm: first_second[arm]):
        seconds = by_arm[arm]
        if arm[0] not in exposed and sum(s.sums.present_s for s in seconds.values()) >= AT_LEAST_S - NEARLY_S:
            exposed[arm[0]] = _exposure(stay, arm, seconds)
    return list(exposed.values())


def mean_expression(exposure: VisitExposure) -> ExpressionSums:
    """The mean over media seconds of the mean over time in each: every second of the creative weighs the same."""
    total = ExpressionSums()
    read = [second.sums for second in exposure.seconds.values() if second.sums.verdict_s > 0]
    for sums in read:
        _add(total, sums.expression, 1.0 / (sums.verdict_s * len(read)))
    return total


def add_mean(total: ExpressionSums, sums: CellSums) -> None:
    """Adds to `total` the mean over time of what one visit showed."""
    _add(total, sums.expression, 1.0 / sums.verdict_s)


def add_sums(total: ExpressionSums, shown: ExpressionSums) -> None:
    _add(total, shown, 1.0)


def _exposure(stay: Stay, arm: Arm, seconds: Mapping[int, MediaSecondSums]) -> VisitExposure:
    return VisitExposure(
        stay=stay,
        arm=arm,
        seconds=seconds,
        attentive_s=sum(second.sums.attentive_s for second in seconds.values()),
        abstained_s=sum(second.sums.abstained_s for second in seconds.values()),
        verdict_s=sum(second.sums.verdict_s for second in seconds.values()),
        known_s=sum(second.known_s for second in seconds.values()),
        laughter_s=sum(second.laughter_s for second in seconds.values()),
    )


def _add(total: ExpressionSums, shown: ExpressionSums, weight: float) -> None:
    total.positive += shown.positive * weight
    total.negative += shown.negative * weight
    total.surprise += shown.surprise * weight
    total.valence += shown.valence * weight
    total.arousal += shown.arousal * weight
