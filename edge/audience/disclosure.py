"""What may be told of one batch: enough people behind each number, nothing to be had by subtraction, rounded.

The only maker of what may be told. A batch is handed in whole, with the bounds on people as they stand.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from edge.audience.people import PeopleLowerBound, Stay
from edge.events import (
    Experiment,
    PlayStarted,
    ProofOfPlay,
    ReactionCurve,
    ReleasedBody,
    ReleasedReaction,
    ReleasedWindow,
)

ATTENTION_STEPS_S = (0.5, 1, 2, 5)
WATCHER = "1"
DWELL_S = (0, 2, 5, 15, 30, 60)
MAY_LACK = 5
"""A reaction is held until 80 % of its cells are full: one in so many may not be."""
COMPLETE_WITHIN_S = 0.5
"""A play was complete if it came so near to its creative's begin and end: players tell their ends no better."""
ROUNDING_S = 0.001
"""Sums of float seconds: what is missing by less than this is there."""
LAUGHTER_DECIMALS = 2
"""Who heard as many hundredths of a second as another heard as long."""


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """What a window knows of one closed visit."""

    stay: Stay
    dwell_s: float
    attentive_s: float


@dataclass(frozen=True, slots=True)
class WindowBatch:
    """The visits of one window, none left out."""

    from_s: float
    to_s: float
    visits: Sequence[VisitSummary]
    coverage: float
    level_db: float | None


@dataclass(slots=True)
class ExpressionSums:
    """Sums over people of the five expression numbers."""

    positive: float = 0.0
    negative: float = 0.0
    surprise: float = 0.0
    valence: float = 0.0
    arousal: float = 0.0


@dataclass(slots=True)
class CurveCell:
    """One media second of a creative, pooled over the plays of a batch."""

    watchers: int = 0  # with an attentive frame in it
    read: list[Stay] = field(default_factory=list)  # of the n, those with a verdict in it
    expression: ExpressionSums = field(default_factory=ExpressionSums)  # over them
    heard: dict[Stay, float] = field(default_factory=dict)  # exposed, present in it: seconds of which laughter is known
    laughed: int = 0  # of them, those with laughter in the room


@dataclass(slots=True)
class WearerSums:
    """The seconds on the body of one wearer while the creative was shown."""

    seconds: int = 0
    arousal: float = 0.0
    hr_bpm: list[float] = field(default_factory=list)
    scr_per_min: list[float] = field(default_factory=list)


@dataclass(slots=True)
class ReactionBatch:
    """What is held of one creative (within an arm): sums over the exposed visits of whole told windows."""

    creative: str
    experiment: Experiment | None
    from_s: float
    to_s: float = 0.0
    plays: int = 0
    exposed: int = 0
    watchers: int = 0
    attentive_s: float = 0.0  # over the exposed
    read: list[Stay] = field(default_factory=list)  # the n: watchers with enough verdicts
    expression: ExpressionSums = field(
        default_factory=ExpressionSums
    )  # over them, of each one's mean over media seconds
    read_attentive_s: float = 0.0  # over them
    abstained_s: float = 0.0  # over them
    heard: list[Stay] = field(default_factory=list)  # exposed while it was known whether somebody laughs
    laughter_s: float = 0.0  # over them
    cells: dict[int, CurveCell] = field(default_factory=dict)  # by media second: those that plays showed
    wearers: dict[str, WearerSums] = field(default_factory=dict)  # by wearer


def release_window(
    batch: WindowBatch, people: PeopleLowerBound, *, k: int, k_reaction: int, at_s: float
) -> ReleasedWindow | None:
    """The window as it may leave, or None while it is about fewer than `k` people.

    The sound level is a number from voices: it needs `k_reaction` people, though nobody's voice is told apart in it.
    """
    bound = people.of_window([visit.stay for visit in batch.visits])
    if bound < k:
        return None
    looked = {f"{s:g}": sum(visit.attentive_s >= s - ROUNDING_S for visit in batch.visits) for s in ATTENTION_STEPS_S}
    visits = len(batch.visits)
    return ReleasedWindow(
        at_s=at_s,
        from_s=batch.from_s,
        to_s=batch.to_s,
        k=k,
        visits=visits,
        watchers=looked[WATCHER],
        dwell_s=_rounded(fsum(visit.dwell_s for visit in batch.visits) / visits, 1) if visits else None,
        looked=looked,
        dwell=_dwell_histogram(batch.visits),
        coverage=_rounded(batch.coverage, 2),
        level_db=_rounded(batch.level_db, 1) if batch.level_db is not None and bound >= k_reaction else None,
    )


def has_enough_cells(batch: ReactionBatch, people: PeopleLowerBound, *, k_reaction: int) -> bool:
    """Whether 80 % of the media seconds that were shown have their people."""
    may_lack = len(batch.cells) // MAY_LACK
    for cell in sorted(batch.cells.values(), key=lambda cell: len(cell.read)):  # the emptiest first: soon decided
        if not _are_enough(cell.read, people, k_reaction):
            may_lack -= 1
            if may_lack < 0:
                return False
    return True


def release_reaction(
    batch: ReactionBatch, windows: Sequence[Stay], people: PeopleLowerBound, *, k_reaction: int, at_s: float
) -> ReleasedReaction | None:
    """The reaction as it may leave, or None while there are fewer than `k_reaction` people behind its verdicts, or
    behind `windows`: all visits of the windows that it is about, exposed or not.
    """
    if not _are_enough(batch.read, people, k_reaction) or people.of_window(windows) < k_reaction:
        return None
    n = len(batch.read)
    laughter_told = _are_enough(batch.heard, people, k_reaction)
    return ReleasedReaction(
        at_s=at_s,
        from_s=batch.from_s,
        to_s=batch.to_s,
        k=k_reaction,
        creative=batch.creative,
        experiment=batch.experiment,
        plays=batch.plays,
        exposed=batch.exposed,
        watchers=batch.watchers,
        attention_s=_rounded(batch.attentive_s / batch.exposed, 1),
        n=n,
        positive=_rounded(batch.expression.positive / n, 2),
        negative=_rounded(batch.expression.negative / n, 2),
        surprise=_rounded(batch.expression.surprise / n, 2),
        valence=_rounded(batch.expression.valence / n, 2),
        arousal=_rounded(batch.expression.arousal / n, 2),
        abstained=_rounded(batch.abstained_s / batch.read_attentive_s, 2),
        laughter_s=_rounded(batch.laughter_s / len(batch.heard), 1) if laughter_told else None,
        body=_release_body(list(batch.wearers.values()), k_reaction),
        curve=_release_curve(batch, people, k_reaction, laughter_told),
    )


def proof_of_play(started: PlayStarted, end_s: float, error_s: float, at_s: float) -> ProofOfPlay:
    """The proof of one play. It was complete if it showed the whole creative, where its length is known."""
    media_to_s = started.media_s + end_s - started.at_s
    return ProofOfPlay(
        at_s=at_s,
        creative=started.creative,
        start_s=started.at_s,
        end_s=end_s,
        media_from_s=_rounded(started.media_s, 1),
        media_to_s=_rounded(media_to_s, 1),
        complete=started.duration_s is not None
        and started.media_s <= COMPLETE_WITHIN_S
        and media_to_s >= started.duration_s - COMPLETE_WITHIN_S,
        experiment=started.experiment,
        feed=started.feed,
        error_s=_rounded(max(started.error_s, error_s), 2),
    )


def _release_curve(
    batch: ReactionBatch, people: PeopleLowerBound, k_reaction: int, laughter_told: bool
) -> ReactionCurve:
    cells = [batch.cells.get(second) or CurveCell() for second in range(max(batch.cells) + 1)]
    in_cells = Counter(stay for cell in cells for stay in cell.read)
    told = _cells_to_release([{stay: in_cells[stay] for stay in cell.read} for cell in cells], people, k_reaction)
    heard = [{stay: round(heard_s, LAUGHTER_DECIMALS) for stay, heard_s in cell.heard.items()} for cell in cells]
    laughter = _cells_to_release(heard, people, k_reaction) if laughter_told else set()

    def curve(name: str) -> tuple[float | None, ...]:
        return tuple(
            _rounded(getattr(cell.expression, name) / len(cell.read), 2) if second in told else None
            for second, cell in enumerate(cells)
        )

    return ReactionCurve(
        step_s=1,
        watchers=tuple(cell.watchers for cell in cells),
        n=tuple(len(cell.read) if second in told else None for second, cell in enumerate(cells)),
        positive=curve("positive"),
        negative=curve("negative"),
        surprise=curve("surprise"),
        valence=curve("valence"),
        arousal=curve("arousal"),
        laughter=tuple(
            _rounded(cell.laughed / len(cell.heard), 2) if second in laughter else None
            for second, cell in enumerate(cells)
        ),
    )


def _cells_to_release(cells: Sequence[Mapping[Stay, float]], people: PeopleLowerBound, k_reaction: int) -> set[int]:
    """Which cells may be told: those with their people, as long as nothing about fewer is left when they are subtracted
    from the total. While there is, the cell with the fewest people is withheld as well. With each stay in a cell comes
    what its weight there in the total depends on: in how many cells it is, or for how many seconds.
    """
    bounds = [people.of_set(cell) for cell in cells]
    told = {second for second, cell in enumerate(cells) if _are_enough(cell, people, k_reaction)}
    withheld = {stay for second, cell in enumerate(cells) if second not in told for stay in cell}
    while told and not _leave_enough(cells, withheld, people, k_reaction):
        fewest = min(told, key=lambda second: (bounds[second], len(cells[second]), second))
        told.remove(fewest)
        withheld.update(cells[fewest])
    return told


def _leave_enough(
    cells: Sequence[Mapping[Stay, float]], withheld: Collection[Stay], people: PeopleLowerBound, k_reaction: int
) -> bool:
    """Whether the total less any multiples of the told cells is about nobody or about enough people.

    Who is in a withheld cell always remains. With none withheld, one who is in five cells has a fifth of his mean in
    each, and goes out if a fifth of each is subtracted. So either all in a cell have the same weight, and go out
    together or not at all; or there must be a cell of which enough remain whichever weight is subtracted.
    """
    if withheld:
        return people.of_set(withheld) >= k_reaction
    return all(len(set(cell.values())) <= 1 for cell in cells) or any(
        all(
            _are_enough([stay for stay in cell if cell[stay] != weight], people, k_reaction)
            for weight in set(cell.values())
        )
        for cell in cells
        if cell
    )


def _are_enough(stays: Collection[Stay], people: PeopleLowerBound, k: int) -> bool:
    """At least `k` people, and somebody: nobody has no mean."""
    return len(stays) >= max(k, 1) and people.of_set(stays) >= k


def _release_body(worn: Sequence[WearerSums], k_reaction: int) -> ReleasedBody | None:
    """Wearers are known by their consent, so they are counted exactly."""
    if len(worn) < max(k_reaction, 1):
        return None
    return ReleasedBody(
        n=len(worn),
        arousal=_rounded(fsum(wearer.arousal / wearer.seconds for wearer in worn) / len(worn), 2),
        hr_bpm=_mean_of_wearers([wearer.hr_bpm for wearer in worn], k_reaction),
        scr_per_min=_mean_of_wearers([wearer.scr_per_min for wearer in worn], k_reaction),
    )


def _mean_of_wearers(readings: Sequence[Sequence[float]], k_reaction: int) -> float | None:
    """The mean over wearers of each one's mean, if enough of them have one."""
    means = [fsum(seconds) / len(seconds) for seconds in readings if seconds]
    return _rounded(fsum(means) / len(means), 1) if len(means) >= max(k_reaction, 1) else None


def _dwell_histogram(visits: Sequence[VisitSummary]) -> dict[str, int]:
    """Visits by dwell; each is counted at the highest edge that it reached."""
    histogram = {f"{edge_s:g}": 0 for edge_s in DWELL_S}
    for visit in visits:
        reached_s = max(edge_s for edge_s in DWELL_S if visit.dwell_s >= edge_s - ROUNDING_S)
        histogram[f"{reached_s:g}"] += 1
    return histogram


def _rounded(value: float, decimals: int) -> float:
    return round(value, decimals) + 0.0  # no -0.0
