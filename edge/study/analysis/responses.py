"""Skin conductance responses after events: latency, amplitude, magnitude, share of responders.

A response that starts while another one rises is missed. For events less than 10 s apart, use deconvolution instead
(Benedek and Kaernbach 2010).
"""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.statistics.columns import Floats, float_array, row_means
from edge.study.analysis.series import fill_gaps, mean_grid, running_mean

HZ = 8.0
"""Grid cells per second. Skin conductance contains no signal above 2 Hz."""
SMOOTH = 5
"""Number of cells of the running mean, which removes the noise of the analogue-to-digital converter."""
HELD_S = 1.0
"""Longest gap in seconds that is filled: between samples of a 1 Hz kit, or when the contact fails for a moment."""
ONSET_S = (1.0, 4.0)
"""Seconds after an event in which an evoked response may start (Boucsein et al.

2012; 4 s leaves 1 s for slow wrists).
"""
LEAST_RISE_US = 0.05
"""Smallest amplitude in µS of a response measured with wearables. Laboratory amplifiers use 0.01 µS."""
RISING_US_S = 0.01
"""Smallest slope of a response. A slower rise is drift."""
FOOT = 0.05
"""A rise starts where its slope exceeds this share of its steepest slope."""
RISE_S = (0.5, 10.0)
"""Shortest and longest rise in seconds. One response rises for 0.5 to 5 s; two overlapping ones for up to 10 s."""


@dataclass(frozen=True, slots=True, eq=False)
class SkinRises:
    """Rises of skin conductance in a recording, sorted by time. Each array has one value per rise (R,)."""

    onsets_s: Floats
    peaks_s: Floats
    amplitudes_us: Floats  # from onset to peak


@dataclass(frozen=True, slots=True, eq=False)
class EventResponses:
    """Responses of one participant. Each array has one value per event (E,); nan if the signal has a gap at the event.

    An event without a response has an amplitude of 0 and a latency of nan.
    """

    amplitudes_us: Floats
    latencies_s: Floats  # from the event to the onset


@dataclass(frozen=True, slots=True)
class ResponseSummary:
    """Skin responses of one participant to the events of one kind. None: no event is known, or no event has a response.

    `magnitude_us`: mean over all events, where no response counts as 0. `amplitude_us`: mean over the events with a
    response. `log_magnitude`: mean of log(1 + A) over all events, with A in µS.
    """

    events: int  # without a gap
    responses: int
    rate: float | None
    magnitude_us: float | None
    amplitude_us: float | None
    log_magnitude: float | None
    latency_s: float | None


def event_responses(
    times_s: ArrayLike, eda_us: ArrayLike, events_s: ArrayLike, *, least_us: float = LEAST_RISE_US
) -> EventResponses:
    """First skin response that starts 1 to 4 s after each event.

    `times_s` (n,) and `events_s` (E,) are in seconds on one clock; `eda_us` (n,) is in µS, nan where unknown. The
    amplitude is peak minus onset of the signal smoothed over 0.6 s. A response with an amplitude below `least_us` does
    not count. Raises ValueError if times and values differ in length. Source: Boucsein et al. 2012, Publication
    recommendations for electrodermal measurements.
    """
    times, events = float_array(times_s), float_array(events_s)
    if not np.isfinite(times).any():
        return EventResponses(np.full(events.shape, nan), np.full(events.shape, nan))
    start_s, end_s = float(np.nanmin(times)), float(np.nanmax(times))
    cells = mean_grid(times, eda_us, start_s, end_s + 1.0 / HZ, HZ)
    level = _smoothed(cells.values)
    rises = _find_skin_rises(level, start_s)
    pairs = [_measure_response(level, start_s, rises, float(at_s), least_us) for at_s in events]
    table = float_array(pairs).reshape(-1, 2)
    return EventResponses(table[:, 0], table[:, 1])


def response_summary(responses: EventResponses) -> ResponseSummary:
    """Summarise one participant's responses over events of one kind."""
    known = responses.amplitudes_us[np.isfinite(responses.amplitudes_us)]
    evoked = known[known > 0]
    latencies = responses.latencies_s[np.isfinite(responses.latencies_s)]
    return ResponseSummary(
        events=known.size,
        responses=evoked.size,
        rate=_mean((known > 0).astype(np.float64)),
        magnitude_us=_mean(known),
        amplitude_us=_mean(evoked),
        log_magnitude=_mean(np.log1p(known)),
        latency_s=_mean(latencies),
    )


def _smoothed(values: Floats) -> Floats:
    """Running mean of the cells (n,). Gaps stay gaps, and no mean crosses them."""
    filled = fill_gaps(values, int(HELD_S * HZ))
    return np.where(np.isfinite(filled), running_mean(filled, SMOOTH), nan)


def _find_skin_rises(level: Floats, start_s: float) -> SkinRises:
    """Find the rises of a signal, each cut at the start of its steep part. Rises of a wrong length are excluded."""
    slopes = np.diff(level) * HZ  # of cell i to i + 1; nan at a gap
    rising = np.concatenate([[False], slopes > 0, [False]])
    turns = np.flatnonzero(np.diff(rising.astype(np.int8)))
    found = [rise for begin, end in zip(turns[::2], turns[1::2], strict=True) if (rise := _rise(slopes, begin, end))]
    onsets, peaks = (np.array([rise[side] for rise in found], dtype=np.int64) for side in (0, 1))
    # the running mean begins to rise half of its span before the signal does
    onsets_s = _middle_s(onsets + SMOOTH // 2, start_s)
    return SkinRises(onsets_s, _middle_s(peaks, start_s), level[peaks] - level[onsets])


def _rise(slopes: Floats, begin: int, end: int) -> tuple[int, int] | None:
    """First and last cell of the rise in a run of positive slopes. None for drift, or if the length is implausible."""
    steepest = float(slopes[begin:end].max())
    if steepest < RISING_US_S:
        return None
    steep = np.flatnonzero(slopes[begin:end] >= FOOT * steepest)
    first, last = begin + int(steep[0]), begin + int(steep[-1]) + 1
    return (first, last) if RISE_S[0] <= (last - first) / HZ <= RISE_S[1] else None


def _measure_response(
    level: Floats, start_s: float, rises: SkinRises, at_s: float, least_us: float
) -> tuple[float, float]:
    """Amplitude and latency for one event: 0 and nan without a response, nan and nan where the signal is unknown."""
    latencies = rises.onsets_s - at_s
    evoked = np.flatnonzero((latencies >= ONSET_S[0]) & (latencies <= ONSET_S[1]) & (rises.amplitudes_us >= least_us))
    until_s = float(rises.peaks_s[evoked[0]]) + 1.0 / HZ if evoked.size else at_s + ONSET_S[1] + 1.0
    if not _is_known(level, start_s, at_s + ONSET_S[0], until_s):
        return nan, nan
    if not evoked.size:
        return 0.0, nan
    return float(rises.amplitudes_us[evoked[0]]), float(latencies[evoked[0]])


def _is_known(level: Floats, start_s: float, from_s: float, to_s: float) -> bool:
    first, last = int(np.floor((from_s - start_s) * HZ)), int(np.floor((to_s - start_s) * HZ))
    return first >= 0 and last < level.size and bool(np.isfinite(level[first : last + 1]).all())


def _middle_s(cells: NDArray[np.int64], start_s: float) -> Floats:
    """Times of the cell centres, in seconds."""
    return float_array(start_s + (cells + 0.5) / HZ)


def _mean(values: Floats) -> float | None:
    mean = row_means(values[np.newaxis]).item()
    return None if np.isnan(mean) else mean
