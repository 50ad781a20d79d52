"""Measures of one ad for one participant: numbers and curves over all times that the participant saw the ad."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from edge.statistics.columns import Floats, column_statistics
from edge.study.analysis.coverage import signal_coverage
from edge.study.analysis.curves import BASELINE_S, participant_curve
from edge.study.analysis.heart import heart_response, rate_by_second
from edge.study.analysis.responses import ResponseSummary, event_responses, response_summary
from edge.study.analysis.series import mean_grid
from edge.study.measures.signals import ATTENTION, SMILE, VALENCE, SessionSignals, ShownAdvert, Signal

LEAST_KNOWN = 0.8
"""Smallest share of an ad's duration for which a signal must be known. Otherwise the signal does not count."""
SERIES_HZ, HEART_HZ = 5.0, 1.0
"""Sampling rates in Hz of the series with a reported inter-subject correlation."""
SHORTER_S = 1.0
"""Tolerance in seconds. An ad that ended earlier than planned by more than this was interrupted, and does not count."""
EVERYTHING = "all signals"

SKIN, HEART, LAUGHTER = "skin conductance", "heart rate", "laughter"


@dataclass(frozen=True, slots=True, eq=False)
class AdvertMeasures:
    """Measures of one ad for one participant. Keys of each dictionary are signal names; nan or missing: unknown.

    `curves` (seconds,): change from the seconds before the ad. `series` (seconds · SERIES_HZ or HEART_HZ,): the signal
    as measured. `levels`: mean during the ad, for signals without a reported change. `left_out`: signals that cover too
    little of the ad.
    """

    participant: str
    creative: str
    curves: dict[str, Floats] = field(default_factory=dict)
    series: dict[str, Floats] = field(default_factory=dict)
    levels: dict[str, float] = field(default_factory=dict)
    skin: ResponseSummary | None = None
    deceleration_bpm: float | None = None
    heart_reason: str | None = None
    left_out: frozenset[str] = frozenset()


def advert_measures(sessions: Sequence[SessionSignals], creative: str, seconds: int) -> AdvertMeasures:
    """Measures of an ad of length `seconds` for the participant of these sessions."""
    participant = sessions[0].participant
    shown, are_all_whole = _whole_showings(sessions, creative, seconds)
    curves: dict[str, list[Floats]] = {}
    series: dict[str, list[Floats]] = {}
    levels: dict[str, list[float]] = {}
    left_out: set[str] = set() if are_all_whole else {EVERYTHING}
    for one, advert in shown:
        for signal in _signals(one):
            if not is_signal_known(signal, advert.start_s, seconds):
                left_out.add(signal.name)
                continue
            curves.setdefault(signal.name, []).append(_curve(one, signal, advert, seconds))
            cells = _cells(one, signal, advert, seconds)
            series.setdefault(signal.name, []).append(cells)
            levels.setdefault(signal.name, []).append(float(np.nanmean(cells)))
    return AdvertMeasures(
        participant, creative,
        {name: _mean(rows) for name, rows in curves.items()},
        {name: _mean(rows) for name, rows in series.items()},
        {name: float(np.mean(rows)) for name, rows in levels.items()},
        _skin_summary(shown, 0.0),
        *_mean_heart_deceleration(shown),
        left_out=frozenset(left_out),
    )  # fmt: skip


def is_signal_known(signal: Signal, start_s: float, seconds: int) -> bool:
    """True if a signal covers enough of an ad."""
    known = signal_coverage(signal.times_s, signal.values, start_s, start_s + seconds, min(signal.hz, SERIES_HZ))
    return known.share >= LEAST_KNOWN


def skin_responses(
    sessions: Sequence[SessionSignals], creative: str, seconds: int, after_s: float
) -> ResponseSummary | None:
    """Skin responses of one participant to a moment of an ad, `after_s` after its start, over all whole showings.

    None if skin conductance was not measured.
    """
    return _skin_summary(_whole_showings(sessions, creative, seconds)[0], after_s)


def _whole_showings(
    sessions: Sequence[SessionSignals], creative: str, seconds: int
) -> tuple[list[tuple[SessionSignals, ShownAdvert]], bool]:
    """Showings of an ad that were not interrupted, each with its session, and whether that is all of them."""
    every = [(one, advert) for one in sessions for advert in one.adverts if advert.creative == creative]
    shown = [(one, advert) for one, advert in every if advert.end_s - advert.start_s >= seconds - SHORTER_S]
    return shown, len(shown) == len(every)


def _skin_summary(shown: Sequence[tuple[SessionSignals, ShownAdvert]], after_s: float) -> ResponseSummary | None:
    """Skin responses of one participant, `after_s` after the starts of these ads; None without skin conductance."""
    found = [
        event_responses(one.skin.times_s, one.skin.values, [advert.start_s + after_s])
        for one, advert in shown
        if one.skin is not None
    ]
    if not found:
        return None
    joined = type(found[0])(
        np.concatenate([each.amplitudes_us for each in found]), np.concatenate([each.latencies_s for each in found])
    )
    return response_summary(joined)


def _mean_heart_deceleration(shown: Sequence[tuple[SessionSignals, ShownAdvert]]) -> tuple[float | None, str | None]:
    """Mean heart deceleration over all starts of the ad, and a warning if there are few starts.

    The sessions are concatenated with enough time between them that no beat interval spans two sessions.
    """
    beats, intervals, events, offset_s = [], [], [], 0.0
    for one, advert in shown:
        beats.append(one.beats_s + offset_s)
        intervals.append(one.intervals_s)
        events.append(advert.start_s + offset_s)
        offset_s += one.length_s + 60.0
    if not any(each.size for each in beats):
        return None, None
    response = heart_response(np.concatenate(beats), np.concatenate(intervals), events)
    return response.deceleration_bpm, response.reason


def _signals(one: SessionSignals) -> Iterator[Signal]:
    for signal in (one.skin, one.heart_rate, *one.face, one.laughter):
        if signal is not None:
            yield signal


def _curve(one: SessionSignals, signal: Signal, advert: ShownAdvert, seconds: int) -> Floats:
    """Change of a signal from the baseline, second by second."""
    if signal.name != HEART:
        return participant_curve(signal.times_s, signal.values, advert.start_s, seconds)
    start_s = advert.start_s - BASELINE_S
    rates = rate_by_second(one.beats_s, one.intervals_s, start_s, BASELINE_S + seconds)
    middles_s = start_s + 0.5 + np.arange(len(rates))
    return participant_curve(middles_s, rates, advert.start_s, seconds)


def _cells(one: SessionSignals, signal: Signal, advert: ShownAdvert, seconds: int) -> Floats:
    """The signal as measured. The heart rate of a second comes from the beat intervals that overlap it."""
    if signal.name == HEART:
        return rate_by_second(one.beats_s, one.intervals_s, advert.start_s, seconds)
    return mean_grid(signal.times_s, signal.values, advert.start_s, advert.start_s + seconds, SERIES_HZ).values


def _mean(rows: Sequence[Floats]) -> Floats:
    return column_statistics(np.stack(rows)).means


CHANGES = {SKIN: "µS", HEART: "1/min", SMILE: "0 to 1", VALENCE: "-1 to 1"}
"""Signals with a reported change, and its unit."""
LEVELS = {ATTENTION: "share of the time", LAUGHTER: "share of the time"}
"""Signals with a reported mean during an ad."""
