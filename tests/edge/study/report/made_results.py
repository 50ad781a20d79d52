"""Results of a made study, for the tests of the report and for looking at it."""

import numpy as np

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.compare import compare_adverts
from edge.study.analysis.correlation import inter_subject_correlation
from edge.study.analysis.coverage import signal_coverage, skin_artefact_times
from edge.study.analysis.curves import group_curve
from edge.study.analysis.people import mean_of_people
from edge.study.analysis.responses import event_responses, response_summary
from edge.study.report.results import (
    AdvertResults,
    ComparisonResult,
    CorrelationResult,
    CurveResult,
    Exclusion,
    GroupResults,
    Marker,
    MeasureResult,
    ParticipantResults,
    SignalResult,
    StudyFacts,
    SyncResult,
)
from tests.edge.study.made_people import curves, skin

SECONDS = 30
NAMES = ("Coffee & cake", "Running shoes")


def facts(n: int) -> StudyFacts:
    """A study of n participants."""
    return StudyFacts(
        name="Two adverts",
        day="2026-03-04",
        participants=n,
        sessions=2 * n,
        exclusions=[Exclusion(1, "a loose electrode (skin conductance alone)")] if n > 1 else [],
        sync=[
            SyncResult("screen and camera", 0.124, 0.017, "2026-03-01"),
            SyncResult("camera and kit", None, None, None),
        ],
        networks=["fer-1.4m (research use)"],
    )


def group(n: int) -> GroupResults:
    """Results of n participants, two adverts."""
    rng = np.random.default_rng(n)
    effect = float_array(1.5 * np.exp(-0.5 * ((np.arange(SECONDS) - 12) / 4.0) ** 2))
    tables = [curves(n, effect * size, rng) * 0.1 for size in (1.0, 0.2)]
    adverts = [_advert(name, table, rng) for name, table in zip(NAMES, tables, strict=True)]
    means = np.stack([table.mean(axis=1) for table in tables], axis=1)
    pairs = [
        ComparisonResult("smile", "share", NAMES[c.a], NAMES[c.b], c.difference, c.p_holm, c.reason)
        for c in compare_adverts(means)
    ]
    return GroupResults(facts(n), adverts, pairs)


def _advert(name: str, table: Floats, rng: np.random.Generator) -> AdvertResults:
    band = group_curve(table)
    shared = inter_subject_correlation(table, 1.0, draws=100)
    magnitude = mean_of_people(rng.exponential(0.2, len(table)))
    curve = CurveResult("smile", "share", band.mean, band.low, band.high, band.n, float_array(table), band.reason)
    return AdvertResults(
        creative=name,
        seconds=SECONDS,
        curves=[curve],
        measures=[
            MeasureResult("skin response, magnitude", "µS", magnitude, 3),
            MeasureResult("heart deceleration", "bpm", mean_of_people(rng.normal(-3, 2, len(table))), 1),
        ],
        correlations=[CorrelationResult("smile", shared.value, shared.p, shared.n, shared.reason)],
        answers=[MeasureResult("valence", "1 to 9", mean_of_people(rng.integers(3, 9, len(table)).astype(float)), 1)],
    )


def participant() -> ParticipantResults:
    """One session with a gap, an artefact and responses."""
    rng = np.random.default_rng(3)
    times_s = float_array(np.arange(0.0, 240.0, 0.25))
    events_s = float_array([30.0, 60.0, 120.0, 150.0])
    eda_us = skin(times_s, events_s + 2.0, float_array([0.4, 0.2, 0.6, 0.3]), rng)
    eda_us[(times_s > 90) & (times_s < 105)] = np.nan
    eda_us[(times_s > 200) & (times_s < 202)] = 0.01
    found = response_summary(event_responses(times_s, eda_us, events_s))
    known, artefacts_s = signal_coverage(times_s, eda_us, 0.0, 240.0, 4.0), skin_artefact_times(times_s, eda_us)
    signal = SignalResult("Skin conductance", "µS", times_s, eda_us, known, artefacts_s)
    markers = [Marker(30.0, NAMES[0], 30.0), Marker(120.0, NAMES[1], 30.0), Marker(180.0, "key <1>")]
    return ParticipantResults(facts(1), "w7", 240.0, [signal], markers, {NAMES[0]: found})
