"""Comparison of two groups of participants: permutation test of the difference of their means."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.statistics.columns import Floats, float_array
from edge.statistics.student import UPPER, t_quantile
from edge.study.analysis.people import LEAST_PEOPLE

MOST_EXACT = 5_000
"""Largest number of divisions into two groups for an exact test, which counts all: 7 and 7 participants have 3,432."""
DRAWS = 10_000
SEED = 1
SMALL_GROUP = f"a group has fewer than {LEAST_PEOPLE} participants with a value"
ROUNDING = 1e-14
"""Smallest squared error of a difference that is more than rounding, as a share of the variance of all values."""
TIE = 1e-9
"""Relative tolerance for comparing two values of t. Rounding can make equal values differ by up to this share."""


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Mean of group a minus mean of group b, with its 95 % interval, and the two-sided p-value of a permutation test.

    `n_a` and `n_b`: participants with a value. `reason`: why nothing else is known. A difference that involves a group
    of fewer than 5 participants would describe individuals.
    """

    n_a: int
    n_b: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    reason: str | None = None


def compare_two_groups(a: ArrayLike, b: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> GroupDifference:
    """Compare one value per participant in group a (A,) and in group b (B,); nan: no value.

    p is the share of divisions of all participants into groups of these sizes with at least the observed |t|, where t
    is that of Welch (1947). If there are at most 5,000 divisions, all are counted. Otherwise `draws` random divisions
    are counted, plus the observed one. The test is exact if both groups have the same distribution; with t of Welch it
    stays valid in large groups with different variances (Janssen 1997). The interval is that of Welch.
    """
    values_a, values_b = (each[~np.isnan(each)] for each in (float_array(a), float_array(b)))
    n_a, n_b = values_a.size, values_b.size
    if min(n_a, n_b) < LEAST_PEOPLE:
        return GroupDifference(n_a, n_b, reason=SMALL_GROUP)
    low, difference, high = _welch_interval(values_a, values_b)
    values = np.concatenate([values_a, values_b])
    is_exact = comb(n_a + n_b, n_a) <= MOST_EXACT
    divisions = _all_divisions(n_a, n_b) if is_exact else _random_divisions(n_a, n_b, draws, seed)
    if not np.ptp(values):
        return GroupDifference(n_a, n_b, difference, low, high, 1.0)
    centred = values - values.mean()
    bound = _absolute_t(centred, np.arange(n_a + n_b)[np.newaxis] < n_a).item() * (1.0 - TIE)
    as_large = int((_absolute_t(centred, divisions) >= bound).sum())
    p = as_large / len(divisions) if is_exact else (1 + as_large) / (1 + len(divisions))
    return GroupDifference(n_a, n_b, difference, low, high, p)


def _welch_interval(a: Floats, b: Floats) -> tuple[float, float, float]:
    """Lower end, difference of the means, and upper end."""
    difference = float(a.mean() - b.mean())
    squares = [float(each.var(ddof=1)) / each.size for each in (a, b)]
    total = sum(squares)
    if total == 0.0:
        return difference, difference, difference
    df = total**2 / sum(square**2 / (each.size - 1) for square, each in zip(squares, (a, b), strict=True))
    half = t_quantile(UPPER, df) * sqrt(total)
    return difference - half, difference, difference + half


def _absolute_t(values: Floats, divisions: NDArray[np.bool_]) -> Floats:
    """|t| of Welch for each division (D, N) of the values (N,). `divisions`: True for group a."""
    means, errors = [], []
    for chosen in (divisions, ~divisions):
        weights = chosen.astype(np.float64)
        n = weights[0].sum()
        mean = weights @ values / n
        means.append(mean)
        errors.append(np.fmax(weights @ values**2 / n - mean**2, 0.0) / (n - 1))
    differences, squares = np.abs(means[0] - means[1]), errors[0] + errors[1]
    found: Floats = differences / np.sqrt(np.fmax(squares, ROUNDING * float((values**2).mean())))
    return found


@lru_cache(maxsize=4)
def _all_divisions(n_a: int, n_b: int) -> NDArray[np.bool_]:
    """All divisions of n_a + n_b participants into two groups, as a table (D, n_a + n_b); True for group a."""
    divisions = np.zeros((comb(n_a + n_b, n_a), n_a + n_b), dtype=np.bool_)
    for row, chosen in enumerate(combinations(range(n_a + n_b), n_a)):
        divisions[row, list(chosen)] = True
    return divisions


@lru_cache(maxsize=4)
def _random_divisions(n_a: int, n_b: int, draws: int, seed: int) -> NDArray[np.bool_]:
    """Random divisions of n_a + n_b participants into two groups, as a table (draws, n_a + n_b); True for group a."""
    divisions = np.tile(np.arange(n_a + n_b) < n_a, (draws, 1))
    return np.random.default_rng(seed).permuted(divisions, axis=1)
