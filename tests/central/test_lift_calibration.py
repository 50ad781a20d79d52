"""The simulated shops of `make lift-calibration`, in short: intervals are about right, and carry-over hides a lift."""

from dataclasses import replace

import numpy as np

from tests.central.lift_calibration.study import BASE, CASES, forecast_lifts, look_daily, measure
from tests.central.lift_calibration.worlds import World


def test_intervals_cover_and_equal_arms_seldom_win() -> None:
    rng = np.random.default_rng(1)
    lifted, equal = measure(BASE, 100, rng), measure(replace(BASE, lift=0.0), 100, rng)
    assert min(lifted.covered, equal.covered) >= 0.88
    assert equal.found <= 0.12
    assert 0.08 < lifted.lift < 0.12
    assert abs(forecast_lifts(BASE, 20, rng).power[0.1] - lifted.found) < 0.15


def test_sales_of_the_next_day_hide_a_part_of_the_lift() -> None:
    rng = np.random.default_rng(1)
    assert measure(CASES["30 % of the lift comes a day later"], 60, rng).lift < 0.085


def test_who_looks_every_day_is_fooled_by_t_and_not_by_the_sequence() -> None:
    looks = look_daily(World(12, 6), 60, np.random.default_rng(1))
    assert looks.by_t > 0.15
    assert looks.by_sequence <= 0.1
