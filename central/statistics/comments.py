"""Shares of comments by class, with 95 % intervals that account for the kiosks' noise and for several comments by one
person.

A group is one message of a kiosk, or one day of imported reviews. Its four counts have independent noise, and `n` is
the sum of the counts. Intervals come from a score test (Wilson 1927, Fieller 1954): they contain every share that the
counts do not reject. tests/central/statistics/test_comments.py measures how often the intervals contain the true share.
"""

from dataclasses import dataclass
from math import exp, sinh, sqrt

from edge.statistics.student import UPPER, t_quantile

NOISE_SCALE = 2.0
"""Scale of the Laplace noise that a kiosk adds to each count of comments before the count is rounded."""
MIN_GROUPS = 8
"""Lowest number of groups for which the spread between groups is measured.

The spread between fewer groups would be unreliable.
"""
NORMAL = 1.959964


@dataclass(frozen=True, slots=True)
class Groups:
    """Totals over groups of comments.

    `people`: lowest number of people who can have written the comments. `noise`: variance of the noise in each count.
    """

    groups: int
    people: float
    n: float
    n_squares: float  # Σ n²
    noise: float


@dataclass(frozen=True, slots=True)
class ClassSums:
    """Totals over the same groups for one class: the sums of c, c² and c·n, where c is the count of the class and n the
    number of comments in a group.
    """

    count: float
    squares: float
    products: float


@dataclass(frozen=True, slots=True)
class Share:
    """Share of a class with its 95 % interval between 0 and 1. `mean` is computed from the noisy counts and may lie
    outside 0 and 1.
    """

    mean: float
    low: float
    high: float


def noise_variance(scale: float = NOISE_SCALE) -> float:
    """Variance of a Laplace draw of the given scale after rounding to an integer.

    It is 8.08 for scale 2, and is computed by summing its series.
    """
    q = exp(-1.0 / scale)
    return 2.0 * sinh(0.5 / scale) * q * (1.0 + q) / (1.0 - q) ** 3


def class_share(groups: Groups, of: ClassSums) -> Share:
    """Share of a class among the comments of `groups`, which contain at least one comment.

    Let M be the number of groups, N the number of comments, p the share, and v the variance of the noise in a count.
    The residual c - p·n summed over all groups has the variance M·v·((1 - p)² + 3p²) from the noise, and φ·N·p·(1 - p)
    from chance. φ is the overdispersion: how much more alike the comments within a group are than those of strangers.
    With at least 8 groups, φ is measured, with Student's t if φ is above 1. With fewer groups, φ is the number of
    comments per person, as if all comments of one person were the same.
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
    """Overdispersion φ, and the quantile for an interval that is based on φ."""
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
