"""Impressions by the names of the out-of-home trade, from plays and counts of visits. All of them count faces:
people who show none do not count, and one person may be several visits.
"""

import numpy as np
from numpy.typing import ArrayLike

from central.statistics.intervals import Estimate, mean_over_days
from edge.statistics.columns import Floats, divide_or_nan, float_array

SHORTEST_S = 1.0
"""Seconds of a play that a visit must have been present for to count as an opportunity to see."""

MOST_DAYS = 92
"""Highest number of days between the first and the last play of an ad for which visits have an interval."""
MANY_DAYS = f"more than {MOST_DAYS} days"


def visits_during_plays(
    plays: ArrayLike,
    play_s: ArrayLike,
    visits: ArrayLike,
    dwell_s: ArrayLike,
    sensed_s: ArrayLike,
    shortest_s: float = 0.0,
) -> Floats:
    """Expected number of visits that overlap a play for at least `shortest_s` seconds, summed over the plays, by
    kiosk-day.

    plays · λ · (L + W - 2 · shortest_s), and never below 0. λ: visits / sensed_s. L: mean length of a play, `play_s`.
    W: mean time in view of a visit, `dwell_s` (Little 1961). A visit counts once for each play that it overlaps. With
    `shortest_s` = 0 these are the gross impressions. The result is nan where the kiosk measured nothing.
    """
    window_s = float_array(play_s) + np.nan_to_num(float_array(dwell_s)) - 2.0 * shortest_s
    flow = divide_or_nan(float_array(visits), float_array(sensed_s))
    expected: Floats = float_array(plays) * flow * np.fmax(window_s, 0.0)
    return expected


def visits_over_days(plays: ArrayLike, visits: ArrayLike, days: ArrayLike) -> Estimate:
    """Sum of the visits during plays, with its 95 % interval over other days in the same shops with the same number of
    plays.

    `plays` [D]: plays of each day on kiosks that measured. `visits` [D]: result of `visits_during_plays` for these
    plays, summed over the kiosks of the day. `days` [D]: numbers of the days, in order. The interval is that of
    `mean_over_days` for the visits per play, times all plays, cut off at 0. It covers how much days differ. It does not
    cover the model: visits that come evenly over the day of a kiosk, and faces that the camera does not find.
    """
    found = mean_over_days(plays, visits, days, by_weekday=True)
    of = float_array(plays)
    total = float(of[(of > 0) & ~np.isnan(float_array(visits))].sum())
    mean, low, high = (None if value is None else total * value for value in (found.mean, found.low, found.high))
    return Estimate(mean, None if low is None else max(low, 0.0), high, found.clusters, found.method, found.reason)


def multiplier_over_days(presence_s: ArrayLike, sensed_s: ArrayLike, days: ArrayLike) -> Estimate:
    """Impression multiplier λ · W: mean number of visits in view at a moment of measuring, with its 95 % interval over
    other days in the same shops.

    `presence_s` [D]: visits times mean time in view, of each day, in seconds. `sensed_s` [D]: seconds of measuring.
    `days` [D]: numbers of the days, in order. The mean is Σ presence_s / Σ sensed_s. The interval is that of
    `mean_over_days`, cut off at 0.
    """
    found = mean_over_days(sensed_s, presence_s, days, by_weekday=True)
    if found.low is None:
        return found
    return Estimate(found.mean, max(found.low, 0.0), found.high, found.clusters, found.method)
