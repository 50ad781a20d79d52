"""sparse.py: what was stored by its values other than 0 comes back, and what does not fit is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from models.conversion.sparse import SparseLayout, to_dense


def stored(full: NDArray[np.float16]) -> tuple[NDArray[np.float16], SparseLayout]:
    """Values other than 0 of a tensor, and where they stand."""
    rows = full.reshape(-1, full.shape[-1])
    starts = np.concatenate([[0], np.cumsum(np.count_nonzero(rows, axis=1))])
    places = np.nonzero(rows)[1]
    return rows[rows != 0], SparseLayout(starts.astype(np.int64), places.astype(np.int64))


TENSORS = st.lists(st.integers(1, 4), min_size=2, max_size=4).flatmap(
    lambda shape: arrays(np.float16, tuple(shape), elements=st.sampled_from([0.0, 0.0, 1.0, -2.5]))
)


@given(TENSORS)
def test_every_value_comes_back_to_its_place(full: NDArray[np.float16]) -> None:
    values, layout = stored(full)
    back = to_dense(values, full.shape, layout)
    assert back.dtype == full.dtype
    assert np.array_equal(back, full)


def test_a_layout_that_does_not_fit_is_refused() -> None:
    """Too few rows, a value too much, a place outside, rows that go backwards."""
    values, layout = stored(np.array([[1, 0, 2], [0, 0, 3]], np.float16))
    with pytest.raises(ValueError, match="3 rows, but start positions for 2"):
        to_dense(values, (3, 3), layout)
    with pytest.raises(ValueError, match="4 values, but positions for 3"):
        to_dense(np.append(values, np.float16(1)), (2, 3), layout)
    with pytest.raises(ValueError, match="outside its rows of 2"):
        to_dense(values, (2, 2), layout)
    with pytest.raises(ValueError, match="start positions for 2"):
        to_dense(values, (2, 3), replace(layout, starts=np.array([0, 4, 3])))
