"""The frame rate of a camera is measured over whole spans."""

import pytest

from edge.sources.camera.frame_rate import FrameRateMeter


def test_rate_is_the_rate_of_the_last_whole_span() -> None:
    """The rate is unknown during the first minute. A pause of two seconds in a later one changes it little."""
    rate = FrameRateMeter(60.0)
    for tenth in range(600):
        rate.count_frames(1, tenth / 10)
    assert rate.hz is None
    rate.count_frames(1, 60.0)
    assert rate.hz == pytest.approx(10.0)
    for second in range(63, 122):
        rate.count_frames(3, float(second))
    assert rate.hz == pytest.approx(58 * 3 / 60, rel=0.05)


def test_frames_that_were_not_processed_count() -> None:
    """A kiosk that processes one frame in three counts all three: a slow kiosk is not a slow camera."""
    rate = FrameRateMeter(10.0)
    for fifth in range(51):
        rate.count_frames(3, fifth / 5)
    assert rate.hz == pytest.approx(15.0)


def test_rate_is_unknown_after_a_loss() -> None:
    """The time without frames does not lower the next rate."""
    rate = FrameRateMeter(10.0)
    for second in range(11):
        rate.count_frames(10, float(second))
    rate.forget_rate()
    assert rate.hz is None
    rate.count_frames(1, 1000.0)
    for second in range(1001, 1011):
        rate.count_frames(10, float(second))
    assert rate.hz == pytest.approx(10.0)
