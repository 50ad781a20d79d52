"""Reliability of a group's mean curve: agreement of the mean curves of two halves of the participants."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.statistics.columns import Floats, divide_or_nan, float_array
from edge.statistics.student import UPPER, t_quantile
from edge.study.analysis.people import FEW_PEOPLE, LEAST_PEOPLE, NOBODY

SPLITS = 200
SEED = 1
LEAST_SECONDS = 3
"""Smallest number of seconds with a known mean in both halves. Any two curves of 2 seconds correlate perfectly."""
ONE = 1.0 - 1e-12
"""Upper limit for a reliability before Fisher's z transform, which would be infinite for identical curves."""
FLAT = 1e-9
"""Relative spread below which a mean curve counts as flat, because such a spread comes only from rounding."""
NO_CURVE = f"the curves are flat, or shorter than {LEAST_SECONDS} s"


@dataclass(frozen=True, slots=True)
class Reliability:
    """Reliability of the mean curve of `n` participants, from -1 to 1, with its 95 % interval.

    `reason`: why there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None


def split_half_reliability(curves: ArrayLike, *, splits: int = SPLITS, seed: int = SEED) -> Reliability:
    """Reliability of the mean of the participants' curves (N, S), one value per second; nan: unknown.

    Each random split divides the participants into two halves, and correlates the mean curves of the halves over the
    seconds. Spearman-Brown extends r to all participants: 2r / (1 + r) (Spearman 1910; Brown 1910). For a negative r,
    2r / (1 - r) keeps the result above -1. The value is the mean over all splits. It estimates the correlation with
    the mean curve of as many other participants. The interval is that of the jackknife over participants (Tukey 1958)
    on the scale of Fisher's z, with Student's t. Each participant is omitted from the same splits, so that the splits
    add no noise. The simulation in tests/edge/study/simulations supports this choice.
    """
    table = float_array(curves)
    table = table[~np.isnan(table).all(axis=1)] if table.size else np.empty((0, 0))
    people = len(table)
    if people < LEAST_PEOPLE:
        return Reliability(None, None, None, people, FEW_PEOPLE if people else NOBODY)
    value, without = _reliabilities(table, splits, seed)
    known = without[~np.isnan(without)]
    if np.isnan(value) or known.size < people:
        return Reliability(None, None, None, people, NO_CURVE)
    z, others = np.arctanh(np.clip(value, -ONE, ONE)), np.arctanh(np.clip(known, -ONE, ONE))
    se = np.sqrt((people - 1) / people * ((others - others.mean()) ** 2).sum())
    half = t_quantile(UPPER, people - 1) * se
    return Reliability(value, float(np.tanh(z - half)), float(np.tanh(z + half)), people)


def _reliabilities(table: Floats, splits: int, seed: int) -> tuple[float, Floats]:
    """Reliability of all participants, and (N,) with each participant omitted."""
    people = len(table)
    known = ~np.isnan(table)
    values, counts = np.where(known, table, 0.0), known.astype(np.float64)
    divisions = np.tile(np.arange(people) < (people + 1) // 2, (splits, 1))
    first = np.random.default_rng(seed).permuted(divisions, axis=1).astype(np.float64)
    halves = [(half @ values, half @ counts) for half in (first, 1.0 - first)]
    everybody = _agreement(*(divide_or_nan(total, n) for total, n in halves))
    without = [
        _agreement(
            *(
                divide_or_nan(total - half[:, [place]] * values[place], n - half[:, [place]] * counts[place])
                for half, (total, n) in zip((first, 1.0 - first), halves, strict=True)
            )
        )
        for place in range(people)
    ]
    return everybody, float_array(without)


def _agreement(a: Floats, b: Floats) -> float:
    """Mean reliability of pairs of mean curves (splits, S). nan if no pair can be correlated."""
    known = ~(np.isnan(a) | np.isnan(b))
    counts = known.sum(axis=1).astype(np.float64)
    a, b = (_centred(each, known, counts) for each in (a, b))
    r = divide_or_nan((a * b).sum(axis=1), np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1)))
    r = np.clip(r[(counts >= LEAST_SECONDS) & ~np.isnan(r)], -1.0, 1.0)
    return float((2 * r / (1 + np.abs(r))).mean()) if r.size else float("nan")


def _centred(curves: Floats, known: NDArray[np.bool_], counts: Floats) -> Floats:
    """Curves minus their mean, 0 where unknown. A flat curve is 0 everywhere."""
    filled = np.where(known, curves, 0.0)
    means = divide_or_nan(filled.sum(axis=1), counts)[:, np.newaxis]
    centred = np.where(known, filled - means, 0.0)
    largest = np.abs(filled).max(axis=1, initial=0.0, keepdims=True)
    return np.where(np.abs(centred).max(axis=1, initial=0.0, keepdims=True) > FLAT * largest, centred, 0.0)
