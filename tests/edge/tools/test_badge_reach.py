"""Distances at which badges are read."""

import pytest

from edge.tools.badge_reach import badge_reading_distance_m


def test_distance_by_camera_and_size() -> None:
    """A marker of 80 mm is 24 px at 4.57 m in 1920 px over 70°; half the size is read at half the distance."""
    assert badge_reading_distance_m(1920, 70, 24) == pytest.approx(4.57, abs=0.01)
    assert badge_reading_distance_m(1280, 70, 24) == pytest.approx(3.05, abs=0.01)
    assert badge_reading_distance_m(1920, 70, 24, 40) == pytest.approx(2.285, abs=0.01)
    assert badge_reading_distance_m(1000, 90, 40, 80) == pytest.approx(1.0)
