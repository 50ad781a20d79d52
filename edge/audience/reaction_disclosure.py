"""Privacy rules for reactions: each number needs enough people, subtracting published numbers must not reveal anything
about single people, and numbers get noise and are rounded.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from math import fsum

from edge.audience.disclosure import round_value
from edge.audience.noise import LAUGHTER, NO_NOISE, NoiseSource, ReactionNoise
from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.reaction_batch import CurveCell, ReactionBatch, WearerSums
from edge.events import MANY_WATCHERS, MEASURES, ReactionCurve, ReleasedBody, ReleasedReaction

EMPTY_CELLS_ONE_IN = 5
"""Largest share of the cells that may have too few people: one in this number. A reaction waits until 80 % of its cells
have enough people.
"""
SOUND_DECIMALS = 2
"""Number of decimals for durations of sound, in seconds, when they are compared."""
LAUGHTER_DECIMALS = 3


def has_enough_cells(batch: ReactionBatch, people: PeopleLowerBound, *, k_reaction: int) -> bool:
    """True if at least 80 % of the reaction's media seconds have enough people."""
    empty_allowed = len(batch.cells) // EMPTY_CELLS_ONE_IN
    for cell in sorted(
        batch.cells.values(), key=lambda cell: len(cell.with_verdict)
    ):  # the emptiest first: an early answer
        if not _has_enough_people(cell, people, k_reaction):
            empty_allowed -= 1
            if empty_allowed < 0:
                return False
    return True


def _has_enough_people(cell: CurveCell, people: PeopleLowerBound, k_reaction: int) -> bool:
    """True if the cell has enough people. The people are counted again only once enough visits have been added, because
    a busy shop has thousands of visits that wait for hours.

    A cell with enough people is not counted again: further visits lower the number only if they join two stretches of
    the stream. The final set of visits decides whether the reaction may be released, and which of its cells.
    """
    if not cell.is_full and len(cell.with_verdict) >= cell.check_from:
        missing = people.missing_visit_count(cell.with_verdict, max(k_reaction, 1))
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
    body_arousal: bool = True,
) -> ReleasedReaction | None:
    """Releases the reaction. Returns None if there are too few people behind it.

    At least `k_reaction` people must be behind its verdicts, and behind at least one of `runs`. A run is all visits,
    exposed or not, of consecutive windows that the reaction covers. Noise is drawn only for a reaction that is
    released. Only the expression numbers in `measures` are reported; if there are none, no expression model could
    abstain. The body's arousal is published only with `body_arousal`.
    """
    if not _are_enough(batch.with_verdicts, people, k_reaction):
        return None
    if not any(people.has_enough_people_in_window(run, k_reaction) for run in runs):
        return None
    has_laughter = _are_enough(batch.with_sound, people, k_reaction)
    draws = ReactionNoise(noise, measures)
    mean = partial(_mean, batch, draws, measures)
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
        attention_s=round_value(batch.attentive_s / batch.exposed, 1),
        noise_sd=noise.deviations,
        n=len(batch.with_verdicts),
        smile=mean("smile"),
        negative=mean("negative"),
        surprise=mean("surprise"),
        valence=mean("valence"),
        arousal=mean("arousal"),
        abstained=round_value(batch.abstained_s / batch.attentive_with_verdicts_s, 2) if measures else None,
        laughter_s=_laughter_s(batch, draws) if has_laughter else None,
        body=_release_body(list(batch.wearers.values()), k_reaction, draws, with_arousal=body_arousal),
        curve=_release_curve(batch, people, k_reaction, has_laughter, draws, measures),
    )


def _mean(batch: ReactionBatch, draws: ReactionNoise, measures: Sequence[str], measure: str) -> float | None:
    """Mean of an expression number over n people, with noise. None if this expression number is not reported."""
    if measure not in measures:
        return None
    n = len(batch.with_verdicts)
    total = getattr(batch.expression, measure) + draws.total_noise(measure)
    return round_value(total / n, 4 if n >= MANY_WATCHERS else 2)


def _laughter_s(batch: ReactionBatch, draws: ReactionNoise) -> float:
    return round_value((batch.laughter_s + draws.laughter_seconds_noise()) / len(batch.with_sound), LAUGHTER_DECIMALS)


def _release_curve(
    batch: ReactionBatch,
    people: PeopleLowerBound,
    k_reaction: int,
    has_laughter: bool,
    draws: ReactionNoise,
    measures: Sequence[str],
) -> ReactionCurve:
    cells = [batch.cells.get(second) or CurveCell() for second in range(max(batch.cells, default=-1) + 1)]
    in_cells = Counter(stay for cell in cells for stay in cell.with_verdict)
    verdicts = [{stay: in_cells[stay] for stay in cell.with_verdict} for cell in cells]
    released = _cells_to_release(verdicts, batch.verdicts_outside, people, k_reaction)
    sounds = [{stay: round(sound_s, SOUND_DECIMALS) for stay, sound_s in cell.sound_s.items()} for cell in cells]
    laughter = _cells_to_release(sounds, batch.sound_outside, people, k_reaction) if has_laughter else set()

    def curve(measure: str) -> tuple[float | None, ...]:
        if measure not in measures:
            return (None,) * len(cells)
        sums = [getattr(cell.expression, measure) for cell in cells]
        return _noisy_means(sums, [len(cell.with_verdict) for cell in cells], released, draws, measure, 2)

    return ReactionCurve(
        step_s=1,
        watchers=tuple(cell.watchers for cell in cells),
        n=tuple(len(cell.with_verdict) if second in released else None for second, cell in enumerate(cells)),
        smile=curve("smile"),
        negative=curve("negative"),
        surprise=curve("surprise"),
        valence=curve("valence"),
        arousal=curve("arousal"),
        laughter=_noisy_means(
            [cell.with_laughter for cell in cells],
            [len(cell.sound_s) for cell in cells],
            laughter,
            draws,
            LAUGHTER,
            LAUGHTER_DECIMALS,
        ),
    )


def _noisy_means(
    sums: Sequence[float],
    counts: Sequence[int],
    released: Collection[int],
    draws: ReactionNoise,
    measure: str,
    decimals: int,
) -> tuple[float | None, ...]:
    """Means of the released cells, with noise added to their totals. Draws nothing if no cell is released."""
    if not released:
        return (None,) * len(sums)
    noise = draws.cell_noise(measure, [second in released for second in range(len(sums))])
    return tuple(
        round_value((total + drawn) / count, decimals) if second in released else None
        for second, (total, count, drawn) in enumerate(zip(sums, counts, noise, strict=True))
    )


def _cells_to_release(
    cells: Sequence[Mapping[VisitStay, float]],
    outside: Collection[VisitStay],
    people: PeopleLowerBound,
    k_reaction: int,
) -> set[int]:
    """Selects the cells that may be released: those with enough people, as long as subtracting them from the total
    exposes nobody.

    If subtracting would expose somebody, the cell with the fewest people is withheld too, and so on until nobody is
    exposed. Each cell maps a stay to the quantity that sets its weight in the total: the number of cells that contain
    the stay, or its seconds. `outside` are the stays with time that counts in the total but in no cell.
    """
    released = {second for second, cell in enumerate(cells) if _are_enough(cell, people, k_reaction)}
    withheld = {stay for second, cell in enumerate(cells) if second not in released for stay in cell} | set(outside)
    bounds: dict[int, int] = {}
    while released and not _remainder_is_enough(cells, withheld, people, k_reaction):
        bounds = bounds or {second: people.fewest_people_in_set(cells[second]) for second in released}
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
    """True if the total minus any multiples of the released cells is about nobody or about enough people.

    The visits in a withheld cell always remain. Even without a withheld cell, subtraction can single out visits: a
    visit in five cells contributes a fifth of its mean to each, so subtracting a fifth of each cell removes it.
    Therefore one of two conditions must be true. Either all visits of each cell have the same weight, so that all of
    them are removed or all remain. Or one cell keeps enough people, whichever weight is subtracted.
    """
    if withheld:
        return people.has_enough_people_in_set(withheld, k_reaction)
    return all(len(set(cell.values())) <= 1 for cell in cells) or any(
        all(
            _are_enough([stay for stay in cell if cell[stay] != weight], people, k_reaction)
            for weight in set(cell.values())
        )
        for cell in cells
        if cell
    )


def _are_enough(stays: Collection[VisitStay], people: PeopleLowerBound, k: int) -> bool:
    """True if at least `k` people are behind the stays, and there is at least one stay, because a mean needs at least
    one person.
    """
    return len(stays) >= max(k, 1) and people.has_enough_people_in_set(stays, k)


def _release_body(
    wearers: Sequence[WearerSums], k_reaction: int, draws: ReactionNoise, *, with_arousal: bool
) -> ReleasedBody | None:
    """Means over the wearers of sensor kits. Consent records identify the wearers, so their number is exact."""
    if len(wearers) < max(k_reaction, 1):
        return None

    def mean(name: str) -> float | None:
        """Mean over wearers of each wearer's own mean. None if too few wearers have a value."""
        readings: list[list[float]] = [getattr(wearer, name) for wearer in wearers]
        means = [fsum(seconds) / len(seconds) for seconds in readings if seconds]
        if len(means) < max(k_reaction, 1):
            return None
        return round_value((fsum(means) + draws.body_noise(name)) / len(means), 1)

    return ReleasedBody(
        n=len(wearers),
        arousal=_body_arousal(wearers, draws) if with_arousal else None,
        hr_bpm=mean("hr_bpm"),
        scr_per_min=mean("scr_per_min"),
    )


def _body_arousal(wearers: Sequence[WearerSums], draws: ReactionNoise) -> float:
    total = fsum(wearer.arousal / wearer.seconds for wearer in wearers) + draws.body_noise("arousal")
    return round_value(total / len(wearers), 2)
