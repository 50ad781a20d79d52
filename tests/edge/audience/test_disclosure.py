"""What may be told of a batch: each number with just enough people behind it, and with one too few."""

from dataclasses import replace

import pytest

from edge.audience.disclosure import (
    ROUNDING_S,
    CurveCell,
    ExpressionSums,
    ReactionBatch,
    VisitSummary,
    WearerSums,
    WindowBatch,
    has_enough_cells,
    release_reaction,
    release_window,
)
from edge.audience.people import PeopleLowerBound, Stay
from edge.events import ReleasedBody, ReleasedReaction, ReleasedWindow

EVERY_VISIT = PeopleLowerBound(matched=False, same_person_s=60, span_s=3600, staff=1, begins_s=[])
ONE_STRETCH = PeopleLowerBound(matched=True, same_person_s=60, span_s=3600, staff=1, begins_s=[0.0])
K = 4


def crowd(count: int, at_s: float = 0.0) -> list[Stay]:
    """So many who are there at one moment."""
    return [Stay(at_s, at_s + 10) for _ in range(count)]


def queue(count: int) -> list[Stay]:
    """So many visits one after the other, which one person may have made."""
    return [Stay(20.0 * i, 20.0 * i + 10) for i in range(count)]


def window(
    visits: list[VisitSummary], people: PeopleLowerBound = EVERY_VISIT, k: int = K, **changes: float | None
) -> ReleasedWindow | None:
    batch = replace(WindowBatch(0.0, 60.0, visits, coverage=0.987, level_db=-41.26), **changes)  # type: ignore[arg-type]
    return release_window(batch, people, k=k, k_reaction=K + 2, at_s=90.0)


def visited(stays: list[Stay], dwell_s: float = 3.0, attentive_s: float = 1.0) -> list[VisitSummary]:
    return [VisitSummary(stay, dwell_s, attentive_s) for stay in stays]


def batch_of(*cells: list[Stay], **changes: object) -> ReactionBatch:
    """A batch whose n are all that have a verdict in a cell; each has happiness 1 there."""
    everybody = list({id(stay): stay for cell in cells for stay in cell}.values())
    batch = ReactionBatch("ad", None, 0.0, 60.0, 3, len(everybody), len(everybody), 10.0, everybody)
    batch.expression = ExpressionSums(positive=float(len(everybody)))
    batch.read_attentive_s, batch.abstained_s = 10.0, 2.0
    batch.cells = {
        second: CurveCell(len(cell), list(cell), ExpressionSums(positive=float(len(cell))))
        for second, cell in enumerate(cells)
    }
    for name, value in changes.items():
        setattr(batch, name, value)
    return batch


def reaction(batch: ReactionBatch, people: PeopleLowerBound = EVERY_VISIT, k: int = K) -> ReleasedReaction | None:
    return release_reaction(batch, batch.read, people, k_reaction=k, at_s=90.0)


def told(batch: ReactionBatch, people: PeopleLowerBound = EVERY_VISIT) -> ReleasedReaction:
    result = reaction(batch, people)
    assert result is not None
    return result


def test_a_window_is_about_k_people() -> None:
    """With one fewer there is none, and what one person may have made in k visits is not k people."""
    assert window(visited(crowd(K - 1))) is None
    assert window(visited(crowd(K))) is not None
    assert window(visited(queue(K + 3)), ONE_STRETCH) is None
    assert window(visited(crowd(K)), ONE_STRETCH) is not None


def test_with_no_k_an_empty_window_is_told() -> None:
    """Its counts are 0 and the mean of nobody is null."""
    result = window([], k=0)
    assert result is not None
    assert (result.visits, result.watchers, result.dwell_s) == (0, 0, None)
    assert set(result.looked.values()) == set(result.dwell.values()) == {0}


def test_the_numbers_of_a_window() -> None:
    """Counts by attention at least, by dwell in steps; watchers are those of one second; rounded."""
    visits = [
        VisitSummary(Stay(0, 9), dwell_s, attentive_s)
        for dwell_s, attentive_s in [(1.9999, 0.49), (1.99, 0.5), (5, 0.9999), (14.9, 1.0), (29, 2.0), (75, 5.0)]
    ]
    assert window(visits) == ReleasedWindow(
        at_s=90.0,
        from_s=0.0,
        to_s=60.0,
        k=K,
        visits=6,
        watchers=4,
        dwell_s=21.3,
        looked={"0.5": 5, "1": 4, "2": 2, "5": 1},
        dwell={"0": 1, "2": 1, "5": 2, "15": 1, "30": 0, "60": 1},
        coverage=0.99,
        level_db=-41.3,
    )


def test_the_sound_level_is_a_number_from_voices() -> None:
    """It needs k_reaction people in the window, and sound."""
    loud, quiet = window(visited(crowd(K + 2))), window(visited(crowd(K + 1)))
    assert loud is not None
    assert loud.level_db == -41.3
    assert quiet is not None
    assert quiet.level_db is None
    deaf = window(visited(crowd(K + 2)), level_db=None)
    assert deaf is not None
    assert deaf.level_db is None


def test_a_reaction_has_verdicts_of_k_people() -> None:
    """Not of one fewer, and not of one person in k visits."""
    assert reaction(batch_of(crowd(K - 1))) is None
    assert reaction(batch_of(crowd(K))) is not None
    assert reaction(batch_of(queue(K + 3)), ONE_STRETCH) is None
    assert reaction(batch_of(crowd(K)), ONE_STRETCH) is not None


def test_the_windows_of_a_reaction_are_about_k_people() -> None:
    """Even where the bound of the set alone would let it pass."""
    batch = batch_of(crowd(K))
    assert release_reaction(batch, crowd(K), ONE_STRETCH, k_reaction=K, at_s=90.0) is not None
    assert release_reaction(batch, crowd(K - 1), ONE_STRETCH, k_reaction=K, at_s=90.0) is None


def test_nobody_has_no_mean() -> None:
    """With k = 0 a reaction still needs one who was read, a cell one verdict."""
    assert reaction(batch_of([]), k=0) is None
    one = reaction(batch_of(crowd(1), []), k=0)
    assert one is not None
    assert one.curve.n == (1, None)


def test_the_numbers_of_a_reaction() -> None:
    """Means over the n, over the exposed, over those who heard; the share of abstention; all rounded."""
    batch = batch_of(crowd(K), exposed=6, watchers=5, attentive_s=25.5, abstained_s=1.26)
    batch.expression = ExpressionSums(positive=1.337, negative=0.5, surprise=0.777, valence=-1.234, arousal=2.345)
    result = told(batch)
    assert (result.at_s, result.from_s, result.to_s, result.k, result.creative) == (90.0, 0.0, 60.0, K, "ad")
    assert (result.plays, result.exposed, result.watchers, result.n) == (3, 6, 5, K)
    assert (result.attention_s, result.abstained) == (4.2, 0.13)
    assert (result.positive, result.negative, result.surprise) == (0.33, 0.12, 0.19)
    assert (result.valence, result.arousal) == (-0.31, 0.59)
    assert (result.laughter_s, result.body, result.experiment) == (None, None, None)


def test_there_is_no_minus_nothing() -> None:
    """What is rounded to 0 from below reads 0.0."""
    batch = batch_of(crowd(K))
    batch.expression = ExpressionSums(valence=-0.01)
    assert str(told(batch).valence) == "0.0"


def test_a_cell_has_verdicts_of_k_people() -> None:
    """One with fewer is null with all its numbers; its watchers are told in any case."""
    weak = [crowd(K - 1), crowd(K - 1)]
    batch = batch_of(crowd(K), *weak)
    batch.cells[1].watchers = 2
    curve = told(batch).curve
    assert curve.step_s == 1
    assert curve.watchers == (K, 2, K - 1)
    assert curve.n == (K, None, None)
    for numbers in (curve.positive, curve.negative, curve.surprise, curve.valence, curve.arousal):
        assert [number is None for number in numbers] == [False, True, True]


def test_each_cell_is_the_mean_of_its_own() -> None:
    """The five numbers, each in its place, second by second; a second that no play showed is empty."""
    batch = batch_of(crowd(K), crowd(K))
    batch.cells[0].expression = ExpressionSums(2.0, 1.0, 0.5, -4.0, 6.0)
    batch.cells[3] = batch.cells.pop(1)
    curve = told(batch).curve
    assert curve.n == (K, None, None, K)
    assert curve.watchers == (K, 0, 0, K)
    assert curve.positive == (0.5, None, None, 1.0)
    assert (curve.negative[0], curve.surprise[0], curve.valence[0], curve.arousal[0]) == (0.25, 0.12, -1.0, 1.5)
    assert curve.laughter == (None, None, None, None)


def test_a_lone_weak_cell_takes_the_weakest_full_one_with_it() -> None:
    """Else the total less the cells would be about the few in it."""
    few, some, most = crowd(2), crowd(K), crowd(K + 1)
    assert told(batch_of(most, some, few)).curve.n == (K + 1, None, None)


def test_weak_cells_that_hide_each_other_take_none_with_them() -> None:
    """Together they are about k people."""
    one, two = crowd(2), crowd(K - 2)
    assert told(batch_of(crowd(K), one, two)).curve.n == (K, None, None)


def test_few_who_looked_for_shorter_take_a_cell_with_them() -> None:
    """Their mean is over fewer seconds: twice the total less both cells would be about them alone."""
    long, short = crowd(K), crowd(K - 1)
    assert told(batch_of(long + short, long)).curve.n == (2 * K - 1, None)


def test_many_who_looked_for_shorter_take_none_with_them() -> None:
    """Whatever is subtracted, k people remain in the first second."""
    long, short = crowd(K), crowd(K)
    assert told(batch_of(long + short, long)).curve.n == (2 * K, K)
    few = crowd(1)
    assert told(batch_of(long + short + few, long + few, long, few + crowd(K))).curve.n[0] == 2 * K + 1


def test_groups_that_saw_different_seconds_take_none_with_them() -> None:
    """In each second all looked for as long, so a group goes out whole or not at all."""
    one, other = crowd(K), crowd(K)
    assert told(batch_of(one, one, other, other, other)).curve.n == (K,) * 5
    assert told(batch_of(one, one, [], other)).curve.n == (K, K, None, K)


def test_empty_cells_take_none_with_them() -> None:
    """There is nothing to be had by subtraction."""
    assert told(batch_of(crowd(K), [])).curve.n == (K, None)


def test_one_person_in_many_weak_cells_takes_as_many_as_it_needs() -> None:
    """Withholding goes on until the withheld are enough, to the last cell."""
    one = crowd(1)
    cells = [crowd(K), crowd(K + 1), one, one]
    assert told(batch_of(*cells)).curve.n == (None, K + 1, None, None)
    same = crowd(K)
    assert told(batch_of(same, same[:-1])).curve.n == (None, None)


def test_of_cells_with_as_few_people_that_with_fewer_visits_goes_then_the_earlier() -> None:
    """So that the same batch always gives the same message."""
    weak = crowd(1)
    as_few_people = [*crowd(K), Stay(30, 40)]
    assert told(batch_of(as_few_people, crowd(K), weak), ONE_STRETCH).curve.n == (K + 1, None, None)
    assert told(batch_of(crowd(K), crowd(K), weak)).curve.n == (None, K, None)


def test_of_cells_that_with_the_fewest_people_goes_not_that_with_the_fewest_visits() -> None:
    """Six visits that may be of four people weigh less than five of five."""
    four_people = [*crowd(K), Stay(30, 40), Stay(50, 60)]
    assert told(batch_of(crowd(K + 1), four_people, crowd(1)), ONE_STRETCH).curve.n == (K + 1, None, None)


@pytest.mark.parametrize(("cells", "may_be_empty"), [(1, 0), (4, 0), (5, 1), (9, 1), (10, 2), (15, 3)])
def test_four_fifths_of_the_cells_are_enough(cells: int, may_be_empty: int) -> None:
    """Exactly 80 %, not one cell less."""
    full = [crowd(K) for _ in range(cells - may_be_empty)]
    enough = batch_of(*full, *([crowd(K - 1)] * may_be_empty))
    assert has_enough_cells(enough, EVERY_VISIT, k_reaction=K)
    if full:
        enough.cells[0].read.pop()
        assert not has_enough_cells(enough, EVERY_VISIT, k_reaction=K)


def heard_by(batch: ReactionBatch, second: int, stays: list[Stay], laughed: int) -> None:
    batch.cells[second].heard, batch.cells[second].laughed = dict.fromkeys(stays, 1.0), laughed


def test_laughter_needs_k_exposed_people() -> None:
    """For the whole, and in each second; it needs nobody's verdict there."""
    batch = batch_of(crowd(K), [], [], heard=crowd(K), laughter_s=3.0)
    heard_by(batch, 0, crowd(K), 1)
    heard_by(batch, 1, batch.heard, K)
    result = told(batch)
    assert result.laughter_s == 0.8
    assert result.curve.laughter == (0.25, 1.0, None)
    batch.heard = batch.heard[1:]
    deaf = told(batch)
    assert deaf.laughter_s is None
    assert deaf.curve.laughter == (None, None, None)


def test_weak_seconds_of_laughter_hide_each_other_too() -> None:
    """The rule of the withheld cells holds for whatever has a total and a curve."""
    batch = batch_of(crowd(K), crowd(K), crowd(K), heard=crowd(K), laughter_s=3.0)
    for second, count in enumerate([K + 2, K, 1]):
        heard_by(batch, second, crowd(count), 1)
    assert told(batch).curve.laughter == (0.17, None, None)


def worn(count: int, hr: int | None = None) -> dict[str, WearerSums]:
    """So many wearers, the first `hr` of them with a heart rate."""
    hr = count if hr is None else hr
    return {f"w{i}": WearerSums(3, 1.0, [80.0, 90.0, 91.2] if i < hr else [], [3.0]) for i in range(count)}


def test_bodies_are_counted_by_wearers() -> None:
    """k_reaction of them, each by the mean of its seconds; a value that fewer have is null."""
    assert told(batch_of(crowd(K), wearers=worn(K))).body == ReleasedBody(K, 0.33, 87.1, 3.0)
    assert told(batch_of(crowd(K), wearers=worn(K - 1))).body is None
    assert told(batch_of(crowd(K), wearers=worn(K, hr=K - 1))).body == ReleasedBody(K, 0.33, None, 3.0)
    for k, body in [(0, None), (1, ReleasedBody(1, 0.33, None, 3.0))]:
        bare = reaction(batch_of(crowd(K), wearers=worn(k, hr=0)), k=k)
        assert bare is not None
        assert bare.body == body
    one = reaction(batch_of(crowd(K), wearers=worn(1)), k=1)
    assert one is not None
    assert one.body == ReleasedBody(1, 0.33, 87.1, 3.0)


def test_a_heart_rate_that_nobody_has_is_null() -> None:
    """Even with no k."""
    bare = reaction(batch_of(crowd(K), wearers=worn(1, hr=0)), k=0)
    assert bare is not None
    assert bare.body == ReleasedBody(1, 0.33, None, 3.0)


def test_what_is_missing_by_rounding_is_there() -> None:
    """A second less a thousandth is a second, of attention and of dwell."""
    result = window([VisitSummary(Stay(0, 9), 2 - ROUNDING_S, 0.5 - ROUNDING_S)] * K)
    assert result is not None
    assert result.looked["0.5"] == result.dwell["2"] == K
