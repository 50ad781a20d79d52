"""Curves with one value per second: a participant's change from the baseline, and a group's mean with its band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array
from edge.statistics.student import CONFIDENCE, t_quantile
from edge.study.analysis.people import FEW_PEOPLE, LEAST_PEOPLE, NOBODY
from edge.study.analysis.series import mean_grid

BASELINE_S = 5
"""Length of the baseline before the ad in seconds; a grey screen is shown during it."""
LEAST_BASELINE_S = 3
DRAWS = 2_000
SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class GroupCurve:
    """Mean curve of a group, one value per second (S,); nan where the mean is unknown.

    `low` and `high` form a simultaneous band: the whole true curve lies within it in 95 % of cases. `n`: number of
    participants for each second. `reason`: why there is no band; the plot then shows the participants' lines.
    """

    mean: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    reason: str | None = None


def participant_curve(times_s: ArrayLike, values: ArrayLike, start_s: float, seconds: int) -> Floats:
    """Signal's mean in each second (seconds,) of an ad that starts at `start_s`, minus its mean in the 5 s before.

    `times_s` (n,) is in seconds; `values` (n,) has the unit of the result. A second without a sample is nan. All
    seconds are nan if fewer than 3 of the 5 seconds before the ad are known. Raises ValueError if times and values
    differ in length.
    """
    before = mean_grid(times_s, values, start_s - BASELINE_S, start_s, 1.0).values
    during = mean_grid(times_s, values, start_s, start_s + seconds, 1.0).values
    columns = column_statistics(before[:, np.newaxis])
    if columns.counts.item() < LEAST_BASELINE_S:
        return np.full(seconds, np.nan)
    return during - columns.means.item()


def group_curve(curves: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> GroupCurve:
    """Mean of the participants' curves (N, S) with a simultaneous band. nan: the participant's value is unknown.

    The band is mean ± q · se. Each bootstrap draw of participants gives the largest |t| of all seconds, and q is the 95
    % quantile of these values (Efron and Tibshirani 1993, chapter 12; Montiel Olea and Plagborg-Møller 2019). Only
    seconds with at least 5 participants count. q is capped at Bonferroni's t: with up to 8 participants, draws of
    nearly equal curves would make it far too large. With fewer than 5 participants there is no band. The simulation in
    tests/edge/study/simulations supports this choice.
    """
    table = float_array(curves)
    columns = column_statistics(table)
    counts = columns.counts.astype(np.int64)
    nothing = np.full(table.shape[1], np.nan)
    banded = columns.counts >= LEAST_PEOPLE
    if not banded.any():
        return GroupCurve(columns.means, nothing, nothing, counts, FEW_PEOPLE if counts.any() else NOBODY)
    se = np.sqrt(divide_or_nan(columns.variances, columns.counts))
    half = nothing.copy()
    seconds = int(banded.sum())
    bonferroni = t_quantile(1.0 - (1.0 - CONFIDENCE) / (2 * seconds), columns.counts[banded] - 1.0)
    half[banded] = np.fmin(_critical_t(table[:, banded], draws, seed), bonferroni) * se[banded]
    return GroupCurve(columns.means, columns.means - half, columns.means + half, counts)


def _critical_t(table: Floats, draws: int, seed: int) -> float:
    """Quantile, across bootstrap draws of a table (N, S), of the largest |t| of all seconds. Skips constant draws."""
    known = ~np.isnan(table)
    errors = np.where(known, table - column_statistics(table).means, 0.0)
    weights = _weights(table.shape[0], draws, seed)
    counts = weights @ known.astype(np.float64)  # (draws, S)
    means = divide_or_nan(weights @ errors, counts)
    variances = divide_or_nan(weights @ errors**2, counts) - means**2
    squares = divide_or_nan(means**2 * (counts - 1.0), variances)
    largest = np.sqrt(np.fmax.reduce(squares, axis=1, initial=0.0))
    return float(np.quantile(largest, CONFIDENCE))


def _weights(people: int, draws: int, seed: int) -> Floats:
    """Table (draws, people): how many times each bootstrap draw contains each participant."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(people, np.full(people, 1.0 / people), size=draws).astype(np.float64)
