"""Gauges report whole released windows, and nothing else."""

import pytest

from edge.kiosk.state.gauges import SAMPLES, PerSecondRate, QuantileGauge


def test_no_spread_before_a_window_is_released() -> None:
    """The spread is None, however many samples there are."""
    gauge = QuantileGauge()
    for second in range(100):
        gauge.add_sample(float(second), 5.0)
    assert gauge.spread is None


def test_the_spread_covers_the_released_window_alone() -> None:
    """A window is released 30 s after its end. Newer samples are for the next window; older samples are dropped."""
    gauge = QuantileGauge()
    for second in range(150):
        gauge.add_sample(float(second), float(second))
    gauge.set_window_spread(30.0, 90.0)
    assert gauge.spread == (60.0, 86.0)
    gauge.set_window_spread(90.0, 150.0)
    assert gauge.spread == (120.0, 146.0)


def test_a_window_without_samples_has_no_spread() -> None:
    """After a lost camera the spread is None again, not that of the window before."""
    gauge = QuantileGauge()
    gauge.add_sample(5.0, 1.0)
    gauge.set_window_spread(0.0, 10.0)
    gauge.set_window_spread(10.0, 20.0)
    assert gauge.spread is None


def test_the_spread_of_a_long_window_covers_all_of_it() -> None:
    """With too many samples every second one is dropped, so that the morning counts as much as the evening."""
    gauge = QuantileGauge()
    day = 10 * SAMPLES
    for second in range(day):
        gauge.add_sample(float(second), second / day)
    gauge.set_window_spread(0.0, float(day))
    assert gauge.spread is not None
    assert list(gauge.spread) == pytest.approx([0.5, 0.95], abs=0.01)


def test_the_inner_rate_leaves_out_where_events_begin_and_end() -> None:
    """Seconds beside one without events do not count. Each second counts once."""
    rate = PerSecondRate()
    rates = [rate.add_second(count, 1.0) for count in (3, 15, 15, 7, 0, 2, 9, 4)]
    assert rates == [None, None, 15.0, 15.0, None, None, None, 9.0]
