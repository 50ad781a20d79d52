"""Tests of even grids, gaps that are filled, and running means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.analysis.series import fill_gaps, local_linear_fit, mean_grid, running_mean

NAN = float("nan")
maybe = st.one_of(st.just(NAN), st.floats(-100, 100))


def test_cells_hold_the_means_of_their_samples() -> None:
    """A sample on a border belongs to the cell after it; samples outside count nowhere."""
    cells = mean_grid([9.9, 10.0, 10.4, 10.5, 11.9, 12.0], [7, 1, 3, 5, NAN, 9], 10.0, 12.0, 2.0)
    assert (cells.start_s, cells.hz) == (10.0, 2.0)
    assert cells.values == pytest.approx([2.0, 5.0, NAN, NAN], nan_ok=True)


def test_times_since_1970_lie_in_their_cells() -> None:
    start_s = 1_700_000_000.0
    times_s = start_s + np.arange(8) / 4
    assert mean_grid(times_s, np.arange(8), start_s, start_s + 2, 4.0).values == pytest.approx(np.arange(8))


def test_a_begun_cell_is_a_cell() -> None:
    assert mean_grid([0.0], [1.0], 0.0, 1.01, 2.0).values.size == 3
    assert mean_grid([0.0], [1.0], 0.0, 1.0, 2.0).values.size == 2
    assert mean_grid([], [], 0.0, 0.0, 2.0).values.size == 0


def test_samples_without_a_time_count_nowhere() -> None:
    assert mean_grid([NAN, 0.1], [5.0, 1.0], 0.0, 1.0, 1.0).values == pytest.approx([1.0])


def test_wrong_series_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        mean_grid([1.0, 2.0], [1.0], 0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="differ in length"):
        mean_grid([[1.0]], [[1.0]], 0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match=r"the end, 1\.0 s, is before the start, 2\.0 s"):
        mean_grid([1.0], [1.0], 2.0, 1.0, 1.0)


def test_short_gaps_are_filled_by_a_line_and_long_ones_stay() -> None:
    values = np.array([NAN, 1.0, NAN, NAN, 4.0, NAN, NAN, NAN, 0.0, NAN])
    assert fill_gaps(values, 2) == pytest.approx([NAN, 1, 2, 3, 4, NAN, NAN, NAN, 0, NAN], nan_ok=True)
    assert fill_gaps(values, 1) == pytest.approx(values, nan_ok=True)
    assert np.isnan(fill_gaps(np.full(3, NAN), 9)).all()


@settings(max_examples=30)
@given(st.lists(maybe, min_size=1, max_size=20), st.integers(1, 7))
def test_running_means_are_those_of_numpy(values: list[float], cells: int) -> None:
    """Of the cells from half the span before to half of it after; shorter at the ends."""
    means = running_mean(np.array(values), cells)
    for i, mean in enumerate(means):
        around = np.array(values[max(0, i - cells // 2) : i + cells - cells // 2])
        around = around[~np.isnan(around)]
        assert mean == pytest.approx(around.mean() if around.size else NAN, nan_ok=True, abs=1e-6)


def test_rows_have_running_means_of_their_own() -> None:
    means = running_mean(np.array([[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]]), 3)
    assert means == pytest.approx(np.array([[1.5, 3.0, 4.0], [0.0, 1.0, 1.5]]))


@settings(max_examples=30)
@given(st.lists(maybe, min_size=1, max_size=20), st.integers(3, 9))
def test_local_lines_are_those_of_numpy(values: list[float], cells: int) -> None:
    lines = local_linear_fit(np.array(values), cells)
    for i, line in enumerate(lines):
        places = np.arange(max(0, i - cells // 2), min(len(values), i + cells - cells // 2))
        places = places[~np.isnan(np.array(values)[places])]
        known = np.array(values)[places]
        if places.size > 1:
            assert line == pytest.approx(np.polyval(np.polyfit(places, known, 1), i), abs=1e-6)
        else:
            assert line == pytest.approx(known.item() if places.size else NAN, nan_ok=True, abs=1e-6)


def test_a_drift_is_its_own_local_line() -> None:
    drift = np.array([[1.0, 3.0, 5.0, NAN, 9.0], [2.0, 2.0, 2.0, 2.0, 2.0]])
    assert local_linear_fit(drift, 3) == pytest.approx(np.array([[1, 3, 5, 7, 9], [2, 2, 2, 2, 2]]), nan_ok=True)
