"""Tables of a report that compare groups of participants."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from edge.markup.elements import Markup
from edge.study.report.numbers import ci95_text, number_text, p_value_text
from edge.study.report.plan import note_text
from edge.study.report.results import GroupComparisonResult
from edge.study.report.table import html_table

HEADS = ("ad, groups", "difference", "95 % interval", "n", "p, Holm", "note")


def group_comparison_tables(comparisons: Sequence[GroupComparisonResult]) -> Iterator[Markup]:
    """One table per attribute and measure."""
    for (attribute, measure, unit), rows in groupby(
        comparisons, key=lambda one: (one.attribute, one.measure, one.unit)
    ):
        yield html_table(f"{attribute}: {measure} ({unit})", HEADS, map(_row, rows))


def _row(one: GroupComparisonResult) -> tuple[str, ...]:
    found = one.found
    return (
        f"{one.creative}, {one.a} − {one.b}", number_text(found.difference), ci95_text(found),
        f"{found.n_a}, {found.n_b}", p_value_text(one.p_holm), note_text(found.reason, one.is_planned),
    )  # fmt: skip
