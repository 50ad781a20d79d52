"""Mean over participants with its interval.

Each participant counts once, because the seconds of one person are correlated.
"""

from dataclasses import dataclass
from math import sqrt

from numpy.typing import ArrayLike

from edge.statistics.columns import column_statistics, float_array
from edge.statistics.student import UPPER, t_quantile

LEAST_PEOPLE = 5
"""Smallest number of participants for an interval, a band or a test."""
NOBODY = "no participant has a value"
FEW_PEOPLE = f"fewer than {LEAST_PEOPLE} participants: these are individuals, not a group"


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of `n` participants with its 95 % interval. `reason`: why there is no interval, or no mean."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None


def mean_of_people(values: ArrayLike) -> Mean:
    """Mean of one value per participant (N,), with equal weights; nan: the participant has no value.

    With 5 or more participants, the mean has a Student's t interval with n - 1 degrees of freedom (Student 1908).
    """
    columns = column_statistics(float_array(values).reshape(-1, 1))
    n, mean = int(columns.counts.item()), columns.means.item()
    if n == 0:
        return Mean(None, None, None, 0, NOBODY)
    if n < LEAST_PEOPLE:
        return Mean(mean, None, None, n, FEW_PEOPLE)
    half = t_quantile(UPPER, n - 1) * sqrt(columns.variances.item() / n)
    return Mean(mean, mean - half, mean + half, n)
