"""Tests of assignment.py: no other assignment costs less."""

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


def test_lowest_total_cost_beats_the_cheapest_pair() -> None:
    """A total of 1.5; the cheapest pair of the first row would leave a cost of 5 to the second."""
    assert least_cost_pairs([[0.0, 1.0], [0.5, 5.0]]) == [(0, 1), (1, 0)]


def test_extra_rows_or_columns_stay_without_a_pair() -> None:
    """Three rows and one column, and one row and three columns: the cheapest pair is chosen."""
    assert least_cost_pairs([[3.0], [1.0], [2.0]]) == [(1, 0)]
    assert least_cost_pairs([[3.0, 1.0, 2.0]]) == [(0, 1)]


def test_impossible_pair_is_the_last_choice() -> None:
    """Two possible pairs are better than one cheap pair and one impossible pair."""
    assert least_cost_pairs([[0.1, 4.0], [4.0, NEVER]]) == [(0, 1), (1, 0)]


@given(costs=TABLES)
def test_total_cost_equals_that_of_scipy(costs: list[list[float]]) -> None:
    """As many pairs as the smaller side has, each row and column in at most one, at the cost of scipy's solution."""
    pairs = least_cost_pairs(costs)
    rows, columns = zip(*pairs, strict=True)
    assert list(rows) == sorted(set(rows))
    assert len(set(columns)) == len(pairs) == min(len(costs), len(costs[0]))
    least = list(zip(*(indices.tolist() for indices in linear_sum_assignment(np.array(costs))), strict=True))
    assert abs(total(costs, pairs) - total(costs, least)) < 1e-6
