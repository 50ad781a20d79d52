"""Clock offset between two devices, from edges that both recorded, such as flash and click, or a broken contact.

An edge is a rise of brightness or sound level, or a fall of conductance. Edges may be missed or false.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array

MOST_S = 0.9
"""Largest offset in seconds that is searched.

Sent edges are at least twice as far apart, so that no edge is confused with the next one.
"""
NEAR_S = 0.06
"""Largest difference in seconds between two offsets that count as equal. It is the duration of two frames at 30 frames
per second.
"""
LEAST_EDGES = 3
LEAST_SHARE = 0.5
NOISE = 6.0
"""Smallest height of an edge, as a multiple of the series' spread between edges."""
NO_EDGES = "no edge stands out from the series"
FEW_EDGES = f"fewer than {LEAST_EDGES} edges, or fewer than half of the edges sent, have the same offset"
OFFSET_FROM_MAD = 1.4826


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """Time at which an edge is recorded minus the time at which it was sent, in seconds; above 0: recorded later.

    `spread_s`: 95 % of the matched edges lie within this distance from the offset. `reason`: why there is no offset.
    """

    offset_s: float | None
    spread_s: float | None
    matched: int
    sent: int
    seen: int
    reason: str | None = None


def rising_edges(times_s: ArrayLike, values: ArrayLike, apart_s: float) -> Floats:
    """Times (E,) at which a series (n,) rises above half of the usual height of its edges.

    `times_s`: increasing times in seconds. `values`: brightness, sound level, or negated conductance. `apart_s`: time
    from one sent edge to the next. The usual height is the median of the maxima in windows of that length, so a few
    brighter lights or louder claps do not change it. The time of an edge is halfway between the samples before and
    after it. A second edge within half of `apart_s` counts as the same edge. The result is empty if no edge is clear.
    Raises ValueError if times and values differ in length, or if `apart_s` is not above 0.
    """
    times, series = float_array(times_s), float_array(values)
    if times.shape != series.shape:
        raise ValueError(f"sync: {times.size} times and {series.size} values were given; give one time per value")
    if not apart_s > 0:
        raise ValueError(f"sync: the time between two sent edges is {apart_s} s, but must be above 0")
    known = np.isfinite(times) & np.isfinite(series)
    times, series = times[known], series[known]
    if series.size == 0:
        return np.empty(0)
    level = _edge_level(times, series, apart_s)
    if level is None:
        return np.empty(0)
    above = series > level
    index = np.flatnonzero(above[1:] & ~above[:-1])
    return _apart((times[index] + times[index + 1]) / 2.0, apart_s / 2.0)


def clock_offset(
    sent_s: ArrayLike, seen_s: ArrayLike, *, most_s: float = MOST_S, near_s: float = NEAR_S
) -> ClockOffset:
    """Offset of recorded edges (E,) from sent edges (S,), each on its own clock, in seconds.

    The function collects all differences within ± `most_s` and finds the window of 2 · `near_s` with the most
    differences, the first if there are several. The offset is their median, so missed or false edges do not change it.
    `near_s` must be at least the sampling interval of the edges. The offset is None if fewer than 3 edges, or fewer
    than half of those sent, have the same offset.
    """
    sent, seen = np.sort(float_array(sent_s)), np.sort(float_array(seen_s))
    if seen.size == 0:
        return ClockOffset(None, None, 0, sent.size, 0, NO_EDGES)
    differences = np.sort((seen[np.newaxis, :] - sent[:, np.newaxis]).ravel())
    differences = differences[np.abs(differences) <= most_s]
    in_span = np.searchsorted(differences, differences + 2.0 * near_s, side="right") - np.arange(differences.size)
    matched = int(in_span.max(initial=0))
    if matched < LEAST_EDGES or matched < LEAST_SHARE * sent.size:
        return ClockOffset(None, None, matched, sent.size, seen.size, FEW_EDGES)
    first = int(in_span.argmax())
    span = differences[first : first + matched]
    offset_s = float(np.median(span))
    spread_s = float(np.quantile(np.abs(span - offset_s), 0.95))
    return ClockOffset(offset_s, spread_s, matched, sent.size, seen.size)


def _edge_level(times: Floats, series: Floats, apart_s: float) -> float | None:
    """Level halfway between the usual value and the usual height of the edges; None if no edge is clear."""
    spans = np.floor((times - times[0]) / apart_s).astype(np.int64)
    starts = np.flatnonzero(np.diff(spans, prepend=-1))
    height = float(np.median(np.maximum.reduceat(series, starts)))
    usual = float(np.median(series))
    spread = OFFSET_FROM_MAD * float(np.median(np.abs(series - usual)))
    return (usual + height) / 2.0 if height - usual > NOISE * spread else None


def _apart(edges_s: Floats, least_s: float) -> Floats:
    """Edges that are at least `least_s` after the previous kept edge."""
    kept: list[float] = []
    for edge_s in edges_s.tolist():
        if not kept or edge_s - kept[-1] >= least_s:
            kept.append(edge_s)
    return float_array(kept)
