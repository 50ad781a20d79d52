"""assignment.py: nobody could be paired for less."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from edge.perception.vision.assignment import Costs, least_cost_pairs
from edge.perception.vision.tracker import NEVER

COST = st.one_of(st.floats(0, 5), st.integers(0, 3).map(float), st.just(NEVER))
TABLES = st.integers(1, 7).flatmap(
    lambda columns: st.lists(st.lists(COST, min_size=columns, max_size=columns), min_size=1, max_size=7)
)


def total(costs: Costs, pairs: list[tuple[int, int]]) -> float:
    return sum(costs[row][column] for row, column in pairs)


def test_the_nearest_is_given_up_where_both_fare_better_so() -> None:
    """1.5 in all, where the first row with its nearest would leave 5 to the second."""
    assert least_cost_pairs([[0.0, 1.0], [0.5, 5.0]]) == [(0, 1), (1, 0)]


def test_whoever_is_one_too_many_goes_without() -> None:
    """Three rows, one column: the cheapest has it. And one row among three columns."""
    assert least_cost_pairs([[3.0], [1.0], [2.0]]) == [(1, 0)]
    assert least_cost_pairs([[3.0, 1.0, 2.0]]) == [(0, 1)]


def test_a_pair_that_cannot_be_is_taken_last() -> None:
    """Two that go together somehow rather than one that goes well and one that goes with nobody."""
    assert least_cost_pairs([[0.1, 4.0], [4.0, NEVER]]) == [(0, 1), (1, 0)]


@given(costs=TABLES)
def test_nobody_could_be_paired_for_less(costs: list[list[float]]) -> None:
    """As many pairs as there are of the fewer, each row and column in one at most, at what scipy's cost."""
    pairs = least_cost_pairs(costs)
    rows, columns = zip(*pairs, strict=True)
    assert list(rows) == sorted(set(rows))
    assert len(set(columns)) == len(pairs) == min(len(costs), len(costs[0]))
    least = list(zip(*(found.tolist() for found in linear_sum_assignment(np.array(costs))), strict=True))
    assert abs(total(costs, pairs) - total(costs, least)) < 1e-6
