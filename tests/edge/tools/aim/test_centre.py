"""Measurement of the direction to the screen's centre."""

import pytest

from edge.tools.aim.centre import ScreenDirectionError, ScreenDirectionMeasurement


def measure(
    readings: list[tuple[float, float]], *, from_s: float = 100.0, step_s: float = 0.2
) -> ScreenDirectionMeasurement:
    measurement = ScreenDirectionMeasurement(from_s)
    for index, (yaw, pitch) in enumerate(readings):
        measurement.add_frame(from_s + index * step_s, yaw, pitch)
    return measurement


def test_direction_is_the_median_of_three_seconds() -> None:
    """A short look aside does not change it."""
    readings = [(4.0, -10.0), (5.06, -11.0), (4.0, -10.0), (40.0, 20.0), (5.06, -11.04), (5.06, -11.04), (6.0, -12.0)]
    assert measure(readings).screen_direction() == (5.1, -11.0)


def test_frames_before_and_after_the_measurement_are_ignored() -> None:
    """A technician who is alone walks to the screen first, and back afterwards."""
    measurement = ScreenDirectionMeasurement(110.0)
    assert measurement.seconds_until_begin(104.0) == 6.0
    for at_s in (104.0, 109.9, 113.0, 114.0):
        measurement.add_frame(at_s, 50.0, 50.0)
    for step in range(15):
        measurement.add_frame(110.0 + 0.2 * step, 1.0, 2.0)
    assert not measurement.is_over(112.9)
    assert measurement.is_over(113.0)
    assert len(measurement.yaw_deg) == 15
    assert measurement.screen_direction() == (1.0, 2.0)


@pytest.mark.parametrize(
    ("readings", "part"),
    [
        ([(0.0, 0.0)] * 4, "nobody whom the kiosk counts"),
        ([(0.0, 0.0), (30.0, 0.0)] * 4, "the head moved"),
        ([(0.0, 0.0), (0.0, -30.0)] * 4, "the head moved"),
        ([(-61.0, 0.0)] * 8, "too far from the camera"),
        ([(0.0, 61.0)] * 8, "too far from the camera"),
    ],
)
def test_a_failed_measurement_says_what_to_do(readings: list[tuple[float, float]], part: str) -> None:
    """No value is better than a wrong one, with which nobody would count as attentive."""
    with pytest.raises(ScreenDirectionError, match=part):
        measure(readings).screen_direction()
