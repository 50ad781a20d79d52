"""Results of a group: each ad over all participants, and the comparison of the ads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from edge.statistics.columns import Floats
from edge.study.analysis.compare import compare_adverts
from edge.study.analysis.correlation import inter_subject_correlation
from edge.study.analysis.curves import group_curve
from edge.study.analysis.peak_end import peak_end
from edge.study.analysis.people import Mean, mean_of_people
from edge.study.export.selection import Selection
from edge.study.measures.adverts import (
    CHANGES,
    HEART,
    HEART_HZ,
    LEAST_KNOWN,
    LEVELS,
    SERIES_HZ,
    SKIN,
    AdvertMeasures,
    advert_measures,
)
from edge.study.measures.answers import mean_advert_answers
from edge.study.measures.facts import collect_study_facts
from edge.study.measures.signals import SMILE, SessionSignals, read_session_signals
from edge.study.report.results import (
    AdvertResults,
    ComparisonResult,
    CorrelationResult,
    CurveResult,
    GroupResults,
    MeasureResult,
)

RULE = (
    f"A signal counts for a showing if at least {100 * LEAST_KNOWN:.0f} % of it is known. An interrupted showing does "
    "not count. Several showings to one participant count as one value, their mean."
)
Value = Callable[[AdvertMeasures], float | None]


def compute_group_results(name: str, selection: Selection, at_s: float) -> GroupResults:
    """Results of all selected participants. Raises StudyError or StudyStorageError."""
    people = [
        [read_session_signals(participant.name, chosen) for chosen in participant.sessions]
        for participant in selection.participants
    ]
    lengths = _seconds(people)
    table = {
        creative: [advert_measures(own, creative, seconds) for own in people] for creative, seconds in lengths.items()
    }
    everything = [one for row in table.values() for one in row]
    facts = collect_study_facts(name, selection, at_s, everything, [RULE, *_responder_notes(table)])
    answers = [[answer for one in own for answer in one.answers] for own in people]
    adverts = [
        replace(_advert(creative, lengths[creative], row), answers=mean_advert_answers(answers, creative))
        for creative, row in table.items()
    ]
    return GroupResults(facts, adverts, list(_comparison_results(table)))


def _seconds(people: Sequence[Sequence[SessionSignals]]) -> dict[str, int]:
    """Length of each ad in whole seconds: the median time for which it was shown."""
    shown: dict[str, list[float]] = {}
    for own in people:
        for advert in (advert for one in own for advert in one.adverts):
            shown.setdefault(advert.creative, []).append(advert.end_s - advert.start_s)
    usual = {creative: float(np.median(lengths)) for creative, lengths in sorted(shown.items())}
    return {creative: int(length + 0.5) for creative, length in usual.items() if length >= 1}


def _responder_notes(table: dict[str, list[AdvertMeasures]]) -> list[str]:
    """A note about the people without any skin response.

    All means include them, so that people are not excluded because of their own data.
    """
    responses: dict[str, int] = {}
    for one in (one for row in table.values() for one in row):
        if one.skin is not None and one.skin.events:
            responses[one.participant] = responses.get(one.participant, 0) + one.skin.responses
    never = sum(count == 0 for count in responses.values())
    if not responses:
        return []
    return [
        f"Non-responders: {never} of {len(responses)} participants with a known skin conductance show no response to "
        "the start of any ad. They stay in all means, because the responses to the ads must not decide who counts."
    ]


def _advert(creative: str, seconds: int, row: Sequence[AdvertMeasures]) -> AdvertResults:
    return AdvertResults(
        creative, seconds, list(_curves(row)), list(_measure_results(row, seconds)), list(_correlations(row))
    )


def _curves(row: Sequence[AdvertMeasures]) -> Iterator[CurveResult]:
    for name, unit in CHANGES.items():
        lines = _stack([one.curves.get(name) for one in row])
        if lines is not None:
            curve = group_curve(lines)
            yield CurveResult(f"{name}, change", unit, curve.mean, curve.low, curve.high, curve.n, lines, curve.reason)


def _measure_results(row: Sequence[AdvertMeasures], seconds: int) -> Iterator[MeasureResult]:
    for name, unit, value, digits in _VALUES:
        numbers = [value(one) for one in row]
        if any(number is not None for number in numbers):
            mean = mean_of_people([np.nan if number is None else number for number in numbers])
            yield MeasureResult(name, unit, _limited(_with_warning(mean, name, row), unit), digits)
    lines = _stack([one.curves.get(SMILE) for one in row])
    if lines is not None and seconds >= 1:
        found = peak_end(lines)
        mean = Mean(found.value, found.low, found.high, found.n, found.reason)
        yield MeasureResult("smile, peak-end of the curve", CHANGES[SMILE], mean)


def _with_warning(mean: Mean, name: str, row: Sequence[AdvertMeasures]) -> Mean:
    warnings = [one.heart_reason for one in row if one.heart_reason]
    return replace(mean, reason=mean.reason or warnings[0]) if name == _DECELERATION and warnings else mean


def _limited(mean: Mean, unit: str) -> Mean:
    """A share and its interval, both limited to the range from 0 to 1."""
    if mean.low is None or mean.high is None or not unit.startswith("share"):
        return mean
    return replace(mean, low=max(mean.low, 0.0), high=min(mean.high, 1.0))


def _correlations(row: Sequence[AdvertMeasures]) -> Iterator[CorrelationResult]:
    for name in CHANGES:
        series = _stack([one.series.get(name) for one in row])
        if series is None:
            continue
        found = inter_subject_correlation(series, HEART_HZ if name == HEART else SERIES_HZ)
        yield CorrelationResult(name, found.value, found.p, found.n, found.reason)


def _comparison_results(table: dict[str, list[AdvertMeasures]]) -> Iterator[ComparisonResult]:
    creatives = list(table)
    for name, unit, value, _ in _VALUES:
        if name not in _COMPARED or len(creatives) < 2:
            continue
        columns = [[value(one) for one in table[creative]] for creative in creatives]
        values = np.array(columns, dtype=np.float64).T
        if not np.isfinite(values).any():
            continue
        for pair in compare_adverts(values):
            names = creatives[pair.a], creatives[pair.b]
            yield ComparisonResult(name, unit, *names, pair.difference, pair.p_holm, pair.reason)


def _stack(rows: Sequence[Floats | None]) -> Floats | None:
    """Table of values with one row per participant: nan for a participant without values. None if nobody has values."""
    lengths = {len(row) for row in rows if row is not None}
    if not lengths:
        return None
    (length,) = lengths
    return np.stack([np.full(length, np.nan) if row is None else row for row in rows])


def _change(name: str) -> Value:
    def value(one: AdvertMeasures) -> float | None:
        curve = one.curves.get(name)
        return None if curve is None or not np.isfinite(curve).any() else float(np.nanmean(curve))

    return value


def _skin(number: str) -> Value:
    def value(one: AdvertMeasures) -> float | None:
        found: float | None = None if one.skin is None else getattr(one.skin, number)
        return found

    return value


def _level(name: str) -> Value:
    return lambda one: one.levels.get(name)


_DECELERATION = "heart, deceleration after the start"
_VALUES: tuple[tuple[str, str, Value, int], ...] = (
    ("skin response to the start, magnitude", "µS", _skin("magnitude_us"), 3),
    ("skin response to the start, log magnitude", "log µS", _skin("log_magnitude"), 3),
    ("skin response to the start, amplitude", "µS", _skin("amplitude_us"), 3),
    ("skin response to the start, rate", "share of showings", _skin("rate"), 2),
    ("skin response to the start, latency", "s", _skin("latency_s"), 1),
    (_DECELERATION, "1/min", lambda one: one.deceleration_bpm, 1),
    *((f"{name}, change over the ad", unit, _change(name), 3) for name, unit in CHANGES.items()),
    *((name, unit, _level(name), 2) for name, unit in LEVELS.items()),
)
_COMPARED = {
    "skin response to the start, log magnitude", _DECELERATION, f"{SKIN}, change over the ad",
    f"{SMILE}, change over the ad", *LEVELS,
}  # fmt: skip
