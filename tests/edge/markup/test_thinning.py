"""Lines of many points keep what a person would see of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge.markup.thinning import thin_line
from edge.statistics.columns import Floats, float_array

MOST = 900


def test_short_lines_are_drawn_as_they_are() -> None:
    values = float_array(np.arange(MOST, dtype=np.float64))
    assert thin_line(values, values, MOST) == (values, values)


@given(st.integers(0, 2**32 - 1), st.integers(901, 5000))
def test_a_thinned_line_keeps_its_extremes_its_gaps_and_its_order(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    times_s, values = float_array(np.arange(size)), float_array(rng.normal(size=size))
    values[size // 3 : size // 3 + 20] = np.nan
    kept_s, kept = thin_line(times_s, values, MOST)
    assert kept_s.size <= 1.5 * MOST
    assert (np.diff(kept_s) > 0).all()
    assert (np.nanmin(kept), np.nanmax(kept)) == (np.nanmin(values), np.nanmax(values))
    assert np.isnan(kept).any()
    assert np.array_equal(values[kept_s.astype(int)], kept, equal_nan=True)


def test_of_each_piece_the_lowest_and_the_highest_are_kept() -> None:
    values: Floats = float_array(np.tile([0.0, -1.0, 2.0, 1.0], MOST // 2))
    kept_s, kept = thin_line(float_array(np.arange(values.size)), values, MOST)
    assert kept.tolist() == [-1.0, 2.0] * (MOST // 2)
    assert kept_s[:4].tolist() == [1.0, 2.0, 5.0, 6.0]
