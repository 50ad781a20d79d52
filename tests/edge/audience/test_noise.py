"""Noise on the sums of a reaction: how many draws, of which deviations, in which order, and on which number."""

from collections.abc import Sequence
from math import sqrt

import pytest

from edge.audience.noise import NO_NOISE, NoiseSource, ReactionNoise
from edge.audience.people import VisitStay
from edge.audience.reaction_batch import ExpressionSums, ReactionBatch, WearerSums
from edge.audience.reaction_disclosure import release_reaction
from edge.audience.rules import AudienceRules
from edge.events import NoiseDeviations, ReleasedBody, ReleasedReaction
from tests.edge.audience.draw_recorder import DrawRecorder
from tests.edge.audience.stays import EVERY_VISIT, crowd
from tests.edge.audience.test_reaction_disclosure import batch_of, set_sound
from tests.worlds import Showing, person, run_audience, world

K = 4
SCALE = 0.5
RANGES = [1.0, 1.0, 1.0, 2.0, 2.0]  # smile, negative, surprise, valence, arousal
VARIANCES = {"shared": 2.0, "own": 2.0, "chain": 6.4, "step": 6.4 * 0.51, "cell": 1.6, "laughter_s": 4.0, "body": 2.0}
FACTOR = 0.7
TOTALS = [name for _ in RANGES for name in ("shared", "own")]
CURVE = ["chain", "cell", "step", "step", "step", "cell"]  # of four seconds, of which the first and the last are told


def deviations(names: Sequence[str], range_: float = 1.0) -> list[float]:
    return [sqrt(VARIANCES[name]) * SCALE * range_ for name in names]


def of_totals() -> list[float]:
    return [drawn for range_ in RANGES for drawn in deviations(["shared", "own"], range_)]


def of_curves(names: Sequence[str] = CURVE) -> list[float]:
    return [drawn for range_ in RANGES for drawn in deviations(names, range_)]


def batch_with_gaps(wearers: int = K, sound: Sequence[int] = (0, 3)) -> ReactionBatch:
    """Four media seconds, of which the two in the middle are withheld. All sums of expressions are 0."""
    batch = batch_of(crowd(K), crowd(2), crowd(K - 2), crowd(K), with_sound=crowd(K), laughter_s=4.0)
    batch.expression = ExpressionSums()
    batch.wearers = {f"w{i}": WearerSums(1, 0.0, [80.0], [3.0]) for i in range(wearers)}
    for second, cell in batch.cells.items():
        cell.expression = ExpressionSums()
        if second in sound:
            set_sound(batch, second, crowd(K), 0)
    return batch


def released(batch: ReactionBatch, draws: DrawRecorder, windows: list[VisitStay] | None = None) -> ReleasedReaction:
    source = NoiseSource(SCALE, draws)
    stays = batch.with_verdicts if windows is None else windows
    reaction = release_reaction(batch, [stays], EVERY_VISIT, k_reaction=K, at_s=90.0, noise=source)
    assert reaction is not None
    return reaction


def test_draws_come_in_the_order_of_the_message_totals_before_cells() -> None:
    """Two of each total, one of laughter in seconds and of each number of a body; then a chain through every second,
    with a draw of its own for each cell that is told. Laughter shares a draw of its own among its cells."""
    draws = DrawRecorder()
    reaction = released(batch_with_gaps(), draws)
    assert reaction.curve.n == (K, None, None, K)
    body = [wide * drawn for wide, drawn in zip((1, 40, 8), deviations(["body"] * 3), strict=True)]
    laughter = deviations(["shared", *CURVE])
    assert draws.deviations == pytest.approx(
        [*of_totals(), *deviations(["laughter_s"]), *body, *of_curves(), *laughter]
    )


def test_the_deviations_are_those_of_the_message() -> None:
    """In a sum over people, of a number that ranges over 1."""
    told = released(batch_with_gaps(), DrawRecorder()).noise_sd
    assert (told.total, round(told.cell, 2), round(told.body, 2)) == (1.0, 1.58, 0.71)
    assert NO_NOISE.deviations == NoiseDeviations(0.0, 0.0, 0.0)


def test_each_draw_is_on_the_sum_of_its_number() -> None:
    """Before the division by n. A cell has the shared draw of its measure, the chain, and a draw of its own."""
    reaction = released(batch_with_gaps(), DrawRecorder())
    n = 3 * K
    assert reaction.n == n
    totals = (reaction.smile, reaction.negative, reaction.surprise, reaction.valence, reaction.arousal)
    assert totals == tuple(round((shared + shared + 1) / n, 2) for shared in (1, 3, 5, 7, 9))
    assert reaction.laughter_s == (4.0 + 11) / K
    assert reaction.body is not None
    assert (reaction.body.arousal, reaction.body.hr_bpm, reaction.body.scr_per_min) == (3.0, 83.2, 6.5)

    def cells(shared: int, first: int) -> tuple[float | None, ...]:
        chain = FACTOR * (FACTOR * (FACTOR * first + first + 2) + first + 3) + first + 4
        last = round((shared + chain + first + 5) / K, 2)
        return (round((shared + first + first + 1) / K, 2), None, None, last)

    for number, name in enumerate(("smile", "negative", "surprise", "valence", "arousal")):
        assert getattr(reaction.curve, name) == pytest.approx(cells(1 + 2 * number, 15 + 6 * number), abs=0.011)
    assert reaction.curve.laughter == pytest.approx(cells(45, 46), abs=0.006)


def test_the_shared_draw_is_the_same_in_the_total_and_in_every_cell() -> None:
    """With no other draws, the sums of a measure differ from the truth by one number."""
    shared = [4.0, -8.0, 12.0, -16.0, 20.0]
    draws = [value for draw in shared for value in (draw, 0.0)] + [0.0] * (1 + 5 * len(CURVE))
    reaction = released(batch_with_gaps(wearers=0), DrawRecorder([*draws, -24.0, *[0.0] * len(CURVE)]))
    for name, noise in zip(("smile", "negative", "surprise", "valence", "arousal"), shared, strict=True):
        assert getattr(reaction, name) == round(noise / (3 * K), 2)
        assert getattr(reaction.curve, name) == (noise / K, None, None, noise / K)
    assert reaction.curve.laughter == (-6.0, None, None, -6.0)
    assert reaction.laughter_s == 1.0


def test_numbers_without_noise_are_exact() -> None:
    """Attention, abstention and counts take no draw."""
    noisy, exact = released(batch_with_gaps(), DrawRecorder()), released(batch_with_gaps(), DrawRecorder([0.0] * 99))
    for name in ("plays", "exposed", "watchers", "n", "attention_s", "abstained"):
        assert getattr(noisy, name) == getattr(exact, name)
    assert (noisy.curve.watchers, noisy.curve.n) == (exact.curve.watchers, exact.curve.n)


def test_what_is_withheld_takes_no_draw() -> None:
    """Cells without laughter, a body of too few wearers, a number of too few wearers, a whole reaction."""
    draws = DrawRecorder()
    assert released(batch_with_gaps(wearers=K - 1, sound=[0]), draws).body is None
    laughter = deviations(["shared", "chain", "cell", "step", "step", "step"])
    assert draws.deviations == pytest.approx([*of_totals(), *deviations(["laughter_s"]), *of_curves(), *laughter])
    batch, draws = batch_with_gaps(), DrawRecorder()
    batch.wearers["w0"].hr_bpm.clear()
    body = released(batch, draws).body
    assert body is not None
    assert body.hr_bpm is None
    scr_per_min = 8 * deviations(["body"])[0]
    assert draws.deviations[12:14] == pytest.approx([scr_per_min, deviations(["chain"])[0]])
    draws = DrawRecorder()
    source = NoiseSource(SCALE, draws)
    few = release_reaction(batch, [crowd(K - 1)], EVERY_VISIT, k_reaction=K, at_s=90.0, noise=source)
    assert few is None
    assert draws.deviations == []


def test_an_arousal_of_the_body_that_is_not_published_takes_no_draw() -> None:
    """In a shop. The draw belongs to the next number."""
    draws = DrawRecorder()
    noise = NoiseSource(SCALE, draws)
    batch = batch_with_gaps()
    reaction = release_reaction(
        batch, [batch.with_verdicts], EVERY_VISIT, k_reaction=K, at_s=90.0, noise=noise, body_arousal=False
    )
    assert reaction is not None
    assert reaction.body == ReleasedBody(K, None, 83.0, 6.2)
    assert draws.deviations[11:13] == pytest.approx([wide * deviations(["body"])[0] for wide in (40, 8)])


def test_a_curve_of_which_nothing_is_told_takes_no_draw() -> None:
    """The total alone may leave, as of a feed that joined late."""
    batch = batch_with_gaps(wearers=0, sound=())
    batch.with_sound, batch.cells = [], {}
    draws = DrawRecorder()
    reaction = released(batch, draws)
    assert (reaction.curve.watchers, reaction.curve.smile) == ((), ())
    assert draws.deviations == pytest.approx(of_totals())


def test_laughter_is_told_to_a_thousandth() -> None:
    """A share of many people moves by less than a hundredth with the noise."""
    batch = batch_with_gaps(wearers=0)
    batch.cells[0].with_laughter = 1
    draws = [0.0] * (11 + 5 * len(CURVE) + 7)
    draws[10], draws[-7], draws[-5] = 0.0124, 0.012, 0.02
    reaction = released(batch, DrawRecorder(draws))
    assert reaction.curve.laughter == (0.258, None, None, 0.003)
    assert reaction.laughter_s == 1.003


@pytest.mark.parametrize(("n", "told"), [(99, 0.01), (100, 0.0123)])
def test_what_is_rare_is_told_from_a_hundred_watchers_on(n: int, told: float) -> None:
    """Two decimals of a mean over a hundred people are one person: rounded, what is rare would be nothing."""
    batch = batch_of(crowd(n))
    batch.expression = ExpressionSums(smile=0.01234 * n)
    reaction = release_reaction(batch, [batch.with_verdicts], EVERY_VISIT, k_reaction=K, at_s=90.0)
    assert reaction is not None
    assert (reaction.smile, reaction.curve.smile, reaction.abstained) == (told, (1.0,), 0.2)


def test_without_a_source_numbers_are_exact_and_say_so() -> None:
    """The default of the core, for recordings and tests."""
    assert AudienceRules().noise is NO_NOISE
    batch = batch_with_gaps()
    reaction = release_reaction(batch, [batch.with_verdicts], EVERY_VISIT, k_reaction=K, at_s=90.0)
    assert reaction is not None
    assert (reaction.noise_sd.total, reaction.smile, reaction.curve.smile) == (0.0, 0.0, (0.0, None, None, 0.0))


def test_no_noise_is_none_of_any_size() -> None:
    assert [NO_NOISE.draws.draw_normal(2.0), NO_NOISE.draws.draw_laplace(2.0), NO_NOISE.draws.draw_laplace(0.0)] == [
        0.0
    ] * 3
    assert list(NO_NOISE.draws.draw_distinct_numbers(2, 5)) == [0, 1]


def test_a_cell_that_is_withheld_has_the_shared_draw_and_the_chain_alone() -> None:
    draws = ReactionNoise(NoiseSource(SCALE, DrawRecorder([4.0, 0.0, 1.0, 8.0, 2.0])))
    draws.total_noise("smile")
    assert list(draws.cell_noise("smile", [False, True])) == pytest.approx([5.0, 4.0 + FACTOR + 8.0 + 2.0])


def test_the_audience_hands_its_source_to_each_reaction() -> None:
    """Two creatives are two reactions, with draws of their own, in three seconds without sound."""
    people = [person(enters=1.0, stays=8.0) for _ in range(K)]
    plays = [Showing("a", 1.0, 3.0), Showing("b", 4.0, 3.0)]
    draws = DrawRecorder()
    rules = AudienceRules(k=3, k_reaction=3, unmasked_staff=2, noise=NoiseSource(2.0, draws))
    releases = run_audience(world(*people, plays=plays), rules).releases
    first, second = [release for release in releases if isinstance(release, ReleasedReaction)]
    assert (first.noise_sd.total, second.noise_sd.total) == (4.0, 4.0)
    of_one = len(TOTALS) + 5 * 3 * 2
    assert (first.smile, second.smile) == (round((1 + 2) / K, 2), round((2 * of_one + 3) / K, 2))
    assert len(draws.deviations) == 2 * of_one
