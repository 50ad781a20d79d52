"""A gauge may speak of told windows alone, and of the whole of them."""

import pytest

from edge.kiosk.gauges import SAMPLES, WindowGauge


def test_nothing_is_said_before_a_window_is_told() -> None:
    """However much was gathered: null."""
    gauge = WindowGauge()
    for second in range(100):
        gauge.add(float(second), 5.0)
    assert gauge.spread is None


def test_the_spread_is_of_the_told_window_and_of_no_other_moment() -> None:
    """A window is looked at 30 s after its end: what was seen meanwhile is for the next one, what is older is gone."""
    gauge = WindowGauge()
    for second in range(150):
        gauge.add(float(second), float(second))
    gauge.window_released(30.0, 90.0)
    assert gauge.spread == (60.0, 86.0)
    gauge.window_released(90.0, 150.0)
    assert gauge.spread == (120.0, 146.0)


def test_a_window_in_which_nothing_was_sampled_says_nothing() -> None:
    """The camera was away: null again, and not the window before."""
    gauge = WindowGauge()
    gauge.add(5.0, 1.0)
    gauge.window_released(0.0, 10.0)
    gauge.window_released(10.0, 20.0)
    assert gauge.spread is None


def test_a_window_that_is_open_all_day_is_told_over_all_of_it() -> None:
    """When there are too many samples every second one goes, so that the morning counts as much as the evening."""
    gauge = WindowGauge()
    day = 10 * SAMPLES
    for second in range(day):
        gauge.add(float(second), second / day)
    gauge.window_released(0.0, float(day))
    assert gauge.spread is not None
    assert list(gauge.spread) == pytest.approx([0.5, 0.95], abs=0.01)
