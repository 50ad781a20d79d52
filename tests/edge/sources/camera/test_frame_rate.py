"""How many pictures a camera gives is counted over whole spans."""

import pytest

from edge.sources.camera.frame_rate import FrameRateMeter


def test_rate_is_that_of_the_last_whole_span() -> None:
    """Not known before a minute is over; a hiccup of two seconds within it is none."""
    rate = FrameRateMeter(60.0)
    for tenth in range(600):
        rate.add(1, tenth / 10)
    assert rate.hz is None
    rate.add(1, 60.0)
    assert rate.hz == pytest.approx(10.0)
    for second in range(63, 122):
        rate.add(3, float(second))
    assert rate.hz == pytest.approx(58 * 3 / 60, rel=0.05)


def test_pictures_that_nobody_looked_at_count() -> None:
    """Whoever takes one in three is told of the other two: a kiosk that is slow has no slow camera."""
    rate = FrameRateMeter(10.0)
    for fifth in range(51):
        rate.add(3, fifth / 5)
    assert rate.hz == pytest.approx(15.0)


def test_rate_is_not_known_after_a_loss() -> None:
    """And the time without pictures is no time with few."""
    rate = FrameRateMeter(10.0)
    for second in range(11):
        rate.add(10, float(second))
    rate.stop()
    assert rate.hz is None
    rate.add(1, 1000.0)
    for second in range(1001, 1011):
        rate.add(10, float(second))
    assert rate.hz == pytest.approx(10.0)
