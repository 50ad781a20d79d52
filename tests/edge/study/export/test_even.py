"""Even grids: every sample that is near enough stays, jitter leaves no hole, and gaps stay gaps."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.export.bids.even import REACH, even_grid


@settings(max_examples=40, deadline=None)
@given(
    hz=st.sampled_from([1.0, 4.0, 5.0, 10.0, 50.0, 128.0]),
    jitter=st.floats(0, 0.24),
    gaps=st.sets(st.integers(1, 198), max_size=60),
    seed=st.integers(0, 99),
)
def test_each_cell_has_the_nearest_sample_or_none(hz: float, jitter: float, gaps: set[int], seed: int) -> None:
    """With a jitter below a quarter of the step; a gap of two samples or more is a hole in the grid."""
    kept = np.array([step for step in range(200) if step not in gaps])
    times_s = 1.796e9 + (kept + np.random.default_rng(seed).uniform(-jitter, jitter, kept.size)) / hz
    grid = even_grid(times_s)
    cells_s = grid.start_s + np.arange(len(grid.rows)) / grid.hz
    for cell_s, row in zip(cells_s, grid.rows, strict=True):
        distance = np.abs(times_s - cell_s)
        if row < 0:
            assert distance.min() > REACH / grid.hz - 1e-6
        else:
            assert distance[row] <= distance.min() + 1e-9
    assert abs(cells_s[-1] - times_s[-1]) <= 0.5 / grid.hz + 1e-6


def test_a_rate_with_jitter_has_no_hole_and_a_gap_has_one() -> None:
    steps = np.concatenate([np.arange(100), np.arange(150, 300)])
    times_s = 1.796e9 + steps / 10 + 0.02 * (steps % 3)
    grid = even_grid(times_s)
    assert abs(grid.hz - 10) < 0.1
    holes = np.flatnonzero(grid.rows < 0)
    assert 48 <= len(holes) <= 52
    assert (np.diff(holes) == 1).all()


def test_few_samples_and_samples_of_one_time_make_a_grid() -> None:
    assert len(even_grid(np.empty(0)).rows) == 0
    assert even_grid(np.array([5.0])).rows.tolist() == [0]
    assert even_grid(np.array([5.0, 5.0, 5.0])).hz == 1.0
    assert even_grid(np.array([5.0, 5.0, 5.0, 5.0, 9.0])).hz == 1.0
