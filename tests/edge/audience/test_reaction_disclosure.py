"""Privacy rules of a reaction: each number with just enough people behind it, and with one too few."""

import pytest

from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.reaction_batch import CurveCell, ExpressionSums, ReactionBatch, WearerSums
from edge.audience.reaction_disclosure import has_enough_cells, release_reaction
from edge.events import ReleasedBody, ReleasedReaction
from tests.edge.audience.stays import EVERY_VISIT, ONE_STRETCH, K, crowd, queue


def batch_of(*cells: list[VisitStay], **changes: object) -> ReactionBatch:
    """Batch whose n are all stays with a verdict in a cell. Each has happiness 1 there."""
    everybody = list({id(stay): stay for cell in cells for stay in cell}.values())
    batch = ReactionBatch("ad", None, 0.0, 60.0, 3, len(everybody), len(everybody), 10.0, everybody)
    batch.expression = ExpressionSums(smile=float(len(everybody)))
    batch.attentive_with_verdicts_s, batch.abstained_s = 10.0, 2.0
    batch.cells = {
        second: CurveCell(len(cell), list(cell), ExpressionSums(smile=float(len(cell))))
        for second, cell in enumerate(cells)
    }
    for name, value in changes.items():
        setattr(batch, name, value)
    return batch


def reaction(batch: ReactionBatch, people: PeopleLowerBound = EVERY_VISIT, k: int = K) -> ReleasedReaction | None:
    return release_reaction(batch, [batch.with_verdicts], people, k_reaction=k, at_s=90.0)


def released(batch: ReactionBatch, people: PeopleLowerBound = EVERY_VISIT) -> ReleasedReaction:
    result = reaction(batch, people)
    assert result is not None
    return result


def test_a_reaction_needs_verdicts_of_k_people() -> None:
    """One person fewer is not enough, and neither are many visits that one person may have made."""
    assert reaction(batch_of(crowd(K - 1))) is None
    assert reaction(batch_of(crowd(K))) is not None
    assert reaction(batch_of(queue(K + 3)), ONE_STRETCH) is None
    assert reaction(batch_of(crowd(K)), ONE_STRETCH) is not None


def test_the_windows_of_a_reaction_need_k_people() -> None:
    """This holds even where the bound of the set alone is enough. One run of windows with k people is enough."""
    batch = batch_of(crowd(K))
    assert release_reaction(batch, [crowd(K)], ONE_STRETCH, k_reaction=K, at_s=90.0) is not None
    assert release_reaction(batch, [crowd(K - 1)], ONE_STRETCH, k_reaction=K, at_s=90.0) is None
    assert release_reaction(batch, [crowd(K - 1), crowd(K)], ONE_STRETCH, k_reaction=K, at_s=90.0) is not None


def test_a_mean_needs_at_least_one_person() -> None:
    """With k = 0 a reaction still needs one person with verdicts, and a cell one verdict."""
    assert reaction(batch_of([]), k=0) is None
    one = reaction(batch_of(crowd(1), []), k=0)
    assert one is not None
    assert one.curve.n == (1, None)


def test_the_numbers_of_a_reaction() -> None:
    """Means over the n and over the exposed, and the share of abstention, all rounded."""
    batch = batch_of(crowd(K), exposed=6, watchers=5, attentive_s=25.5, abstained_s=1.26)
    batch.expression = ExpressionSums(smile=1.337, negative=0.5, surprise=0.777, valence=-1.234, arousal=2.345)
    result = released(batch)
    assert (result.at_s, result.from_s, result.to_s, result.k, result.creative) == (90.0, 0.0, 60.0, K, "ad")
    assert (result.plays, result.exposed, result.watchers, result.n) == (3, 6, 5, K)
    assert (result.attention_s, result.abstained) == (4.2, 0.13)
    assert (result.smile, result.negative, result.surprise) == (0.33, 0.12, 0.19)
    assert (result.valence, result.arousal) == (-0.31, 0.59)
    assert (result.laughter_s, result.body, result.experiment) == (None, None, None)


def test_minus_zero_is_written_as_zero() -> None:
    """A negative value that is rounded to 0 becomes 0.0."""
    batch = batch_of(crowd(K))
    batch.expression = ExpressionSums(valence=-0.01)
    assert str(released(batch).valence) == "0.0"


def test_a_cell_needs_verdicts_of_k_people() -> None:
    """A cell with fewer has no numbers, but always its number of watchers."""
    weak = [crowd(K - 1), crowd(K - 1)]
    batch = batch_of(crowd(K), *weak)
    batch.cells[1].watchers = 2
    curve = released(batch).curve
    assert curve.step_s == 1
    assert curve.watchers == (K, 2, K - 1)
    assert curve.n == (K, None, None)
    for numbers in (curve.smile, curve.negative, curve.surprise, curve.valence, curve.arousal):
        assert [number is None for number in numbers] == [False, True, True]


def test_each_cell_has_the_means_of_its_own_second() -> None:
    """Each of the five numbers is in its second. A second that no play showed is empty."""
    batch = batch_of(crowd(K), crowd(K))
    batch.cells[0].expression = ExpressionSums(2.0, 1.0, 0.5, -4.0, 6.0)
    batch.cells[3] = batch.cells.pop(1)
    curve = released(batch).curve
    assert curve.n == (K, None, None, K)
    assert curve.watchers == (K, 0, 0, K)
    assert curve.smile == (0.5, None, None, 1.0)
    assert (curve.negative[0], curve.surprise[0], curve.valence[0], curve.arousal[0]) == (0.25, 0.12, -1.0, 1.5)
    assert curve.laughter == (None, None, None, None)


def test_one_small_cell_withholds_the_smallest_full_cell() -> None:
    """Otherwise the total minus the cells would be about the few people in the small cell."""
    few, some, most = crowd(2), crowd(K), crowd(K + 1)
    assert released(batch_of(most, some, few)).curve.n == (K + 1, None, None)


def test_small_cells_that_hide_each_other_withhold_no_full_cell() -> None:
    """Together the small cells are about k people."""
    one, two = crowd(2), crowd(K - 2)
    assert released(batch_of(crowd(K), one, two)).curve.n == (K, None, None)


def test_few_people_with_fewer_seconds_withhold_a_cell() -> None:
    """Their means are over fewer seconds: twice the total minus both cells would be about them alone."""
    long, short = crowd(K), crowd(K - 1)
    assert released(batch_of(long + short, long)).curve.n == (2 * K - 1, None)


def test_many_people_with_fewer_seconds_withhold_no_cell() -> None:
    """Any subtraction leaves k people in the first second."""
    long, short = crowd(K), crowd(K)
    assert released(batch_of(long + short, long)).curve.n == (2 * K, K)
    few = crowd(1)
    assert released(batch_of(long + short + few, long + few, long, few + crowd(K))).curve.n[0] == 2 * K + 1


def test_groups_in_different_seconds_withhold_no_cell() -> None:
    """All visits in a second have the same weight, so subtraction removes a whole group or nothing."""
    one, other = crowd(K), crowd(K)
    assert released(batch_of(one, one, other, other, other)).curve.n == (K,) * 5
    assert released(batch_of(one, one, [], other)).curve.n == (K, K, None, K)


def test_empty_cells_withhold_no_cell() -> None:
    """Subtraction gains nothing from an empty cell."""
    assert released(batch_of(crowd(K), [])).curve.n == (K, None)


def test_cells_are_withheld_until_the_withheld_people_are_enough() -> None:
    """Withholding goes on to the last cell if it must."""
    one = crowd(1)
    cells = [crowd(K), crowd(K + 1), one, one]
    assert released(batch_of(*cells)).curve.n == (None, K + 1, None, None)
    same = crowd(K)
    assert released(batch_of(same, same[:-1])).curve.n == (None, None)


def test_of_cells_with_equally_few_people_the_one_with_fewer_visits_is_withheld_then_the_earlier() -> None:
    """The order makes the release deterministic."""
    weak = crowd(1)
    as_few_people = [*crowd(K), VisitStay(30, 40)]
    assert released(batch_of(as_few_people, crowd(K), weak), ONE_STRETCH).curve.n == (K + 1, None, None)
    assert released(batch_of(crowd(K), crowd(K), weak)).curve.n == (None, K, None)


def test_the_cell_with_the_fewest_people_is_withheld_not_the_one_with_the_fewest_visits() -> None:
    """Six visits that may be of four people count less than five visits of five people."""
    four_people = [*crowd(K), VisitStay(30, 40), VisitStay(50, 60)]
    assert released(batch_of(crowd(K + 1), four_people, crowd(1)), ONE_STRETCH).curve.n == (K + 1, None, None)


@pytest.mark.parametrize(("cells", "may_be_empty"), [(1, 0), (4, 0), (5, 1), (9, 1), (10, 2), (15, 3)])
def test_four_fifths_of_the_cells_are_enough(cells: int, may_be_empty: int) -> None:
    """80 % of the cells is enough, one cell less is not."""
    full, few = [crowd(K) for _ in range(cells - may_be_empty)], [crowd(K - 1)] * may_be_empty
    assert has_enough_cells(batch_of(*full, *few), EVERY_VISIT, k_reaction=K)
    assert not has_enough_cells(batch_of(*full[1:], *few, crowd(K - 1)), EVERY_VISIT, k_reaction=K)


def test_a_cell_is_checked_again_when_it_may_have_enough_people() -> None:
    """Not before so many have joined, and then it stays full."""
    batch = batch_of(queue(K + 3))
    cell = batch.cells[0]
    assert not has_enough_cells(batch, ONE_STRETCH, k_reaction=K)
    assert cell.check_from == 2 * K + 2
    unchecked, joined = crowd(cell.check_from - 1), [*cell.with_verdict, *crowd(K - 1)]
    for with_verdict, is_enough in [(unchecked, False), (joined, True), (queue(len(joined)), True), ([], True)]:
        cell.with_verdict = with_verdict
        assert has_enough_cells(batch, ONE_STRETCH, k_reaction=K) is is_enough


@pytest.mark.parametrize("k", [0, 1])
def test_one_person_fills_a_cell_where_k_asks_for_no_more(k: int) -> None:
    """An empty cell is not full even with k = 0."""
    assert has_enough_cells(batch_of(crowd(1)), EVERY_VISIT, k_reaction=k)
    assert not has_enough_cells(batch_of([]), EVERY_VISIT, k_reaction=k)


def set_sound(batch: ReactionBatch, second: int, stays: list[VisitStay], with_laughter: int) -> None:
    batch.cells[second].sound_s, batch.cells[second].with_laughter = dict.fromkeys(stays, 1.0), with_laughter


def test_laughter_needs_k_exposed_people() -> None:
    """The total and each second need k people with sound. They need no verdicts."""
    batch = batch_of(crowd(K), [], [], with_sound=crowd(K), laughter_s=3.0)
    set_sound(batch, 0, crowd(K), 1)
    set_sound(batch, 1, batch.with_sound, K)
    result = released(batch)
    assert result.laughter_s == 0.75
    assert result.curve.laughter == (0.25, 1.0, None)
    batch.with_sound = batch.with_sound[1:]
    silent = released(batch)
    assert silent.laughter_s is None
    assert silent.curve.laughter == (None, None, None)


def test_laughter_cells_are_withheld_like_expression_cells() -> None:
    """The rule of the withheld cells holds for every number with a total and a curve."""
    batch = batch_of(crowd(K), crowd(K), crowd(K), with_sound=crowd(K), laughter_s=3.0)
    for second, count in enumerate([K + 2, K, 1]):
        set_sound(batch, second, crowd(count), 1)
    assert released(batch).curve.laughter == (0.167, None, None)


@pytest.mark.parametrize(("sound_s", "share"), [(0.996, 1.0), (0.99, None)])
def test_seconds_of_sound_that_differ_by_a_hundredth_withhold_the_laughter(sound_s: float, share: float | None) -> None:
    """Of two visits less is known: subtraction would leave the two. Seconds that round to the same are the same."""
    batch = batch_of(crowd(K), with_sound=crowd(K))
    set_sound(batch, 0, batch.with_sound, K)
    batch.cells[0].sound_s.update(dict.fromkeys(batch.with_sound[:2], sound_s))
    assert released(batch).curve.laughter == (share,)


def wearer_sums(count: int, hr: int | None = None) -> dict[str, WearerSums]:
    """Sums of `count` wearers. The first `hr` of them have a heart rate."""
    hr = count if hr is None else hr
    return {f"w{i}": WearerSums(3, 1.0, [80.0, 90.0, 91.2] if i < hr else [], [3.0]) for i in range(count)}


def test_bodies_are_counted_by_wearers() -> None:
    """A body needs k_reaction wearers, each with the mean of its seconds. A value of fewer wearers is None."""
    assert released(batch_of(crowd(K), wearers=wearer_sums(K))).body == ReleasedBody(K, 0.33, 87.1, 3.0)
    assert released(batch_of(crowd(K), wearers=wearer_sums(K - 1))).body is None
    assert released(batch_of(crowd(K), wearers=wearer_sums(K, hr=K - 1))).body == ReleasedBody(K, 0.33, None, 3.0)
    for k, body in [(0, None), (1, ReleasedBody(1, 0.33, None, 3.0))]:
        bare = reaction(batch_of(crowd(K), wearers=wearer_sums(k, hr=0)), k=k)
        assert bare is not None
        assert bare.body == body
    one = reaction(batch_of(crowd(K), wearers=wearer_sums(1)), k=1)
    assert one is not None
    assert one.body == ReleasedBody(1, 0.33, 87.1, 3.0)


def test_a_heart_rate_without_wearers_is_none() -> None:
    """This holds even with k = 0."""
    bare = reaction(batch_of(crowd(K), wearers=wearer_sums(1, hr=0)), k=0)
    assert bare is not None
    assert bare.body == ReleasedBody(1, 0.33, None, 3.0)
