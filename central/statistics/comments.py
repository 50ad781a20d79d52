"""Shares of comments by class, with 95 % intervals that account for the kiosks' noise and for several comments by one
person.

A group is one message of a kiosk, or one day of imported reviews. Its four counts have independent noise, and `n` is
their sum. Intervals are those of a score test (Wilson 1927, Fieller 1954): every share that the counts do not reject.
tests/central/statistics/test_comments.py measures how often they contain the truth.
"""

from dataclasses import dataclass
from math import exp, sinh, sqrt

from edge.statistics.student import UPPER, t_quantile

NOISE_SCALE = 2.0
"""Scale of the Laplace noise that a kiosk adds to each count of comments before it rounds."""
MIN_GROUPS = 8
"""Number of groups from which their spread is measured. With fewer it is hardly known."""
NORMAL = 1.959964


@dataclass(frozen=True, slots=True)
class Groups:
    """Totals over groups of comments. `people`: at least this many people wrote them. `noise`: variance of each count's
    noise.
    """

    groups: int
    people: float
    n: float
    n_squares: float  # Σ n²
    noise: float


@dataclass(frozen=True, slots=True)
class ClassSums:
    """Totals over the same groups for one class: Σ c, Σ c², Σ c·n."""

    count: float
    squares: float
    products: float


@dataclass(frozen=True, slots=True)
class Share:
    """Share of a class with its 95 % interval within 0 and 1. `mean` is computed from the counts and may lie
    outside.
    """

    mean: float
    low: float
    high: float


def noise_variance(scale: float = NOISE_SCALE) -> float:
    """Variance of a Laplace draw of this scale that is rounded to an integer: 8.08 for 2, computed by summing its
    series.
    """
    q = exp(-1.0 / scale)
    return 2.0 * sinh(0.5 / scale) * q * (1.0 + q) / (1.0 - q) ** 3


def class_share(groups: Groups, of: ClassSums) -> Share:
    """Share of a class among the comments of `groups`, which contain at least one comment.

    The residual c - p·n of all groups has the variance M·v·((1 - p)² + 3p²) from the noise, where v is that of a count,
    and φ·N·p·(1 - p) from chance. φ says how much more alike comments of a group are than those of strangers. From 8
    groups on it is measured, with Student's t if it is above 1. With fewer groups it is the number of comments per
    person, as if all comments of one person were the same.
    """
    comments = max(groups.n, groups.people, 1.0)
    spread, quantile = _overdispersion(groups, of, comments)
    noise, chance = NORMAL**2 * groups.groups * groups.noise, quantile**2 * spread * comments
    a = groups.n**2 + chance - 4.0 * noise
    b = -2.0 * of.count * groups.n - chance + 2.0 * noise
    c = of.count**2 - noise
    inside = b * b - 4.0 * a * c
    mean = of.count / comments
    if a <= 0.0 or inside < 0.0:  # the noise is as large as what is told
        return Share(mean, 0.0, 1.0)
    half = sqrt(inside)
    return Share(mean, _within((-b - half) / (2.0 * a)), _within((-b + half) / (2.0 * a)))


def _overdispersion(groups: Groups, of: ClassSums, comments: float) -> tuple[float, float]:
    """φ, and the matching quantile."""
    count = groups.groups
    if count < MIN_GROUPS:
        return comments / max(groups.people, 1.0), NORMAL
    p = _within((of.count + 2.0) / (comments + 4.0))  # never 0 or 1
    residuals = of.squares - 2.0 * p * of.products + p * p * groups.n_squares
    by_noise = count * groups.noise * ((1.0 - p) ** 2 + 3.0 * p * p)
    by_chance = comments * max(p * (1.0 - p), 1.0 / (comments + 4.0))
    measured = (residuals * count / (count - 1.0) - by_noise) / by_chance
    return (measured, t_quantile(UPPER, count - 1)) if measured > 1.0 else (1.0, NORMAL)


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
