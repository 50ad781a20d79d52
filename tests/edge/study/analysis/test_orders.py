"""Tests of the orders of adverts."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.analysis.orders import balanced_orders, williams_square


@settings(max_examples=30)
@given(st.integers(1, 12))
def test_positions_and_followers_are_balanced(adverts: int) -> None:
    rows = williams_square(adverts)
    times = 1 if adverts % 2 == 0 else 2
    assert len(rows) == times * adverts
    assert all(sorted(row) == list(range(adverts)) for row in rows)
    positions = Counter((position, number) for row in rows for position, number in enumerate(row))
    assert set(positions.values()) == {times}
    followers = Counter(pair for row in rows for pair in pairwise(row))
    assert len(followers) == adverts * (adverts - 1)
    assert set(followers.values()) <= {times}


def test_the_square_of_four_by_hand() -> None:
    assert williams_square(4) == [[0, 1, 3, 2], [1, 2, 0, 3], [2, 3, 1, 0], [3, 0, 2, 1]]


NAMES = ["a", "b", "c", "d"]


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 3))
def test_each_pass_is_balanced(seed: int, passes: int) -> None:
    given_orders = balanced_orders(NAMES, 4 * passes, seed)
    assert len(given_orders) == 4 * passes
    for start in range(0, 4 * passes, 4):
        of_pass = given_orders[start : start + 4]
        assert len({pair for row in of_pass for pair in pairwise(row)}) == 12
        assert all(len({row[position] for row in of_pass}) == 4 for position in range(4))


def test_a_seed_gives_the_same_orders() -> None:
    """Those of more participants begin with those of fewer, so that one may be added."""
    assert balanced_orders(NAMES, 10, 1) == balanced_orders(NAMES, 12, 1)[:10]
    assert balanced_orders(NAMES, 12, 1) != balanced_orders(NAMES, 12, 2)
    assert len({tuple(row) for seed in range(40) for row in balanced_orders(NAMES, 1, seed)}) > 10


def test_passes_are_shuffled_anew() -> None:
    given_orders = balanced_orders(NAMES, 40, 3)
    assert len({tuple(map(tuple, given_orders[start : start + 4])) for start in range(0, 40, 4)}) > 1


def test_wrong_orders_are_refused() -> None:
    with pytest.raises(ValueError, match="occurs twice"):
        balanced_orders(["a", "b", "a"], 1, 1)
    with pytest.raises(ValueError, match="give at least one"):
        balanced_orders([], 1, 1)
    with pytest.raises(ValueError, match="give 0 or more"):
        balanced_orders(NAMES, -1, 1)
    assert balanced_orders(["a"], 2, 1) == [["a"], ["a"]]
