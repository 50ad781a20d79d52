"""A self-contained HTML file in one language. It needs no network and no script, and works on a phone and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from central.languages.language import ENGLISH, Language
from central.reports.comment_values import CommentTrend
from central.reports.experiment_values import Comparison, Experiment
from central.reports.rendering.comment_words import comment_verdicts, comments_headline
from central.reports.rendering.method import entry_groups, rule_texts
from central.reports.rendering.page_creative import Creative, creative_part
from central.reports.rendering.page_tables import column_heads, text_table
from central.reports.rendering.page_trend import trend_figure
from central.reports.rendering.page_verdicts import (
    Figure,
    Verdict,
    comparison_verdict,
    experiment_verdict,
    overlay_figure,
)
from central.reports.rendering.strip import Frames
from central.reports.rendering.text import day_text, plain_line, plain_value
from central.reports.rendering.verdicts import comparison_headline, experiment_headline, trend_headline
from central.reports.rendering.words import page_marks, purpose_rule, report_headline, several_headline
from central.reports.trend_values import Trend
from central.reports.values import Report

STYLE = Path(__file__).with_name("style.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole page in one language. `headline`: its main finding. `is_alone`: the page is about a single ad.
    `purpose`: title and text of the intended purpose.
    """

    headline: str
    dek: Sequence[str]
    tenant: str
    generated: str
    marks: Sequence[str]
    purpose: tuple[str, str]
    verdicts: Sequence[Verdict]
    trend: Figure | None
    creatives: Sequence[Creative]
    is_alone: bool
    t: Language


def build_page(
    reports: Sequence[Report],
    strips: Mapping[str, Frames],
    comparison: Comparison | None = None,
    experiment: Experiment | None = None,
    trend: Trend | None = None,
    comments: CommentTrend | None = None,
    t: Language = ENGLISH,
) -> Page:
    """Content of a page about one or more reports. An experiment, a comparison, a trend or comments can precede the
    reports.

    `strips`: video frames by creative, as (second, JPEG). Without `reports`, the page shows the reports of the
    comparison.
    """
    shown = list(reports) or (list(comparison.reports) if comparison else [])
    parts = [
        creative_part(report, strips.get(report.creative, ()), index, t=t) for index, report in enumerate(shown, 1)
    ]
    given = (comparison, experiment, trend, comments)
    values = [value for value in (experiment, comparison, trend, comments) if value is not None]
    is_research = _any_has("research", shown, given)
    return Page(
        headline=_page_headline(shown, given, t),
        dek=parts[0].assurance if len(parts) == 1 and not values else (),
        tenant=plain_line(next(iter([*shown, *values])).tenant if shown or values else ""),
        generated=_generated(shown, given, t),
        marks=page_marks(simulated=_any_has("simulated", shown, given), research=is_research, t=t),
        purpose=purpose_rule(research=is_research, t=t),
        verdicts=[
            *_page_verdicts(shown, comparison, experiment, t),
            *(comment_verdicts(comments, t) if comments else []),
        ],
        trend=trend_figure(trend, t=t) if trend else None,
        creatives=parts,
        is_alone=len(parts) == 1 and not values,
        t=t,
    )


def report_page(
    reports: Sequence[Report],
    strips: Mapping[str, Frames],
    comparison: Comparison | None = None,
    experiment: Experiment | None = None,
    trend: Trend | None = None,
    t: Language = ENGLISH,
) -> str:
    """The same page as one HTML file."""
    return content_html(build_page(reports, strips, comparison, experiment, trend, t=t))


def content_html(shown: Page) -> str:
    """Content as one HTML file."""
    template = _build_environment(shown.t).get_template("page.html.j2")
    style = Markup(STYLE.read_text("utf-8"))
    given = {"alone": shown.is_alone, "rules": page_rules(shown), "groups": entry_groups(shown.t), "style": style}
    return template.render(page=shown, **given)


def page_rules(shown: Page) -> list[tuple[str, str]]:
    """Title and text of each general rule of a page. The intended purpose comes first."""
    return [shown.purpose, *rule_texts(shown.t)]


@cache
def _build_environment(t: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("central.reports.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = Markup
    environment.globals |= {"method_page": "", "t": t}
    return environment


Values = tuple[Comparison | None, Experiment | None, Trend | None, CommentTrend | None]


def _page_headline(reports: Sequence[Report], values: Values, t: Language) -> str:
    comparison, experiment, trend, comments = values
    if comments is not None:
        return comments_headline(comments, t)
    if experiment is not None:
        return experiment_headline(experiment, t)
    if comparison is not None:
        return comparison_headline(comparison, t)
    if trend is not None:
        return trend_headline(trend, t)
    if len(reports) == 1:
        return report_headline(reports[0], t)
    return several_headline(reports, t) if reports else t("headline.none")


def _generated(reports: Sequence[Report], values: Values, t: Language) -> str:
    times = [value.generated for value in (*reports, *values[1:]) if value is not None]
    return day_text(max(times).date(), t) if times else ""


def _any_has(mark: Literal["simulated", "research"], reports: Sequence[Report], values: Values) -> bool:
    comparison, *others = values
    found = [*reports, *(comparison.reports if comparison else []), *(value for value in others if value is not None)]
    return any(getattr(value, mark) for value in found)


def _page_verdicts(
    reports: Sequence[Report], comparison: Comparison | None, experiment: Experiment | None, t: Language
) -> list[Verdict]:
    found = [experiment_verdict(experiment, t)] if experiment else []
    found += [comparison_verdict(comparison, t)] if comparison else []
    if len(reports) > 1 and comparison is None:
        none = text_table(t("difference.no_table"), column_heads(t, "pair", "difference"), [])
        curves = overlay_figure(reports, "overlay", t)
        found.append(Verdict(heading=t("difference.curves"), sentences=(), figure=curves, differences=none))
    return found
