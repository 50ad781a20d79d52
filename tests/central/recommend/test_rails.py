"""Guard rails: each for itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.recommend.rails import (
    Limits,
    Told,
    booked_plays,
    current_network,
    divide_in_proportion,
    is_little_told,
    largest_step_plays,
    least_plays,
    missing_data_code,
    next_plays,
    retest_plays,
    share_needed_for_k,
)

LIMITS = Limits()
ENOUGH = Told(4, 0, 27, 0.8)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (ENOUGH, None),
        (Told(0, None, None, 1.0), "untold"),
        (Told(3, 0, 60, 1.0), "few_sites"),
        (Told(4, 0, 26, 1.0), "few_weeks"),
        (Told(4, 0, 27, 0.1), None),
    ],
)
def test_data_that_do_not_allow_a_judgement(told: Told, code: str | None) -> None:
    """Four shops, four weeks."""
    assert missing_data_code(told, LIMITS) == code


def test_below_four_fifths_of_the_visits_there_is_a_warning() -> None:
    assert [is_little_told(Told(4, 0, 27, share), LIMITS) for share in (0.8, 0.799, None)] == [False, True, True]


def test_a_retest_is_a_whole_day_in_four_weeks() -> None:
    """Of 100 turns at two a day two, so that 28 days hold one at least."""
    assert retest_plays(100, 2, LIMITS) == 2
    assert retest_plays(56, 2, LIMITS) == 1


def test_the_quietest_cell_that_can_tell_decides() -> None:
    assert share_needed_for_k([60.0, 240.0], 10) == pytest.approx(1 / 6)
    assert share_needed_for_k([60.0, 9.9], 10) == pytest.approx(1 / 6)
    assert share_needed_for_k([9.9], 10) is None
    assert share_needed_for_k([], 10) is None
    assert share_needed_for_k([10.0], 10) == 1.0


def test_a_step_is_ten_points() -> None:
    assert [largest_step_plays(plays, LIMITS) for plays in (9, 10, 96, 100, 1000)] == [0, 1, 9, 10, 100]


def test_a_booked_share_is_no_less_than_was_booked() -> None:
    assert [booked_plays(share, 96) for share in (0.0, 0.2, 0.25, 1.0)] == [0, 20, 24, 96]
    assert booked_plays(0.1, 30) == 3


def test_so_few_plays_that_they_tell_nothing_are_none() -> None:
    assert least_plays(100, 0.04, LIMITS) == 5
    assert least_plays(100, 0.05, LIMITS) == 5
    assert least_plays(100, 0.051, LIMITS) == 0
    assert least_plays(100, 0.0, Limits(least=0.0)) == 0


@given(st.lists(st.integers(0, 50), max_size=8), st.data())
def test_a_total_is_divided_in_proportion(wants: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(wants)))
    parts = divide_in_proportion(total, wants)
    assert sum(parts) == total
    for part, want in zip(parts, wants, strict=True):
        assert 0 <= part <= want
        assert not wants or not sum(wants) or abs(part - total * want / sum(wants)) < 1


weights = st.integers(0, 100)


@given(st.lists(st.tuples(weights, weights, st.booleans()), min_size=1, max_size=8), st.integers(0, 30))
def test_no_step_is_longer_than_the_longest(rows: list[tuple[int, int, bool]], most: int) -> None:
    """The sum stays, nobody goes past its goal, and the way ends there."""
    present, goal, first = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    goal[-1] = max(0, sum(present) - sum(goal[:-1]))
    after = next_plays(present, goal, most, first)
    assert sum(after) == sum(present)
    for now, then, end in zip(present, after, goal, strict=True):
        assert abs(then - now) <= most
        assert min(now, end) <= then <= max(now, end)
    if sum(goal) == sum(present) and most:
        for _ in range(400):
            after = next_plays(after, goal, most, first)
        assert after == goal


def test_what_was_booked_comes_first() -> None:
    assert next_plays([50, 30, 20], [60, 0, 40], 10, [False, False, True]) == [50, 20, 30]
    assert next_plays([50, 30, 20], [60, 0, 40], 10, [False, False, False]) == [55, 20, 25]


def test_the_network_that_reads_now_counts() -> None:
    """Values of another reader are on another scale; one that a single shop tries does not count yet."""
    people = {"old": dict.fromkeys(range(50), 100), "new": dict.fromkeys(range(50, 57), 100)}
    assert current_network(people) == "new"
    assert current_network({"old": dict.fromkeys(range(57), 100), "new": {56: 10}}) == "old"
    assert current_network({}) is None
    assert current_network({"none": {3: 0}}) is None
