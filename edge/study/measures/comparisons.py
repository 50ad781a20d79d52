"""Comparisons of a study: of ads within participants, and of groups of participants by an attribute."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from edge.study.analysis.compare import compare_adverts
from edge.study.analysis.groups import compare_two_groups
from edge.study.analysis.people import LEAST_PEOPLE
from edge.study.attributes import Attribute
from edge.study.counts import participant_count_text
from edge.study.export.selection import ChosenParticipant, Selection
from edge.study.measures.planned import adjust_by_plan
from edge.study.measures.table import MeasureTable
from edge.study.measures.values import COMPARED, VALUES
from edge.study.plan import StudyPlan
from edge.study.report.results import ComparisonResult, GroupComparisonResult

GROUPS_NOTE = (
    f"Groups: permutations of participants between two groups, with t of Welch (1947). Each group needs {LEAST_PEOPLE} "
    "participants with a value. p is adjusted by Holm over all measures, ads and pairs of groups."
)


def compare_advert_pairs(table: MeasureTable, plan: StudyPlan | None = None) -> list[ComparisonResult]:
    """Compare every pair of ads within participants. Holm's method adjusts p over all pairs of a measure.

    With a `plan`, it adjusts planned and exploratory pairs separately.
    """
    return list(_advert_pairs(table, plan))


def compare_groups(
    selection: Selection, table: MeasureTable, plan: StudyPlan | None = None
) -> list[GroupComparisonResult]:
    """Compare the groups that the compared attributes of a study define, in each measure of each ad.

    `table`: of this selection. Holm's method adjusts p over all attributes, measures, ads and pairs of groups. With a
    `plan`, it adjusts planned and exploratory comparisons separately.
    """
    attributes = [attribute for attribute in selection.attributes if attribute.is_compared]
    results = [one for attribute in attributes for one in _group_pairs(attribute, selection.participants, table)]
    planned = [
        None if plan is None else plan.includes_groups(one.attribute, one.measure, one.creative) for one in results
    ]
    adjusted = adjust_by_plan([one.found.p for one in results], planned)
    return [
        replace(one, p_holm=p, is_planned=is_planned)
        for one, p, is_planned in zip(results, adjusted, planned, strict=True)
    ]


def group_notes(selection: Selection) -> list[str]:
    """Notes about the comparisons of groups, and about participants who are in no group."""
    compared = [attribute for attribute in selection.attributes if attribute.is_compared]
    missing = {each.name: sum(each.name not in one.attributes for one in selection.participants) for each in compared}
    absent = [
        f"Excluded from the groups of {name}: {participant_count_text(count)} without a value."
        for name, count in missing.items()
        if count
    ]
    return [GROUPS_NOTE, *absent] if compared else []


def _advert_pairs(table: MeasureTable, plan: StudyPlan | None) -> Iterator[ComparisonResult]:
    creatives = list(table.rows)
    for name, unit, value, _ in VALUES:
        if name not in COMPARED or len(creatives) < 2:
            continue
        columns = [[value(one) for one in table.rows[creative]] for creative in creatives]
        values = np.array(columns, dtype=np.float64).T
        if not np.isfinite(values).any():
            continue
        pairs = compare_adverts(values)
        planned = [
            None if plan is None else plan.includes_ads(name, creatives[pair.a], creatives[pair.b]) for pair in pairs
        ]
        adjusted = adjust_by_plan([pair.p for pair in pairs], planned)
        for pair, p_holm, is_planned in zip(pairs, adjusted, planned, strict=True):
            names = creatives[pair.a], creatives[pair.b]
            yield ComparisonResult(name, unit, *names, pair.difference, p_holm, pair.reason, is_planned)


def _group_pairs(
    attribute: Attribute, participants: Sequence[ChosenParticipant], table: MeasureTable
) -> Iterator[GroupComparisonResult]:
    """Comparisons without adjusted p, by measure, then ad. A measure that nobody has is skipped."""
    groups = np.array([str(one.attributes.get(attribute.name, "")) for one in participants])
    for name, unit, value, _ in VALUES:
        if name not in COMPARED:
            continue
        for creative, row in table.rows.items():
            values = np.array([value(one) for one in row], dtype=np.float64)
            if not np.isfinite(values).any():
                continue
            for a, b in combinations(attribute.values, 2):
                found = compare_two_groups(values[groups == a], values[groups == b])
                yield GroupComparisonResult(attribute.name, name, unit, creative, a, b, found, None)
