"""Section of a report with the plan of the study."""

from collections.abc import Iterator

from edge.markup.elements import Markup, html_tag
from edge.study.report.numbers import number_text
from edge.study.report.results import PlanFacts, PlannedTest
from edge.study.report.table import html_table

HEADS = ("comparison", "measure", "smallest difference, sd", "participants", "tests", "power", "note")


def plan_section(plan: PlanFacts | None) -> Iterator[Markup]:
    """Planned tests, rules of exclusion and all versions; nothing for a study without a plan."""
    if plan is None:
        return
    yield html_tag("h2", "Plan")
    yield html_tag("p", plan.summary)
    yield html_table("Planned tests", HEADS, map(_row, plan.tests))
    if plan.exclusions:
        yield html_tag("p", "Planned rules of exclusion:")
        yield html_tag("ul", [html_tag("li", rule) for rule in plan.exclusions])
    if len(plan.history) > 1:
        yield html_tag("p", f"All versions. {' '.join(plan.history)}")


def note_text(reason: str | None, is_planned: bool | None) -> str:
    """Note in a table: planned or exploratory if the study has a plan, and the reason for a missing value."""
    kind = None if is_planned is None else "planned" if is_planned else "exploratory"
    return "; ".join(filter(None, (kind, reason)))


def _row(one: PlannedTest) -> tuple[str, ...]:
    power = "not simulated" if one.power is None else number_text(one.power)
    return (
        one.comparison, one.measure, number_text(one.difference), one.participants, str(one.tests), power,
        one.note or "",
    )  # fmt: skip
