"""Offset between two clocks, from edges that both saw: flash and click, or a contact that is broken.

Edges: a rise of brightness or level, a fall of conductance. Some may be missed, and some may be invented.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array

MOST_S = 0.9
"""Largest offset that is looked for. Edges that are sent are at least twice as far apart, so that none is mistaken."""
NEAR_S = 0.06
"""Edges whose differences lie within so much are of one offset: two frames at 30 a second."""
LEAST_EDGES = 3
LEAST_SHARE = 0.5
NOISE = 6.0
"""Least height of an edge, in spreads of the series between edges."""
NO_EDGES = "no edge stands out of the series"
FEW_EDGES = f"fewer than {LEAST_EDGES} edges, or fewer than half of those that were sent, have one offset"
OFFSET_FROM_MAD = 1.4826


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """Time at which an edge is seen minus the time at which it was sent, in seconds; above 0: seen later.

    `spread_s`: distance from the offset within which 95 % of the matched edges lie. `reason`: why there is none.
    """

    offset_s: float | None
    spread_s: float | None
    matched: int
    sent: int
    seen: int
    reason: str | None = None


def rising_edges(times_s: ArrayLike, values: ArrayLike, apart_s: float) -> Floats:
    """Times (E,) at which a series (n,) rises above half of the usual height of its edges.

    `times_s`: rising, in seconds; `values`: brightness, level of sound, or conductance with its sign turned. `apart_s`:
    time from one edge to the next as they were sent; the usual height is the median of the highest values of spans of
    that length, so single lights or claps that are higher do not move it. The time of an edge is halfway between the
    samples before and after it. A second edge within half of `apart_s` is the same one. Empty if nothing stands out.
    ValueError if times and values differ in their lengths, or if `apart_s` is not above 0.
    """
    times, series = float_array(times_s), float_array(values)
    if times.shape != series.shape:
        raise ValueError(f"sync: {times.size} times and {series.size} values; give one time a value")
    if not apart_s > 0:
        raise ValueError(f"sync: edges {apart_s} s apart; give the time between two edges as they were sent")
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
    """Offset of edges as seen (E,) to edges as sent (S,), each on its clock, in seconds.

    All differences within ± `most_s` are taken; the offset is the median of those in the span of 2 · `near_s` that
    holds most, the first of several. So edges that were missed or invented do not move it. `near_s`: at least the
    interval of the samples in which the edges were found. None if fewer than 3, or fewer than half of those sent, have
    one offset.
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
    """Level halfway from the usual value to the usual height of the edges; None if nothing stands out."""
    spans = np.floor((times - times[0]) / apart_s).astype(np.int64)
    starts = np.flatnonzero(np.diff(spans, prepend=-1))
    height = float(np.median(np.maximum.reduceat(series, starts)))
    usual = float(np.median(series))
    spread = OFFSET_FROM_MAD * float(np.median(np.abs(series - usual)))
    return (usual + height) / 2.0 if height - usual > NOISE * spread else None


def _apart(edges_s: Floats, least_s: float) -> Floats:
    """Edges without those that follow within `least_s` of one that is kept."""
    kept: list[float] = []
    for edge_s in edges_s.tolist():
        if not kept or edge_s - kept[-1] >= least_s:
            kept.append(edge_s)
    return float_array(kept)
