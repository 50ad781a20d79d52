"""Tests of opportunities to see."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.central.reports.by_days.overlap import overlapping_visits

NAN = float("nan")
hours = st.lists(
    st.tuples(st.integers(0, 50), st.floats(1, 60), st.integers(0, 300), st.floats(0, 100), st.floats(1, 3600)),
    max_size=6,
)
Hour = tuple[int, float, int, float, float]


def of(drawn: list[Hour]) -> float | None:
    return overlapping_visits(*([hour[i] for hour in drawn] for i in range(5)))


def test_opportunities_by_hand() -> None:
    """40 plays of 15 s, 180 visits of 45 s in an hour: 40 · 180/3600 · 60 = 120."""
    assert overlapping_visits([40], [15], [180], [45], [3600]) == pytest.approx(120)
    assert overlapping_visits([40, 10], [15, 15], [180, 90], [45, 25], [3600, 1800]) == pytest.approx(120 + 20)


def test_one_play_is_enough() -> None:
    assert overlapping_visits([1], [15], [180], [45], [3600]) == pytest.approx(3)


def test_they_are_the_visits_that_overlap_with_a_play() -> None:
    """Counted one by one, of 20,000 visits that begin at random."""
    rng = np.random.default_rng(1)
    begins, dwell = rng.uniform(0, 36_000, 20_000), 20.0
    plays = np.arange(600, 35_000, 90.0)
    overlaps = sum(int(((begins < play + 15) & (begins + dwell > play)).sum()) for play in plays)
    found = overlapping_visits([plays.size], [15], [20_000], [dwell], [36_000])
    assert found == pytest.approx(overlaps, rel=0.02)


def test_hours_that_were_not_sensed_are_left_out() -> None:
    """Nor do hours without a play count; without any hour there is no number."""
    assert of([(40, 15.0, 180, 45.0, 3600.0), (40, 15.0, 0, NAN, 0.0), (0, NAN, 99, 9.0, 3600.0)]) == pytest.approx(120)
    assert of([(40, 15.0, 0, NAN, 0.0)]) is None
    assert of([(0, 15.0, 180, 45.0, 3600.0)]) is None
    assert of([]) is None


def test_an_hour_without_visits_has_none_to_see() -> None:
    """Its mean dwell is not told."""
    assert of([(40, 15.0, 0, NAN, 3600.0)]) == 0.0


@given(hours, hours)
def test_hours_add_up(some: list[Hour], others: list[Hour]) -> None:
    parts = [part for part in (of(some), of(others)) if part is not None]
    assert of(some + others) == (pytest.approx(sum(parts)) if parts else None)
