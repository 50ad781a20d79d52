"""Quality of a series: its known share, its gaps, and artefacts in skin conductance and heart beats."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.heart import INTERVAL_S

GAP = 2.5
"""Shortest gap, in sample intervals."""
OPEN_US = 0.035
"""Skin conductance in µS below which the contact counts as open. Even dry skin has 0.05 µS or more."""
EDGE = float(np.log(1.5))
EDGE_S = 0.5
"""Period in seconds. If skin conductance rises by half or falls by a third within it, the contact has changed.

Skin responses take 1 to 3 s.
"""
APART = 0.2
NEIGHBOURS = 5
"""Number of neighbouring intervals. A beat interval too far from their median comes from a missed or false beat."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Period without a known sample."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Known share of a period (0 to 1), the known time in seconds, and the gaps."""

    share: float
    known_s: float
    gaps: tuple[Gap, ...]


def signal_coverage(times_s: ArrayLike, values: ArrayLike, start_s: float, end_s: float, hz: float) -> Coverage:
    """Coverage of the period from `start_s` to `end_s` by samples (n,) with the nominal rate `hz`; nan: missing sample.

    A gap is a time of more than 2.5 sample intervals between two known samples, or between a known sample and the start
    or the end. Raises ValueError if `end_s` is not after `start_s`, or if `hz` is not above 0.
    """
    if not end_s > start_s or not hz > 0:
        raise ValueError(
            f"coverage: the time range is {start_s} to {end_s} s at {hz} Hz; give a later end and a rate above 0"
        )
    times = float_array(times_s)
    known = np.sort(times[np.isfinite(times) & np.isfinite(float_array(values))])
    known = known[(known >= start_s) & (known <= end_s)]
    borders = np.concatenate([[start_s], known, [end_s]])
    wide = np.flatnonzero(np.diff(borders) > GAP / hz)
    gaps = tuple(Gap(float(borders[i]), float(borders[i + 1])) for i in wide)
    known_s = end_s - start_s - sum(gap.to_s - gap.from_s for gap in gaps)
    return Coverage(known_s / (end_s - start_s), known_s, gaps)


def skin_artefact_times(times_s: ArrayLike, eda_us: ArrayLike) -> Floats:
    """Times (A,) at which skin conductance (n,) in µS drops out, or changes faster than skin can.

    `times_s` must increase. An artefact that lasts for several samples is reported once, at its first sample.
    """
    times, values = float_array(times_s), float_array(eda_us)
    known = np.isfinite(times) & np.isfinite(values)
    times, values = times[known], values[known]
    is_open = values < OPEN_US
    logs = float_array(np.log(np.fmax(values, OPEN_US)))
    before = np.searchsorted(times, times - EDGE_S)
    jumps = np.abs(logs - logs[before]) > EDGE
    faulty = is_open | jumps
    return float_array(times[faulty & ~np.concatenate([[False], faulty[:-1]])])


def beat_artefact_times(beats_s: ArrayLike, intervals_s: ArrayLike) -> Floats:
    """Times (A,) of beats (B,) with an interval that is impossible, or far from the five intervals around it."""
    beats, intervals = float_array(beats_s), float_array(intervals_s)
    known = np.isfinite(beats) & np.isfinite(intervals)
    beats, intervals = beats[known], intervals[known]
    if beats.size == 0:
        return float_array(beats)
    side = NEIGHBOURS // 2
    around = np.lib.stride_tricks.sliding_window_view(np.pad(intervals, side, mode="edge"), NEIGHBOURS)
    usual = float_array(np.median(around, axis=1))
    far = np.abs(intervals - usual) > APART * usual
    return float_array(beats[far | (intervals < INTERVAL_S[0]) | (intervals > INTERVAL_S[1])])
