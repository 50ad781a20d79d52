"""Sentences and a table about the plan of an experiment, in one language."""

from central.languages.language import ENGLISH, Language
from central.reports.plan_values import Plan
from central.reports.rendering.method import short_label
from central.reports.rendering.page_tables import Table, text_table
from central.reports.rendering.text import (
    NO_NUMBER,
    is_share_measure,
    join_words,
    number_text,
    percent_text,
    plain_line,
)
from central.reports.rendering.verdicts import difference_size_text

MOST_SHARE = 0.99
"""Largest chance of detection that is shown, because no experiment detects a difference with certainty."""


def plan_headline(found: Plan, t: Language = ENGLISH) -> str:
    """Return a sentence with the smallest difference that the experiment detects, or state that it detects none."""
    size: dict[str, int | str] = {"sites": found.sites, "days": found.days, "people": _people(found.people, t)}
    if found.detectable is None:
        return t("plan.none", **size)
    return t("plan.finds", **size, size=difference_size_text(found.measure, found.detectable, t))


def plan_sentences(found: Plan, t: Language = ENGLISH) -> list[str]:
    """Return the range of the smallest difference, the chance to detect the wanted difference, and the source of the
    numbers.
    """
    basis, measure = found.basis, found.measure
    said = [t("plan.measure", measure=short_label(measure, t))]
    if basis.taste_from == "assumed" and found.low is not None and found.high is not None:
        ends = {
            "low": difference_size_text(measure, found.low, t),
            "high": difference_size_text(measure, found.high, t),
        }
        said.append(t("plan.range", **ends))
    if found.difference is not None and found.found is not None:
        size = difference_size_text(measure, found.difference, t)
        said.append(t("plan.found", size=size, share=percent_text(min(found.found, MOST_SHARE), 0, t)))
        if found.needed_sites is not None:
            said.append(t("plan.needed", size=size, count=found.needed_sites))
    return [*said, *_basis_sentences(found, t), t("plan.at_the_end")]


def _basis_sentences(found: Plan, t: Language) -> list[str]:
    basis = found.basis
    if basis.person_from == "assumed":
        return [t("plan.nothing_stored")]
    said = [
        t("plan.people_of_ads", ads=join_words([plain_line(ad) for ad in basis.ads], t), count=basis.stored_sites)
        if basis.ads
        else t("plan.people_of_experiments", count=basis.stored_sites)
    ]
    said.append(
        t("plan.taste_assumed")
        if basis.taste_from == "assumed"
        else t("plan.taste_stored", count=basis.experiments, size=difference_size_text(found.measure, basis.taste, t))
    )
    if basis.common_day:
        said.append(t("plan.common_day", size=difference_size_text(found.measure, basis.common_day, t)))
    return said


def plan_table(found: Plan, t: Language = ENGLISH) -> Table:
    """Return a table of the smallest difference by number of shops and days."""
    days = sorted({cell.days for cell in found.table})
    sizes = {(cell.sites, cell.days): cell.detectable for cell in found.table}
    rows = [
        [number_text(sites, t=t), *(_cell(found.measure, sizes[sites, of_days], t) for of_days in days)]
        for sites in sorted({cell.sites for cell in found.table})
    ]
    heads = [t("column.shops"), *(t("plan.days", days=of_days) for of_days in days)]
    caption = t(f"plan.table{'_points' * is_share_measure(found.measure)}", people=_people(found.people, t))
    return text_table(caption, heads, rows)


def _cell(measure: str, size: float | None, t: Language) -> str:
    """Format the size of a difference. For a share it is in percentage points, as the caption states."""
    if size is None:
        return NO_NUMBER
    return number_text(100 * size, 1, t) if is_share_measure(measure) else difference_size_text(measure, size, t)


def _people(people: float, t: Language) -> str:
    return number_text(people, 0 if people >= 10 else 1, t)
