"""Page about whether an ad sells, for one HTML or PDF file."""

from central.languages.language import ENGLISH, Language
from central.reports.lift_values import Lift
from central.reports.rendering.lift_plot import lift_figure
from central.reports.rendering.lift_words import (
    lift_headline,
    lift_limits,
    lift_sentences,
    lift_warnings,
    lost_table,
    measures_table,
    pairs_table,
    placebo_table,
)
from central.reports.rendering.page import Page
from central.reports.rendering.page_tables import text_table
from central.reports.rendering.page_verdicts import Verdict
from central.reports.rendering.text import day_text, plain_line
from central.reports.rendering.words import page_marks, purpose_rule


def lift_page(found: Lift, t: Language = ENGLISH) -> Page:
    """Content of the page: the answer, the pairs of arms, the placebos, and what the numbers do not say."""
    return Page(
        headline=lift_headline(found, t),
        dek=(),
        tenant=plain_line(found.tenant),
        generated=day_text(found.generated.date(), t),
        marks=page_marks(simulated=found.simulated, research=found.research, t=t),
        purpose=purpose_rule(research=found.research, t=t),
        verdicts=lift_sections(found, t),
        trend=None,
        creatives=(),
        is_alone=False,
        t=t,
    )


def lift_sections(found: Lift, t: Language = ENGLISH) -> list[Verdict]:
    """Sections of the page."""
    none = text_table("", [], [])
    sections = [
        Verdict(
            heading=t("lift.heading", name=plain_line(found.experiment)),
            sentences=lift_sentences(found, t),
            figure=lift_figure(found, t),
            differences=pairs_table(found, t),
            warnings=lift_warnings(found, t),
        )
    ]
    if found.placebos:
        beside = placebo_table(found, t)
        sections.append(Verdict(heading=t("lift.placebos"), sentences=(), figure=None, differences=beside))
    if found.measures:
        reactions = measures_table(found, t)
        said = (t("lift.measures_how"),)
        sections.append(Verdict(heading=t("lift.measures"), sentences=said, figure=None, differences=reactions))
    if found.lost:
        days = lost_table(found, t)
        sections.append(Verdict(heading=t("lift.lost_heading"), sentences=(), figure=None, differences=days))
    sections.append(Verdict(heading=t("advert.limits"), sentences=lift_limits(t), figure=None, differences=none))
    return sections
