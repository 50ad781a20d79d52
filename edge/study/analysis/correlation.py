"""Inter-subject correlation: how similar the participants' signals are over time, with a significance test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array
from edge.study.analysis.series import local_linear_fit

HIGH_PASS_S = 30.0
"""Length of the running mean that is subtracted, in seconds. Without it, slow drifts correlate and the test is wrong.

At both ends, where half of the window is missing, a fitted straight line replaces the mean. A one-sided mean would
leave the drift in, and that drift would look alike for all participants.
"""
LEAST_SHIFT_S = 10.0
LEAST_PEOPLE = 12
"""Smallest number of participants. With fewer, a real correlation of skin signals cannot be detected.

Such a correlation is about 0.1 with 27 participants.
"""
LEAST_KNOWN = 0.8
"""Smallest share of a participant's series that must be known. A series with a smaller known share is not used."""
DRAWS = 1_000
SEED = 1
FEW_PEOPLE = f"fewer than {LEAST_PEOPLE} participants with a usable series"
TOO_SHORT = f"shorter than {2 * LEAST_SHIFT_S:g} s, which is too short to shift"


@dataclass(frozen=True, slots=True, eq=False)
class Correlation:
    """Inter-subject correlation of `n` participants. `reason`: why no correlation could be computed, or None.

    `each` (N,): correlation of each participant with the sum of all other participants; nan if the series is not used.
    """

    value: float | None
    p: float | None
    each: Floats
    n: int
    reason: str | None = None


def inter_subject_correlation(series: ArrayLike, hz: float, *, draws: int = DRAWS, seed: int = SEED) -> Correlation:
    """Leave-one-out correlation of N participants' series (N, T), sampled at `hz`, with a circular-shift test.

    The running mean of 30 s is subtracted from each series, and the result is z-scored. Each participant's correlation
    is r_i = corr(x_i, Σ_{j≠i} x_j); the reported value is tanh of the mean of atanh r_i (Hasson et al. 2004). For the
    null distribution, each x_i is shifted circularly by a random amount of at least 10 s. p = (1 + draws that reach the
    value) / (1 + draws). Unknown samples are nan and count as 0; at most 20 % of a series may be unknown. Raises
    ValueError if `hz` is not above 0.
    """
    if not hz > 0:
        raise ValueError(f"correlation: the sampling rate {hz} Hz is invalid; give the rate of the series in Hz")
    table = float_array(series)
    if table.size == 0:
        return Correlation(None, None, np.full(len(table), np.nan), 0, FEW_PEOPLE)
    scores = _z_scores(table, hz)
    used = ~np.isnan(scores[:, 0])
    each, n = np.full(len(table), np.nan), int(used.sum())
    if n < LEAST_PEOPLE:
        return Correlation(None, None, each, n, FEW_PEOPLE)
    if table.shape[1] < 2 * LEAST_SHIFT_S * hz:
        return Correlation(None, None, each, n, TOO_SHORT)
    each[used] = _leave_one_out(scores[used])
    value = _mean_correlation(each[used])
    null = _null(scores[used], round(LEAST_SHIFT_S * hz), draws, seed)
    p = (1 + int((null >= value).sum())) / (1 + draws)
    return Correlation(value, p, each, n)


def _z_scores(table: Floats, hz: float) -> Floats:
    """High-pass filter and z-score series; unknown samples become 0.

    A flat series, or a series with large gaps, becomes all nan.
    """
    known = np.isfinite(table)
    passed = np.where(known, table, np.nan) - local_linear_fit(table, round(HIGH_PASS_S * hz))
    columns = column_statistics(passed.T)
    sd = np.sqrt(columns.variances)
    usable = (known.mean(axis=1) >= LEAST_KNOWN) & (sd > FLAT * np.fmax(1.0, np.abs(column_statistics(table.T).means)))
    scores = np.nan_to_num((passed - columns.means[:, np.newaxis]) / np.where(usable, sd, 1.0)[:, np.newaxis])
    return np.where(usable[:, np.newaxis], scores, np.nan)


FLAT = 1e-9
"""Relative spread below which a series counts as flat, because such a spread comes only from rounding."""


def _leave_one_out(scores: Floats) -> Floats:
    """Correlation (N,) of each row with the sum of the other rows."""
    others = scores.sum(axis=0) - scores
    products = (scores * others).sum(axis=1)
    return divide_or_nan(products, np.sqrt((scores**2).sum(axis=1) * (others**2).sum(axis=1)))


def _mean_correlation(each: Floats) -> float:
    """Mean correlation, computed with Fisher's z transform."""
    return float(np.tanh(np.arctanh(np.clip(np.nan_to_num(each), -ONE, ONE)).mean()))


ONE = 1.0 - 1e-12
"""Upper limit for a correlation before Fisher's z transform, which would be infinite for identical series."""


def _null(scores: Floats, least: int, draws: int, seed: int) -> Floats:
    """Null distribution (draws,): correlations after each series is shifted at random by at least `least` samples."""
    people, samples = scores.shape
    rng = np.random.default_rng(seed)
    rows, twice = np.arange(people)[:, np.newaxis], np.concatenate([scores, scores], axis=1)
    shifts = rng.integers(least, samples - least + 1, size=(draws, people, 1))
    columns = np.arange(samples)
    return float_array([_mean_correlation(_leave_one_out(twice[rows, columns + shift])) for shift in shifts])
