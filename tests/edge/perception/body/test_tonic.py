"""Tonic level of skin conductance, and the share of a minute above the wearer's own baseline."""

from collections.abc import Iterable
from math import isnan, nan

import pytest

from edge.perception.body.tonic import ABOVE_US, TonicLevel


def after(seconds: Iterable[float]) -> tuple[float, float]:
    """Level and share after these seconds."""
    level, last = TonicLevel(), (nan, nan)
    for eda_us in seconds:
        last = level.add_second(eda_us)
    return last


def test_the_level_is_the_median_of_the_last_eight_seconds() -> None:
    """One response of some seconds does not change it."""
    assert after([1, 2, 3, 4, 5, 6, 7, 8])[0] == 4.5
    assert after([1, 2, 3, 4, 5, 6, 7, 8, 9])[0] == 5.5
    assert after([5.0] * 20 + [9.0] * 3)[0] == 5.0


def test_the_level_needs_half_of_its_seconds() -> None:
    """Seconds off the body are not known."""
    assert isnan(after([5.0] * 3)[0])
    assert after([5.0] * 4)[0] == 5.0
    assert after([5.0] * 20 + [nan] * 4)[0] == 5.0
    assert isnan(after([5.0] * 20 + [nan] * 5)[0])


def test_the_share_needs_a_minute_of_levels() -> None:
    """The first level comes with the fourth second."""
    assert isnan(after([5.0] * 62)[1])
    assert after([5.0] * 63)[1] == 0.0


def test_the_share_is_of_the_last_minute() -> None:
    """The level follows a rise after four seconds: 27 of 30 are above the baseline, and later the whole minute is."""
    assert after([5.0] * 100 + [6.0] * 30)[1] == pytest.approx(27 / 60)
    assert after([5.0] * 100 + [6.0] * 63)[1] == 1.0
    assert after([6.0] * 4 + [5.0] * 100)[1] == 0.0


def test_the_baseline_is_that_of_the_last_three_minutes() -> None:
    """A level that lasts becomes the baseline, however long the other one was."""
    assert after([5.0] * 400 + [6.0] * 91)[1] == 1.0
    assert after([5.0] * 400 + [6.0] * 95)[1] == 0.0


def test_a_rise_smaller_than_a_response_is_not_above() -> None:
    """The limit is the height of the smallest response that counts."""
    assert after([5.0] * 100 + [5.0 + 0.9 * ABOVE_US] * 30)[1] == 0.0
    assert after([5.0] * 100 + [5.06] * 30)[1] > 0.4
