"""Converts sparse tensors of TensorFlow Lite files to dense ones. Uses only numpy."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class SparseLayout:
    """Positions of the stored values in compressed rows, as in SciPy's csr_array.

    Row r runs along the last axis. Its values have the indices from `starts[r]` up to, but not including, `starts[r +
    1]`. `places` contains the position of each value within its row.
    """

    starts: NDArray[np.int64]
    places: NDArray[np.int64]


def to_dense(values: Array, shape: tuple[int, ...], layout: SparseLayout) -> Array:
    """The dense tensor. Raises ValueError if the layout does not fit the values and the shape."""
    width = shape[-1]
    rows = int(np.prod(shape[:-1]))
    counts = np.diff(layout.starts)
    if len(layout.starts) != rows + 1 or layout.starts[0] != 0 or (counts < 0).any():
        raise ValueError(f"a sparse tensor has {rows} rows, but start positions for {len(layout.starts) - 1} rows")
    if len(values) != len(layout.places) or len(values) != layout.starts[-1]:
        raise ValueError(f"a sparse tensor has {len(values)} values, but positions for {len(layout.places)} values")
    if len(values) and not 0 <= layout.places.min() <= layout.places.max() < width:
        raise ValueError(f"a sparse tensor has a value outside its rows of {width}")
    full = np.zeros((rows, width), values.dtype)
    full[np.repeat(np.arange(rows), counts), layout.places] = values
    return full.reshape(shape)
