"""Skin conductance responses after events: latency, amplitude, magnitude, rate of responders.

A response that starts during the rise of another is missed. For events closer than 10 s, use deconvolution instead
(Benedek and Kaernbach 2010).
"""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge.statistics.columns import Floats, float_array, row_means
from edge.study.analysis.series import fill_gaps, mean_grid, running_mean

HZ = 8.0
"""Cells per second. Skin conductance contains nothing above 2 Hz."""
SMOOTH = 5
"""Cells of the running mean, which removes the noise of the analogue-to-digital converter."""
HELD_S = 1.0
"""Longest gap that is filled: a kit of 1 Hz, a dip of a contact."""
ONSET_S = (1.0, 4.0)
"""A response counts as evoked if it starts in this range after the event (Boucsein et al.

2012; 4 s leaves 1 s for slow wrists).
"""
LEAST_RISE_US = 0.05
"""Smallest amplitude that counts with wearables; with laboratory amplifiers it is 0.01."""
RISING_US_S = 0.01
"""A slower rise is drift."""
FOOT = 0.05
"""A rise starts where its slope exceeds this share of its steepest slope."""
RISE_S = (0.5, 10.0)
"""A response rises for 0.5 to 5 s; two that overlap rise for up to twice that."""


@dataclass(frozen=True, slots=True, eq=False)
class SkinRises:
    """Rises in a recording, in order of time, (R,) each."""

    onsets_s: Floats
    peaks_s: Floats
    amplitudes_us: Floats  # from onset to peak


@dataclass(frozen=True, slots=True, eq=False)
class EventResponses:
    """Response of one participant to each event, (E,) each. nan in all: the signal has a gap there.

    An event without a response has an amplitude of 0 and a latency of nan.
    """

    amplitudes_us: Floats
    latencies_s: Floats  # from the event to the onset


@dataclass(frozen=True, slots=True)
class ResponseSummary:
    """Responses of one participant to the events of one kind. None: no event is known, or none has a response.

    `magnitude_us`: mean including zeros. `amplitude_us`: mean over the events with a response. `log_magnitude`: mean of
    log(1 + A) including zeros, A in µS.
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
    """First response that starts 1 to 4 s after each event.

    `times_s` (n,) and `events_s` (E,) in seconds on one clock, `eda_us` (n,) in µS with nan where it is not known.
    Amplitude is peak minus onset of the signal smoothed over 0.6 s, and counts from `least_us`. ValueError if times and
    values differ in length. Source: Boucsein et al. 2012, Publication recommendations for electrodermal measurements.
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
    """Runs in which each cell rises, cut at the start of the rise. Runs of a wrong length are excluded."""
    slopes = np.diff(level) * HZ  # of cell i to i + 1; nan at a gap
    rising = np.concatenate([[False], slopes > 0, [False]])
    turns = np.flatnonzero(np.diff(rising.astype(np.int8)))
    found = [rise for begin, end in zip(turns[::2], turns[1::2], strict=True) if (rise := _rise(slopes, begin, end))]
    onsets, peaks = (np.array([rise[side] for rise in found], dtype=np.int64) for side in (0, 1))
    # the running mean begins to rise half of its span before the signal does
    onsets_s = _middle_s(onsets + SMOOTH // 2, start_s)
    return SkinRises(onsets_s, _middle_s(peaks, start_s), level[peaks] - level[onsets])


def _rise(slopes: Floats, begin: int, end: int) -> tuple[int, int] | None:
    """First and last cell of the rise in a run of slopes above 0; None if it is drift, or not as long as a response."""
    steepest = float(slopes[begin:end].max())
    if steepest < RISING_US_S:
        return None
    steep = np.flatnonzero(slopes[begin:end] >= FOOT * steepest)
    first, last = begin + int(steep[0]), begin + int(steep[-1]) + 1
    return (first, last) if RISE_S[0] <= (last - first) / HZ <= RISE_S[1] else None


def _measure_response(
    level: Floats, start_s: float, rises: SkinRises, at_s: float, least_us: float
) -> tuple[float, float]:
    """Amplitude and latency of one event: 0 and nan without a response, nan twice where the signal is not known."""
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
    """Times of the middles of cells."""
    return float_array(start_s + (cells + 0.5) / HZ)


def _mean(values: Floats) -> float | None:
    mean = row_means(values[np.newaxis]).item()
    return None if np.isnan(mean) else mean
