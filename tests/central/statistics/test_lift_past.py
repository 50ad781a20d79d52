"""A shop's own week comes from its past alone, and only as far as it came again."""

import numpy as np
import pytest

from central.statistics.lift import without_effects
from central.statistics.lift_past import own_week
from edge.statistics.columns import Floats

WEEKDAYS = np.arange(56) % 7


def past(rhythm: float, noise: float, days: int = 56) -> Floats:
    rng = np.random.default_rng(1)
    own = rng.normal(0, rhythm, (20, 7))
    return 3.0 + own[:, WEEKDAYS[:days]] + rng.normal(0, 0.2, (1, days)) + rng.normal(0, noise, (20, days))


def test_a_week_that_comes_again_is_taken_out() -> None:
    found = own_week(past(0.5, 0.05), WEEKDAYS)
    assert found.share == pytest.approx(1.0, abs=0.02)
    before, cells = past(0.5, 0.05), np.ones((20, 56), dtype=bool)
    after = before - found.expected(WEEKDAYS)
    assert without_effects(after, cells).std() < 0.2 * without_effects(before, cells).std()
    assert np.abs(found.values.mean(axis=1)).max() < 1e-9


def test_chance_is_hardly_taken_for_a_week() -> None:
    assert own_week(past(0.0, 0.5), WEEKDAYS).share < 0.3


def test_half_of_the_past_decides_how_much() -> None:
    """With as much chance as rhythm the slope of the halves is below 1, and the whole past knows more than a half."""
    found = own_week(past(0.2, 0.4), WEEKDAYS)
    assert 0.4 < found.share < 0.95


@pytest.mark.parametrize(("days", "shops"), [(27, 20), (0, 20), (56, 1)])
def test_a_short_past_or_one_shop_has_no_own_week(days: int, shops: int) -> None:
    found = own_week(past(0.5, 0.1)[:shops, :days], WEEKDAYS[:days])
    assert found.share == 0.0
    assert (found.expected(WEEKDAYS) == 0).all()
    assert own_week(past(0.5, 0.05, 28), WEEKDAYS[:28]).share > 0.9


def test_a_past_without_totals_has_no_own_week() -> None:
    assert own_week(np.full((5, 56), np.nan), WEEKDAYS).share == 0.0


def test_a_week_that_turns_around_or_grows_is_taken_out_not_at_all_or_once() -> None:
    """The share is between 0 and 1. A weekday without a total in a half does not count."""
    week = np.array([0.5, -0.5, 0.2, 0.0, 0.0, -0.2, 0.0])
    weeks = np.array([[1.0], [-1.0]]) * week[WEEKDAYS]
    growing = np.concatenate([weeks[:, :28], 2.0 * weeks[:, 28:]], axis=1)
    turning = np.concatenate([weeks[:, :28], -weeks[:, 28:]], axis=1)
    assert own_week(growing, WEEKDAYS).share == 1.0
    assert own_week(turning, WEEKDAYS).share == 0.0
    assert own_week(np.zeros((2, 56)), WEEKDAYS).share == 0.0
    growing[:, WEEKDAYS == 3] = np.nan
    found = own_week(growing, WEEKDAYS)
    assert found.share == 1.0
    assert (found.values[:, 3] == 0.0).all()
    once = np.where(np.arange(56) == 6, np.nan, weeks)
    assert own_week(once, WEEKDAYS).values[0] == pytest.approx(week - week.mean(), abs=0.02)
