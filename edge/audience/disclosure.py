"""Privacy rules: makes the releases. Enough people behind each number, nothing to gain by subtraction, rounded.

No other module makes releases. Each function gets a whole batch and the bounds on people at that moment.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, inf

from edge.audience.noise import NO_NOISE, NoiseSource, ReactionNoise
from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.rules import MEDIA_SECONDS
from edge.events import (
    MEASURES,
    Experiment,
    PlayEnded,
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
EMPTY_CELLS_ONE_IN = 5
"""One cell in this many may lack people: a reaction is held until 80 % of its cells are full."""
COMPLETE_WITHIN_S = 0.5
"""Tolerance at the start and end of a complete play: players report their ends no better."""
ROUNDING_S = 0.001
"""Tolerance for sums of float seconds."""
LAUGHTER_DECIMALS = 2
"""Seconds of sound are equal if they are equal to a hundredth."""


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """Sums of one closed visit for its window."""

    stay: VisitStay
    dwell_s: float
    attentive_s: float


@dataclass(frozen=True, slots=True)
class WindowBatch:
    """All visits of one window."""

    from_s: float
    to_s: float
    visits: Sequence[VisitSummary]
    coverage: float
    level_db: float | None


@dataclass(slots=True)
class ExpressionSums:
    """Sums of the expression numbers over people; 0 for those that the reader does not tell."""

    positive: float = 0.0
    negative: float = 0.0
    surprise: float = 0.0
    valence: float = 0.0
    arousal: float = 0.0


@dataclass(slots=True)
class CurveCell:
    """One media second of a creative, pooled over the plays of a batch."""

    watchers: int = 0  # watchers with an attentive frame in this media second
    with_verdict: list[VisitStay] = field(default_factory=list)  # those of the n with a verdict in it
    expression: ExpressionSums = field(default_factory=ExpressionSums)  # over with_verdict
    sound_s: dict[VisitStay, float] = field(default_factory=dict)  # exposed and present: seconds of known laughter
    with_laughter: int = 0  # number of those with laughter in the room
    is_full: bool = False  # it had enough people when it was last checked
    check_from: int = 0  # with fewer verdicts than this it cannot have enough people


@dataclass(slots=True)
class WearerSums:
    """Sums over the seconds that one wearer had the kit on the body while the creative was shown."""

    seconds: int = 0
    arousal: float = 0.0
    hr_bpm: list[float] = field(default_factory=list)
    scr_per_min: list[float] = field(default_factory=list)


@dataclass(slots=True)
class ReactionBatch:
    """Held sums of one creative (within an arm), over the exposed visits of whole released windows."""

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
    cells: dict[int, CurveCell] = field(default_factory=dict)  # by media second, of those that plays showed
    wearers: dict[str, WearerSums] = field(default_factory=dict)  # by wearer


def release_window(
    batch: WindowBatch, people: PeopleLowerBound, *, k: int, k_reaction: int, at_s: float
) -> ReleasedWindow | None:
    """Releases the window, or returns None while it is about fewer than `k` people.

    The sound level comes from voices: it needs `k_reaction` people, although it separates no voice from another.
    """
    stays = [visit.stay for visit in batch.visits]
    if not people.has_window(stays, k):
        return None
    looked = {f"{s:g}": sum(visit.attentive_s >= s - ROUNDING_S for visit in batch.visits) for s in ATTENTION_STEPS_S}
    visits, level_db = len(batch.visits), batch.level_db
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
        level_db=_rounded(level_db, 1) if level_db is not None and people.has_window(stays, k_reaction) else None,
    )


def has_enough_cells(batch: ReactionBatch, people: PeopleLowerBound, *, k_reaction: int) -> bool:
    """Checks that at least 80 % of the media seconds that were shown have enough people."""
    empty_allowed = len(batch.cells) // EMPTY_CELLS_ONE_IN
    for cell in sorted(
        batch.cells.values(), key=lambda cell: len(cell.with_verdict)
    ):  # the emptiest first: an early answer
        if not _is_full(cell, people, k_reaction):
            empty_allowed -= 1
            if empty_allowed < 0:
                return False
    return True


def _is_full(cell: CurveCell, people: PeopleLowerBound, k_reaction: int) -> bool:
    """Checks a cell again only once it may have enough people: a busy shop holds thousands of visits for hours.

    A full cell stays full: visits that join lower the number only where they join two stretches of the stream. If a
    reaction may leave, and which cells, is checked on the final set.
    """
    if not cell.is_full and len(cell.with_verdict) >= cell.check_from:
        missing = people.missing_in_set(cell.with_verdict, max(k_reaction, 1))
        cell.is_full, cell.check_from = missing == 0, len(cell.with_verdict) + missing
    return cell.is_full


def release_reaction(
    batch: ReactionBatch,
    runs: Iterable[Sequence[VisitStay]],
    people: PeopleLowerBound,
    *,
    k_reaction: int,
    at_s: float,
    noise: NoiseSource = NO_NOISE,
    measures: Sequence[str] = MEASURES,
) -> ReleasedReaction | None:
    """Releases the reaction, or returns None while too few people are behind it.

    It needs `k_reaction` people behind its verdicts, and behind one of `runs`: all visits, exposed or not, of
    consecutive windows that it covers. Draws are taken only for a reaction that is released. Of the expression numbers
    those in `measures` are told. Without any there is no reader, and nothing that could abstain.
    """
    if not _are_enough(batch.with_verdicts, people, k_reaction):
        return None
    if not any(people.has_window(run, k_reaction) for run in runs):
        return None
    n = len(batch.with_verdicts)
    has_laughter = _are_enough(batch.with_sound, people, k_reaction)
    draws = ReactionNoise(noise, measures)

    def mean(measure: str) -> float | None:
        if measure not in measures:
            return None
        return _rounded((getattr(batch.expression, measure) + draws.of_total(measure)) / n, 2)

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
        noise=noise.scale,
        n=n,
        positive=mean("positive"),
        negative=mean("negative"),
        surprise=mean("surprise"),
        valence=mean("valence"),
        arousal=mean("arousal"),
        abstained=_rounded(batch.abstained_s / batch.attentive_with_verdicts_s, 2) if measures else None,
        laughter_s=_rounded(batch.laughter_s / len(batch.with_sound), 1) if has_laughter else None,
        body=_release_body(list(batch.wearers.values()), k_reaction, draws),
        curve=_release_curve(batch, people, k_reaction, has_laughter, draws, measures),
    )


def proof_of_play(started: PlayStarted, ended: PlayEnded, at_s: float) -> ProofOfPlay:
    """Proof of one play. Complete means that it showed the whole creative, whose length must be known.

    Media seconds lie within the creative, and below MEDIA_SECONDS. What the feed measured is taken; the rest follows
    from the times.
    """
    media_to_s = started.media_s + ended.at_s - started.at_s if ended.media_s is None else ended.media_s
    last_s = min(MEDIA_SECONDS, inf if started.duration_s is None else started.duration_s)
    return ProofOfPlay(
        at_s=at_s,
        creative=started.creative,
        start_s=started.at_s,
        end_s=ended.at_s,
        media_from_s=_rounded(min(started.media_s, last_s), 1),
        media_to_s=_rounded(min(media_to_s, last_s), 1),
        complete=_is_complete(started, media_to_s) if ended.complete is None else ended.complete,
        experiment=started.experiment,
        feed=started.feed,
        error_s=max(started.error_s, ended.error_s),
        position=started.position,
        sha256=started.sha256,
        dropped=ended.dropped,
    )


def _is_complete(started: PlayStarted, media_to_s: float) -> bool:
    return (
        started.duration_s is not None
        and started.media_s <= COMPLETE_WITHIN_S
        and media_to_s >= started.duration_s - COMPLETE_WITHIN_S
    )


def _release_curve(
    batch: ReactionBatch,
    people: PeopleLowerBound,
    k_reaction: int,
    has_laughter: bool,
    draws: ReactionNoise,
    measures: Sequence[str],
) -> ReactionCurve:
    cells = [batch.cells.get(second) or CurveCell() for second in range(max(batch.cells) + 1)]
    in_cells = Counter(stay for cell in cells for stay in cell.with_verdict)
    released = _cells_to_release(
        [{stay: in_cells[stay] for stay in cell.with_verdict} for cell in cells], people, k_reaction
    )
    sounds = [{stay: round(sound_s, LAUGHTER_DECIMALS) for stay, sound_s in cell.sound_s.items()} for cell in cells]
    laughter = _cells_to_release(sounds, people, k_reaction) if has_laughter else set()

    def curve(measure: str) -> tuple[float | None, ...]:
        return tuple(
            _rounded((getattr(cell.expression, measure) + draws.of_cell(measure)) / len(cell.with_verdict), 2)
            if second in released and measure in measures
            else None
            for second, cell in enumerate(cells)
        )

    return ReactionCurve(
        step_s=1,
        watchers=tuple(cell.watchers for cell in cells),
        n=tuple(len(cell.with_verdict) if second in released else None for second, cell in enumerate(cells)),
        positive=curve("positive"),
        negative=curve("negative"),
        surprise=curve("surprise"),
        valence=curve("valence"),
        arousal=curve("arousal"),
        laughter=tuple(
            _rounded((cell.with_laughter + draws.of_cell("laughter")) / len(cell.sound_s), 3)
            if second in laughter
            else None
            for second, cell in enumerate(cells)
        ),
    )


def _cells_to_release(
    cells: Sequence[Mapping[VisitStay, float]], people: PeopleLowerBound, k_reaction: int
) -> set[int]:
    """Selects the cells that may leave: cells with enough people, unless subtraction from the total exposes fewer.

    While it does, the cell with the fewest people is withheld as well. Each cell maps a stay to the quantity that sets
    its weight in the total: the number of cells that it is in, or its seconds.
    """
    released = {second for second, cell in enumerate(cells) if _are_enough(cell, people, k_reaction)}
    withheld = {stay for second, cell in enumerate(cells) if second not in released for stay in cell}
    bounds: dict[int, int] = {}
    while released and not _remainder_is_enough(cells, withheld, people, k_reaction):
        bounds = bounds or {second: people.of_set(cells[second]) for second in released}
        fewest = min(released, key=lambda second: (bounds[second], len(cells[second]), second))
        released.remove(fewest)
        withheld.update(cells[fewest])
    return released


def _remainder_is_enough(
    cells: Sequence[Mapping[VisitStay, float]],
    withheld: Collection[VisitStay],
    people: PeopleLowerBound,
    k_reaction: int,
) -> bool:
    """Checks that the total minus any multiples of the released cells is about nobody or about enough people.

    The visits in a withheld cell always remain. With no cell withheld, a visit in five cells has a fifth of its mean in
    each: subtracting a fifth of each removes it. So one of two conditions must hold. Either in every cell all visits
    have the same weight: then all go or all stay. Or one cell keeps enough people whichever weight is subtracted.
    """
    if withheld:
        return people.has_set(withheld, k_reaction)
    return all(len(set(cell.values())) <= 1 for cell in cells) or any(
        all(
            _are_enough([stay for stay in cell if cell[stay] != weight], people, k_reaction)
            for weight in set(cell.values())
        )
        for cell in cells
        if cell
    )


def _are_enough(stays: Collection[VisitStay], people: PeopleLowerBound, k: int) -> bool:
    """Checks for at least `k` people and at least one stay: a mean needs somebody."""
    return len(stays) >= max(k, 1) and people.has_set(stays, k)


def _release_body(wearers: Sequence[WearerSums], k_reaction: int, draws: ReactionNoise) -> ReleasedBody | None:
    """Means over the wearers. Their consent records identify them, so the count is exact."""
    if len(wearers) < max(k_reaction, 1):
        return None

    def mean(name: str) -> float | None:
        """Mean over wearers of each wearer's mean. None if too few wearers have one."""
        readings: list[list[float]] = [getattr(wearer, name) for wearer in wearers]
        means = [fsum(seconds) / len(seconds) for seconds in readings if seconds]
        if len(means) < max(k_reaction, 1):
            return None
        return _rounded((fsum(means) + draws.of_body(name)) / len(means), 1)

    arousal = fsum(wearer.arousal / wearer.seconds for wearer in wearers) + draws.of_body("arousal")
    return ReleasedBody(
        n=len(wearers),
        arousal=_rounded(arousal / len(wearers), 2),
        hr_bpm=mean("hr_bpm"),
        scr_per_min=mean("scr_per_min"),
    )


def _dwell_histogram(visits: Sequence[VisitSummary]) -> dict[str, int]:
    """Number of visits by dwell. Each visit counts at the highest edge that it reached."""
    histogram = {f"{edge_s:g}": 0 for edge_s in DWELL_S}
    for visit in visits:
        reached_s = max(edge_s for edge_s in DWELL_S if visit.dwell_s >= edge_s - ROUNDING_S)
        histogram[f"{reached_s:g}"] += 1
    return histogram


def _rounded(value: float, decimals: int) -> float:
    return round(value, decimals) + 0.0  # no -0.0
