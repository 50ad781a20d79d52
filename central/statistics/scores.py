"""Named scores of an ad: peak, end, peak-end, first seconds, retention."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from central.statistics.intervals import Estimate, mean_of_values
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array, row_means

SPAN = 3
"""Number of seconds in a moving mean, in the start and in the end of an ad. An ad that is shorter uses all its
seconds.
"""
LEAST_SHARE = 0.5
"""Lowest share of sites that must report a span for it to be the peak, relative to the span that most sites report."""
NAMES = ("peak", "end", "peak_end", "first_3_s", "retention")


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its interval over sites. `second`: the middle second of the peak."""

    name: str
    estimate: Estimate
    second: int | None = None


def estimate_scores(values: ArrayLike, watchers: ArrayLike, level: float | None = None) -> list[Score]:
    """Estimate the scores from values [G, S] as in `curve`, and from watchers [G, S], which are sums over the period by
    media second.

    `peak`: highest mean of 3 s. `end`: mean of the last 3 s. `peak_end`: mean of peak and end (Kahneman and others
    1993). `first_3_s`: mean of the first 3 s. `retention`: watchers of the last 3 s divided by the watchers of the
    first 3 s. The intervals are those of a mean over sites by Student's t, as in `mean_of_sites`. A site counts in a
    score if it reported all seconds of the score.

    The highest of several noisy means is too high. Each half of the sites therefore uses the peak seconds that the
    other half chose (cross-fitting, Chernozhukov and others 2018). These seconds may miss the peak, and the result is
    then too low. The upper end of the interval is therefore at least that for the seconds that all sites choose. This
    method was chosen with the simulation in tests/central/calibration.

    No peak is below the mean of its curve. If the halves miss the peak, the score is raised to `level`, the mean shown
    beside it.
    """
    values, watchers = float_array(values), float_array(watchers)
    span = min(SPAN, values.shape[1])
    if span == 0:
        return [Score(name, mean_of_values([])) for name in NAMES]
    means, seen = _moving_means(values, span), _moving_means(watchers, span)
    end = means[:, -1]
    start, crossed, chosen = _peak_spans(means, row_means(values))
    peak = _bracketed(crossed, chosen)
    missing = 0.0 if level is None or peak.mean is None else max(0.0, level - peak.mean)
    return [
        Score("peak", _raised(peak, missing), None if start is None else start + span // 2),
        Score("end", mean_of_values(end)),
        Score("peak_end", _raised(_bracketed((crossed + end) / 2, (chosen + end) / 2), missing / 2)),
        Score("first_3_s", mean_of_values(means[:, 0])),
        Score("retention", mean_of_values(divide_or_nan(seen[:, -1], seen[:, 0]))),
    ]


def _bracketed(crossed: Floats, chosen: Floats) -> Estimate:
    """Mean of the cross-fitted values [G]. Its interval extends at least to the upper end of the interval for the
    values that all sites chose.
    """
    estimate, most = mean_of_values(crossed), mean_of_values(chosen)
    if estimate.high is None or most.high is None:
        return estimate
    return replace(estimate, high=max(estimate.high, most.high))


def _raised(estimate: Estimate, by: float) -> Estimate:
    """The estimate with its mean raised. The interval keeps its lower end, and is extended if it does not contain the
    new mean.
    """
    if estimate.mean is None:
        return estimate
    mean = estimate.mean + by
    return replace(estimate, mean=mean, high=None if estimate.high is None else max(estimate.high, mean))


def _moving_means(values: Floats, span: int) -> Floats:
    """Mean of each span [G, S - span + 1]; nan if one second of the span has no value."""
    windows: Floats = np.lib.stride_tricks.sliding_window_view(values, span, axis=1)
    means: Floats = windows.mean(axis=2)
    return means


def _peak_spans(means: Floats, levels: Floats) -> tuple[int | None, Floats, Floats]:
    """Start of the span that all sites choose, values [G] in the spans that the other half of the sites chooses, and
    values in the span that all sites choose.

    Sites choose by the differences from their own means [G], so that a site with a high level and few reported spans
    has no more influence than other sites. The two halves have similar levels, whatever the order of the sites.
    """
    counts = (~np.isnan(means)).sum(axis=0)
    enough = counts >= LEAST_SHARE * counts.max()
    differences = np.where(enough, means - levels[:, np.newaxis], np.nan)
    start, crossed = _choice(differences), np.full(levels.size, np.nan)
    if start is None:
        return None, crossed, crossed
    upper = np.empty(levels.size, dtype=bool)
    upper[np.argsort(levels, kind="stable")] = np.arange(levels.size) % 2 == 1
    for half in (upper, ~upper):
        other = _choice(differences[half])
        crossed[~half] = means[~half, start if other is None else other]
    return start, crossed, means[:, start]


def _choice(differences: Floats) -> int | None:
    """Start of the span with the highest mean; None without values."""
    means = column_statistics(differences).means
    return None if np.isnan(means).all() else int(np.nanargmax(means))
