"""Intervals of several differences, widened for the number of comparisons."""

from collections.abc import Sequence

from central.statistics.differences import Difference
from edge.statistics.student import t_quantile

ALPHA = 0.05
Bounds = tuple[float, float] | None


def family_intervals(found: Sequence[Difference], shown: Sequence[bool]) -> list[Bounds]:
    """Intervals of m differences that together contain all true values in 95 of 100 cases. Each has the level 1 -
    0.05/m (Dunn 1961).

    `shown`: Holm's verdict on each difference. A difference that Holm shows, but whose interval at 1 - 0.05/m contains
    0, gets no interval.
    """
    intervals = [interval_at(each, ALPHA / _number(found)) for each in found]
    return [
        between if between is None or _excludes_0(between) == is_shown else None
        for between, is_shown in zip(intervals, shown, strict=True)
    ]


def selected_intervals(found: Sequence[Difference], shown: Sequence[bool]) -> list[Bounds]:
    """Intervals of m differences, after the verdict of Benjamini and Hochberg.

    `shown`: whether the verdict shows each difference; it shows R of them. Shown differences get the level 1 -
    0.05·R/m; 5 of 100 such intervals miss the true difference (Benjamini and Yekutieli 2005). The other differences get
    the level 1 - 0.05/m, and their intervals contain 0.
    """
    number = _number(found)
    levels = [ALPHA * (sum(shown) if is_shown else 1) / number for is_shown in shown]
    return [interval_at(each, alpha) for each, alpha in zip(found, levels, strict=True)]


def _number(found: Sequence[Difference]) -> int:
    """Number of differences that were tested, at least 1."""
    return max(sum(each.p is not None for each in found), 1)


def interval_at(found: Difference, alpha: float) -> Bounds:
    """Interval of a difference at the level 1 - `alpha`; None if the difference has none."""
    if found.mean is None or found.se is None or found.df is None:
        return None
    half = t_quantile(1 - alpha / 2, found.df) * found.se
    return found.mean - half, found.mean + half


def _excludes_0(between: tuple[float, float]) -> bool:
    return not between[0] <= 0 <= between[1]
