"""Results of a group: each ad over all participants, and the comparison of the ads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

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
    SERIES_HZ,
    AdvertMeasures,
)
from edge.study.measures.answers import mean_advert_answers
from edge.study.measures.comparisons import compare_advert_pairs, compare_groups, group_notes
from edge.study.measures.devices import recorded_signals
from edge.study.measures.facts import collect_study_facts
from edge.study.measures.planned import applied_plan, plan_facts
from edge.study.measures.reliability import advert_reliability
from edge.study.measures.scenes import SCENES_NOTE, ShownScenes
from edge.study.measures.signals import SMILE
from edge.study.measures.table import MeasureTable, read_measure_table, stack_rows
from edge.study.measures.values import DECELERATION, VALUES
from edge.study.plan import StudyPlan
from edge.study.plans import StoredPlan
from edge.study.report.results import (
    AdvertResults,
    CorrelationResult,
    CurveResult,
    GroupResults,
    MeasureResult,
)
from edge.study.scenes import Scene

RULE = (
    f"A signal counts for a showing if at least {100 * LEAST_KNOWN:.0f} % of it is known. An interrupted showing does "
    "not count. Several showings to one participant count as one value, their mean."
)


def compute_group_results(
    name: str, selection: Selection, at_s: float, scenes: Sequence[Scene] = (), plans: Sequence[StoredPlan] = ()
) -> GroupResults:
    """Results of all selected participants. `scenes`: of the ads. `plans`: all versions of the study's plan.

    Raises StudyError or StudyStorageError.
    """
    table = read_measure_table(selection)
    everything = [one for row in table.rows.values() for one in row]
    notes = [RULE, *_responder_notes(table.rows), *_scene_notes(scenes, table.seconds), *group_notes(selection)]
    plan = applied_plan(plans)
    adverts = [_advert(creative, table, scenes, plan) for creative in table.rows]
    reported = {one.creative: [each.measure for each in one.measures] for one in adverts}
    facts = replace(
        collect_study_facts(name, selection, at_s, everything, notes),
        devices=recorded_signals(table.people, selection),
        plan=plan_facts(plans, len(selection.participants), reported),
    )
    return GroupResults(facts, adverts, compare_advert_pairs(table, plan), compare_groups(selection, table, plan))


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


def _scene_notes(scenes: Sequence[Scene], seconds: dict[str, int]) -> list[str]:
    """Notes about the scenes, and about scenes that no ad of this length contains."""
    if not scenes:
        return []
    unknown = [scene for scene in scenes if scene.start_s >= seconds.get(scene.creative, 0)]
    if not unknown:
        return [SCENES_NOTE]
    named = "; ".join(f"{scene.label} ({scene.creative}, from {scene.start_s:g} s)" for scene in unknown)
    return [SCENES_NOTE, f"Scenes that no session shows: {named}."]


def _advert(creative: str, table: MeasureTable, scenes: Sequence[Scene], plan: StudyPlan | None) -> AdvertResults:
    seconds, row = table.seconds[creative], table.rows[creative]
    answers = [[answer for one in own for answer in one.answers] for own in table.people]
    return AdvertResults(
        creative,
        seconds,
        list(_curves(row)),
        [
            replace(one, is_planned=None if plan is None else plan.includes_measure(one.measure, creative))
            for one in _measure_results(row, seconds)
        ],
        list(_correlations(row)),
        advert_reliability(creative, row),
        mean_advert_answers(answers, creative),
        scenes=ShownScenes(creative, seconds, table.people, row).scene_results(scenes),
    )


def _curves(row: Sequence[AdvertMeasures]) -> Iterator[CurveResult]:
    for name, unit in CHANGES.items():
        lines = stack_rows([one.curves.get(name) for one in row])
        if lines is not None:
            curve = group_curve(lines)
            yield CurveResult(f"{name}, change", unit, curve.mean, curve.low, curve.high, curve.n, lines, curve.reason)


def _measure_results(row: Sequence[AdvertMeasures], seconds: int) -> Iterator[MeasureResult]:
    for name, unit, value, digits in VALUES:
        numbers = [value(one) for one in row]
        if any(number is not None for number in numbers):
            mean = mean_of_people([np.nan if number is None else number for number in numbers])
            yield MeasureResult(name, unit, _limited(_with_warning(mean, name, row), unit), digits)
    lines = stack_rows([one.curves.get(SMILE) for one in row])
    if lines is not None and seconds >= 1:
        found = peak_end(lines)
        mean = Mean(found.value, found.low, found.high, found.n, found.reason)
        yield MeasureResult("smile, peak-end of the curve", CHANGES[SMILE], mean)


def _with_warning(mean: Mean, name: str, row: Sequence[AdvertMeasures]) -> Mean:
    warnings = [one.heart_reason for one in row if one.heart_reason]
    return replace(mean, reason=mean.reason or warnings[0]) if name == DECELERATION and warnings else mean


def _limited(mean: Mean, unit: str) -> Mean:
    """A share and its interval, both limited to the range from 0 to 1."""
    if mean.low is None or mean.high is None or not unit.startswith("share"):
        return mean
    return replace(mean, low=max(mean.low, 0.0), high=min(mean.high, 1.0))


def _correlations(row: Sequence[AdvertMeasures]) -> Iterator[CorrelationResult]:
    for name in CHANGES:
        series = stack_rows([one.series.get(name) for one in row])
        if series is None:
            continue
        found = inter_subject_correlation(series, HEART_HZ if name == HEART else SERIES_HZ)
        yield CorrelationResult(name, found.value, found.p, found.n, found.reason)
