"""Curve of an ad by second, with a pointwise interval and a simultaneous band."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.reasons import MIN_SITES
from central.statistics.intervals import ROUNDING_VARIANCE
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array
from edge.statistics.student import CONFIDENCE, UPPER, t_quantile

BAND_SITES = 10
"""Lowest number of sites that must report a second for the band to include it."""
DRAWS = 4_000
SEED = 1
FEW_SITES = f"no second was reported by at least {BAND_SITES} sites"


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Means over sites for each media second. All arrays are [S], with nan where a number cannot be published.

    `low` and `high`: 95 % interval of a single second. `band_low` and `band_high`: band that contains the whole curve
    in 95 % of cases. `sites`: number of sites that reported the second. `reason`: why there is no band.
    """

    mean: Floats
    low: Floats
    high: Floats
    band_low: Floats
    band_high: Floats
    sites: NDArray[np.int64]
    reason: str | None = None


def estimate_curve(values: ArrayLike) -> Curve:
    """Estimate the curve from values [G, S]: the ratio Σnx/Σn of each site and media second, or nan if nothing was
    published.

    The pointwise interval is Student's t over sites, and needs at least 4 sites. The band is sup-t (Montiel Olea and
    Plagborg-Møller 2019) over the seconds that 10 sites reported. It uses a multivariate t over sites instead of the
    normal distribution, and each second has its own variance. These methods were chosen with the simulation in
    tests/central/calibration.
    """
    values = float_array(values)
    columns = column_statistics(values)
    se = np.sqrt(divide_or_nan(np.fmax(columns.variances, ROUNDING_VARIANCE), columns.counts))
    df = np.where(columns.counts >= MIN_SITES, columns.counts - 1.0, np.nan)
    half = t_quantile(UPPER, df) * se
    band = np.full(values.shape[1], np.nan)
    banded = columns.counts >= BAND_SITES
    if banded.any():
        # a spread of rounding alone is correlated with no other
        errors = np.where(columns.variances > ROUNDING_VARIANCE, np.nan_to_num(values - columns.means), 0.0)
        band[banded] = np.fmax(half[banded], _critical_t(errors[:, banded], df[banded]) * se[banded])
    means = columns.means
    reason = None if banded.any() else FEW_SITES
    return Curve(means, means - half, means + half, means - band, means + band, columns.counts.astype(np.int64), reason)


def _critical_t(errors: Floats, df: Floats) -> float:
    """Factor by which standard errors are multiplied: quantile of the largest |t| over all seconds, given the
    correlation of the seconds.

    `errors` [G, S]: deviations of the sites from the mean of each second. `df` [S]: degrees of freedom of the variance
    of each second. If the means of two seconds have the correlation r, their variances have the correlation r². Each
    variance is a χ², approximated by a cube (Wilson and Hilferty 1931).
    """
    correlation = _correlation(errors)
    of_means, of_variances = _draws(df.size)
    means, variances = of_means @ _root(correlation), of_variances @ _root(correlation**2)
    part = 2.0 / (9.0 * df)
    root = 1.0 - part + np.sqrt(part) * variances
    largest = np.abs(means / (root * np.sqrt(root))).max(axis=1)
    return float(np.quantile(largest, CONFIDENCE))


@lru_cache(maxsize=1)
def _draws(seconds: int) -> tuple[Floats, Floats]:
    """Independent normal draws [DRAWS, S] for the means and for the variances. They are the same each time, so they are
    cached.
    """
    rng = np.random.default_rng(SEED)
    return rng.standard_normal((DRAWS, seconds)), rng.standard_normal((DRAWS, seconds))


def _correlation(errors: Floats) -> Floats:
    """Correlation [S, S] of the columns of a table.

    A column without spread has correlation 0 with the other columns.
    """
    covariance = errors.T @ errors
    scale = np.sqrt(np.diag(covariance))
    correlation: Floats = np.nan_to_num(divide_or_nan(covariance, np.outer(scale, scale)))
    np.fill_diagonal(correlation, 1.0)
    return correlation


def _root(matrix: Floats) -> Floats:
    """Symmetric square root of a matrix. Unlike Cholesky's root, it exists for columns that depend on each other."""
    eigenvalues, vectors = np.linalg.eigh(matrix)
    root: Floats = (vectors * np.sqrt(np.fmax(eigenvalues, 0.0))) @ vectors.T
    return root
