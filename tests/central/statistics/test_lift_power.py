"""What an experiment finds is known from the shops' own past."""

from math import log1p

import numpy as np
import pytest

from central.statistics.lift_power import lifts_by_size, needed_lifts, needed_shops, smallest_lift
from edge.statistics.columns import Floats


def past(shops: int = 20, days: int = 56, spread: float = 0.5) -> Floats:
    rng = np.random.default_rng(1)
    return rng.normal(4, 1, (shops, 1)) + rng.normal(0, 0.3, (1, days)) + rng.normal(0, spread, (shops, days))


def test_twenty_shops_find_twelve_per_cent_in_four_weeks() -> None:
    """2·0.5/√560 standard errors of log, times 2.9: as `(t(0.975) + t(0.8))·se`."""
    found = smallest_lift(past(), 20, 4, 300)
    assert found is not None
    assert log1p(found.lift) == pytest.approx(2.95 * 2 * 0.5 / 560**0.5, rel=0.1)
    assert (found.shops, found.weeks, found.scaled) == (20, 4, False)


def test_more_shops_than_the_past_has_are_scaled() -> None:
    (four, more, eight, both) = lifts_by_size(past(), (20, 80), (4, 8), 100)
    assert (more.scaled, more.shops, eight.weeks, both.scaled) == (True, 80, 8, True)
    assert log1p(more.lift) == pytest.approx(log1p(four.lift) / 2, rel=0.05)
    assert eight.lift < 0.8 * four.lift
    half = smallest_lift(past(), 10, 4, 200)
    assert half is not None
    assert half.lift > 1.25 * four.lift
    assert not half.scaled


def test_the_shops_that_a_wanted_lift_needs_find_it() -> None:
    found = smallest_lift(past(), 20, 4, 100)
    assert found is not None
    assert needed_shops(found, found.lift) == 20
    shops = needed_shops(found, found.lift / 3)
    assert shops is not None
    assert 150 < shops < 220
    assert needed_shops(found, 0.0001, most=1_000) is None


def test_a_short_past_or_one_shop_gives_no_forecast() -> None:
    assert smallest_lift(past(days=27), 20, 4, 10) is None
    assert smallest_lift(past(shops=1), 20, 4, 10) is None
    assert smallest_lift(np.full((5, 28), np.nan), 5, 4, 10) is None
    assert lifts_by_size(past(days=35), (5, 10), (4, 6), 10)[-1].weeks == 4


def test_the_draws_are_the_same_each_time() -> None:
    assert (needed_lifts(past(), 10, 4, 20) == needed_lifts(past(), 10, 4, 20)).all()
