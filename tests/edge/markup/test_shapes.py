"""Shapes of plots, to the letter."""

from hypothesis import given
from hypothesis import strategies as st

from edge.markup.shapes import band_outline, svg_path_data, tick_seconds


def test_a_path_goes_through_its_points_with_one_digit() -> None:
    points = [(0.0, 1.26), (2.0, 3.0)]
    assert svg_path_data(points) == "M0.0,1.3 2.0,3.0"
    assert svg_path_data(points, closed=True, joint="L") == "M0.0,1.3L2.0,3.0Z"


def test_a_band_goes_along_its_upper_ends_and_back_along_its_lower_ones() -> None:
    assert band_outline([(0.0, 1.0, 9.0), (5.0, 2.0, 8.0)]) == [(0.0, 9.0), (5.0, 8.0), (5.0, 2.0), (0.0, 1.0)]


@given(st.integers(1, 600), st.integers(2, 20))
def test_seconds_on_an_axis(seconds: int, at_most: int) -> None:
    """Whole seconds from 0, not more than fit."""
    ticks = tick_seconds(seconds, at_most)
    assert ticks[0] == 0
    assert ticks[-1] <= seconds
    assert len(ticks) <= max(at_most, 5) + 1
