"""Noise on the sums of a reaction: how many draws, of which scales, in which order, and on which number."""

from collections.abc import Sequence

from edge.audience.noise import NO_NOISE, NoiseSource
from edge.audience.people import VisitStay
from edge.audience.reaction_batch import ExpressionSums, ReactionBatch, WearerSums
from edge.audience.reaction_disclosure import release_reaction
from edge.audience.rules import AudienceRules
from edge.events import ReactionCurve, ReleasedBody, ReleasedReaction
from tests.edge.audience.stays import EVERY_VISIT, crowd
from tests.edge.audience.test_reaction_disclosure import batch_of, set_sound
from tests.worlds import Showing, person, run_audience, world

K = 4
SCALE = 0.5
SHARED = [0.5, 0.5, 0.5, 1.0, 1.0, 0.5]  # positive, negative, surprise, valence, arousal, laughter
OWN = [1.0, 1.0, 1.0, 2.0, 2.0, 1.0]  # of a cell, in the same order
BODY = [0.5, 20.0, 4.0]  # arousal, hr_bpm, scr_per_min


class DrawRecorder:
    """Gives 1, 2, 3, ... as draws, or the `values`, and records their scales."""

    def __init__(self, values: Sequence[float] = ()) -> None:
        self.scales: list[float] = []
        self._values = values

    def __call__(self, scale: float) -> float:
        self.scales.append(scale)
        return self._values[len(self.scales) - 1] if self._values else float(len(self.scales))


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


def released(batch: ReactionBatch, draw: DrawRecorder, windows: list[VisitStay] | None = None) -> ReleasedReaction:
    source = NoiseSource(SCALE, draw)
    stays = batch.with_verdicts if windows is None else windows
    reaction = release_reaction(batch, [stays], EVERY_VISIT, k_reaction=K, at_s=90.0, noise=source)
    assert reaction is not None
    return reaction


def test_draws_come_in_the_order_of_the_message_totals_before_cells() -> None:
    """One draw for each measure and each number of a body, then one of its own for each cell that is told."""
    draw = DrawRecorder()
    reaction = released(batch_with_gaps(), draw)
    assert reaction.curve.n == (K, None, None, K)
    assert draw.scales == [*SHARED, *BODY, *(scale for scale in OWN for _ in range(2))]
    assert reaction.noise == SCALE


def test_each_draw_is_on_the_sum_of_its_number() -> None:
    """Before the division by n. A cell has the shared draw of its measure and one of its own."""
    reaction = released(batch_with_gaps(), DrawRecorder())
    n = 3 * K
    assert reaction.n == n
    totals = (reaction.positive, reaction.negative, reaction.surprise, reaction.valence, reaction.arousal)
    assert totals == tuple(round(shared / n, 2) for shared in (1, 2, 3, 4, 5))
    assert reaction.body == ReleasedBody(K, round(7 / K, 2), 80 + 8 / K, round(3 + 9 / K, 1))
    own = iter(range(10, 22))

    def cells(shared: int) -> tuple[float | None, ...]:
        return ((shared + next(own)) / K, None, None, (shared + next(own)) / K)

    assert reaction.curve == ReactionCurve(
        1, (K, 2, K - 2, K), (K, None, None, K), cells(1), cells(2), cells(3), cells(4), cells(5), cells(6)
    )


def test_the_shared_draw_is_the_same_in_the_total_and_in_every_cell() -> None:
    """With no draws of cells, the sums of a measure differ from the truth by one number."""
    shared = [4.0, -8.0, 12.0, -16.0, 20.0, -24.0]
    reaction = released(batch_with_gaps(wearers=0), DrawRecorder([*shared, *[0.0] * 12]))
    for name, noise in zip(("positive", "negative", "surprise", "valence", "arousal"), shared, strict=False):
        assert getattr(reaction, name) == round(noise / (3 * K), 2)
        assert getattr(reaction.curve, name) == (noise / K, None, None, noise / K)
    assert reaction.curve.laughter == (-6.0, None, None, -6.0)


def test_numbers_without_noise_are_exact() -> None:
    """Attention, laughter in seconds, abstention and counts take no draw."""
    noisy, exact = released(batch_with_gaps(), DrawRecorder()), released(batch_with_gaps(), DrawRecorder([0.0] * 99))
    for name in ("plays", "exposed", "watchers", "n", "attention_s", "abstained", "laughter_s"):
        assert getattr(noisy, name) == getattr(exact, name)
    assert (noisy.curve.watchers, noisy.curve.n) == (exact.curve.watchers, exact.curve.n)


def test_what_is_withheld_takes_no_draw() -> None:
    """Cells without laughter, a body of too few wearers, a number of too few wearers, a whole reaction."""
    draw = DrawRecorder()
    assert released(batch_with_gaps(wearers=K - 1, sound=[0]), draw).body is None
    assert draw.scales == [*SHARED, *(scale for scale in OWN[:-1] for _ in range(2)), OWN[-1]]
    batch, draw = batch_with_gaps(), DrawRecorder()
    batch.wearers["w0"].hr_bpm.clear()
    body = released(batch, draw).body
    assert body is not None
    assert body.hr_bpm is None
    assert draw.scales[len(SHARED) : len(SHARED) + 2] == [BODY[0], BODY[2]]
    draw = DrawRecorder()
    source = NoiseSource(SCALE, draw)
    few = release_reaction(batch, [crowd(K - 1)], EVERY_VISIT, k_reaction=K, at_s=90.0, noise=source)
    assert few is None
    assert draw.scales == []


def test_laughter_is_told_to_a_thousandth() -> None:
    """A share of many people moves by less than a hundredth with the noise."""
    batch = batch_with_gaps(wearers=0)
    batch.cells[0].with_laughter = 1
    draws = [0.0] * 18
    draws[5], draws[-2] = 0.012, 0.02
    assert released(batch, DrawRecorder(draws)).curve.laughter == (0.258, None, None, 0.003)


def test_without_a_source_numbers_are_exact_and_say_so() -> None:
    """The default of the core, for recordings and tests."""
    assert AudienceRules().noise is NO_NOISE
    batch = batch_with_gaps()
    reaction = release_reaction(batch, [batch.with_verdicts], EVERY_VISIT, k_reaction=K, at_s=90.0)
    assert reaction is not None
    assert (reaction.noise, reaction.positive, reaction.curve.positive) == (0.0, 0.0, (0.0, None, None, 0.0))


def test_the_audience_hands_its_source_to_each_reaction() -> None:
    """Two creatives are two reactions, with draws of their own: 18 each in three seconds without sound."""
    people = [person(enters=1.0, stays=8.0) for _ in range(K)]
    plays = [Showing("a", 1.0, 3.0), Showing("b", 4.0, 3.0)]
    draw = DrawRecorder()
    rules = AudienceRules(k=3, k_reaction=3, unmasked_staff=2, noise=NoiseSource(2.0, draw))
    releases = run_audience(world(*people, plays=plays), rules).releases
    first, second = [release for release in releases if isinstance(release, ReleasedReaction)]
    assert (first.noise, second.noise) == (2.0, 2.0)
    assert (first.positive, second.positive) == (round(1 / K, 2), round(22 / K, 2))
    assert len(draw.scales) == 2 * (len(SHARED) + 5 * 3)
