"""Coverage of a recorded series: the known share of the session, and its gaps."""

import numpy as np
from numpy.typing import NDArray

from edge.study.analysis.coverage import Coverage, Gap

SHORTEST_GAP_S = 1.0
"""Shortest gap in seconds. A strap may skip a second, and some kits send once per second."""


def sample_coverage(
    times_s: NDArray[np.float64], known: NDArray[np.bool_], from_s: float, to_s: float, step_s: float
) -> Coverage:
    """Coverage of the time from `from_s` to `to_s` by samples. Only the samples in `known` have a value.

    `step_s`: usual time between two samples. A gap starts when the last value before it ends.
    """
    values_s = np.sort(times_s[known & (times_s >= from_s) & (times_s <= to_s)])
    edges_s = np.concatenate([[from_s - step_s], values_s, [to_s]])
    starts_s, ends_s = edges_s[:-1] + step_s, edges_s[1:]
    is_gap = ends_s - starts_s > max(SHORTEST_GAP_S, 2 * step_s)
    gaps = tuple(Gap(float(start), float(end)) for start, end in zip(starts_s[is_gap], ends_s[is_gap], strict=True))
    length_s = to_s - from_s
    known_s = length_s - sum(gap.to_s - gap.from_s for gap in gaps)
    return Coverage(known_s / length_s if length_s > 0 else 0.0, known_s, gaps)


def usual_step_s(times_s: NDArray[np.float64]) -> float:
    """Median time between two samples in seconds; 0 for fewer than two samples."""
    return float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
