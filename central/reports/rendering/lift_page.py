"""Page about whether an ad sells, for one HTML or PDF file."""

from central.languages.language import ENGLISH, Language
from central.reports.lift_values import Lift
from central.reports.rendering.lift_words import (
    lift_headline,
    lift_limits,
    lift_sentences,
    lift_warnings,
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
    none = text_table("", [], [])
    sections = [
        Verdict(
            heading=t("lift.heading", name=plain_line(found.experiment)),
            sentences=lift_sentences(found, t),
            figure=None,
            differences=pairs_table(found, t),
            warnings=lift_warnings(found, t),
        )
    ]
    if found.placebos:
        beside = placebo_table(found, t)
        sections.append(Verdict(heading=t("lift.placebos"), sentences=(), figure=None, differences=beside))
    sections.append(Verdict(heading=t("advert.limits"), sentences=lift_limits(t), figure=None, differences=none))
    return Page(
        headline=lift_headline(found, t),
        dek=(),
        tenant=plain_line(found.tenant),
        generated=day_text(found.generated.date(), t),
        marks=page_marks(simulated=found.simulated, research=False, t=t),
        purpose=purpose_rule(research=False, t=t),
        verdicts=sections,
        trend=None,
        creatives=(),
        is_alone=False,
        t=t,
    )
