"""Table of comparisons in an export: between ads within participants, and between groups of participants."""

from collections.abc import Iterator

from edge.study.dictionary import MISSING
from edge.study.export.content import ExportContent
from edge.study.report.results import ComparisonResult, GroupComparisonResult

COLUMNS = {
    "comparison": "ads: two ads, within participants; groups: two groups of participants, for one ad",
    "attribute": "groups: attribute that divides the participants",
    "measure": "name of the measure",
    "unit": "unit of difference, low and high",
    "creative": "groups: the ad",
    "a": "first ad, or value of the attribute in the first group",
    "b": "second ad, or value of the attribute in the second group",
    "difference": "mean of a minus mean of b",
    "low": "lower end of the 95 % interval of the difference",
    "high": "upper end of the 95 % interval of the difference",
    "n_a": "participants with a value for a; for ads, participants with both values",
    "n_b": "participants with a value for b; for ads, participants with both values",
    "p_holm": "p-value of the permutation test, adjusted by Holm: for ads over all pairs of the measure, for groups "
    "over all comparisons of groups; with a plan, separately over planned and exploratory ones",
    "plan": "planned: the plan from before the first session names it; exploratory: it does not; n/a: the study has no "
    "plan",
    "note": "why a value is missing",
}

Row = tuple[str, ...]


def comparison_rows(content: ExportContent) -> Iterator[Row]:
    """Rows of the table, without its header."""
    yield from map(_advert_row, content.comparisons)
    yield from map(_group_row, content.group_comparisons)


def _advert_row(one: ComparisonResult) -> Row:
    n = str(one.difference.n)
    numbers = map(number_cell, (one.difference.mean, one.difference.low, one.difference.high))
    return (
        "ads", MISSING, one.measure, one.unit, MISSING, one.a, one.b, *numbers, n, n, number_cell(one.p_holm),
        _plan_cell(one.is_planned), one.reason or one.difference.reason or MISSING,
    )  # fmt: skip


def _group_row(one: GroupComparisonResult) -> Row:
    found = one.found
    numbers = map(number_cell, (found.difference, found.low, found.high))
    return (
        "groups", one.attribute, one.measure, one.unit, one.creative, one.a, one.b, *numbers, str(found.n_a),
        str(found.n_b), number_cell(one.p_holm), _plan_cell(one.is_planned), found.reason or MISSING,
    )  # fmt: skip


def _plan_cell(is_planned: bool | None) -> str:
    return MISSING if is_planned is None else "planned" if is_planned else "exploratory"


def number_cell(value: float | None) -> str:
    """A number with six digits as the cell of a table."""
    return MISSING if value is None else f"{value:.6g}"
