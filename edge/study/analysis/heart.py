"""Heart rate around events: change from the two seconds before the event, second by second, and deceleration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array, row_means

FROM_S, TO_S = -2, 6
"""Start of the first second and end of the last second, both in seconds relative to the event."""
BASELINE = slice(0, -FROM_S)
DECELERATION = slice(-FROM_S, -FROM_S + 4)
"""Seconds after the event in which an orienting response slows the heart: 0 to 4."""
INTERVAL_S = (0.3, 2.0)
"""Plausible range of a beat interval in seconds. An interval outside it is a missed or false beat."""
COVERED = 0.5
"""Smallest share of a second that known beat intervals must cover."""
LEAST_EVENTS = 10
FEW_EVENTS = f"fewer than {LEAST_EVENTS} events: a mean of so few also contains the effect of breathing"


@dataclass(frozen=True, slots=True, eq=False)
class HeartResponse:
    """Mean change of one participant's heart rate around events of one kind.

    `change_bpm` (8,): change in each second from -2 to 6; nan where it is unknown. `deceleration_bpm`: lowest change in
    the seconds 0 to 4, below 0 if the heart is slower; None if one of these seconds is unknown. `reason`: a warning
    about few events.
    """

    change_bpm: Floats
    deceleration_bpm: float | None
    events: int
    reason: str | None = None


def rate_by_second(beats_s: ArrayLike, intervals_s: ArrayLike, start_s: float, seconds: int) -> Floats:
    """Heart rate in bpm in each of `seconds` whole seconds from `start_s`, (seconds,); nan where too little is known.

    `beats_s` (B,): time of each beat. `intervals_s` (B,): the interval that ends with the beat; nan for none. The rate
    of a second is the mean rate of the intervals that overlap this second, weighted by the overlap (Graham 1978).
    Raises ValueError if the numbers of beats and intervals differ.
    """
    ends, intervals = float_array(beats_s), float_array(intervals_s)
    if ends.shape != intervals.shape:
        raise ValueError(
            f"heart: {ends.size} beats and {intervals.size} intervals were given; give one interval per beat"
        )
    usable = np.isfinite(ends) & (intervals >= INTERVAL_S[0]) & (intervals <= INTERVAL_S[1])
    ends, intervals = ends[usable], intervals[usable]
    from_s = start_s + np.arange(seconds)[:, np.newaxis]
    overlaps = np.fmin(ends, from_s + 1.0) - np.fmax(ends - intervals, from_s)
    overlaps = np.fmax(overlaps, 0.0)
    covered = overlaps.sum(axis=1)
    rates = divide_or_nan((overlaps * (60.0 / intervals)).sum(axis=1), covered)
    return np.where(covered >= COVERED, rates, np.nan)


def heart_rate_changes_bpm(beats_s: ArrayLike, intervals_s: ArrayLike, events_s: ArrayLike) -> Floats:
    """Heart rate changes (E, 8) in bpm: one row per event, one column per second from -2 to 6 around the event.

    Each value is the rate in that second minus the mean rate of the two seconds before the event; nan where it is
    unknown.
    """
    rows = [rate_by_second(beats_s, intervals_s, float(at_s) + FROM_S, TO_S - FROM_S) for at_s in float_array(events_s)]
    rates = float_array(rows).reshape(-1, TO_S - FROM_S)
    changes: Floats = rates - row_means(rates[:, BASELINE])[:, np.newaxis]
    return changes


def heart_response(beats_s: ArrayLike, intervals_s: ArrayLike, events_s: ArrayLike) -> HeartResponse:
    """Mean heart rate change over the events, and the lowest value of this mean in the seconds 0 to 4.

    The lowest second of a single event would be mostly noise. At least 10 events per participant are recommended; with
    fewer, the result has a `reason`.
    """
    changes = heart_rate_changes_bpm(beats_s, intervals_s, events_s)
    events = int(np.isfinite(changes).any(axis=1).sum())
    mean = column_statistics(changes).means
    lowest = float(mean[DECELERATION].min())
    reason = FEW_EVENTS if events < LEAST_EVENTS else None
    return HeartResponse(mean, None if np.isnan(lowest) else lowest, events, reason)
