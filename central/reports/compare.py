"""Builds comparisons of creatives, and trends over weeks."""

from collections.abc import Sequence

import numpy as np

from central.measures import READ_BY_MODEL, SHARES
from central.reports.build import Context, build_report
from central.reports.columns import Columns
from central.reports.differences import pair_groups
from central.reports.experiment_values import Comparison
from central.reports.measures import site_mean
from central.reports.networks import is_for_research, model_spans, rows_of_used_model
from central.reports.query import Evidence
from central.reports.reading import unread_share_sentences
from central.reports.selection import CreativeRow, local_date
from central.reports.trend_values import Trend, Week
from central.reports.values import WANTED, ModelSpan
from central.reports.winners import judge_comparison


def build_comparison(
    evidence: Sequence[Evidence], days: Sequence[Columns], measure: str, context: Context
) -> Comparison:
    """Reports of creatives, and their differences within the site-days that told both of a pair. `days`: the measure
    of each by site, day and network."""
    groups = {each.creative.creative: of_days for each, of_days in zip(evidence, days, strict=True)}
    models = model_spans(_joined([each.reactions for each in evidence]))
    used = next((span.model for span in models if span.is_used), None)
    if measure in READ_BY_MODEL:
        groups = {name: rows_of_used_model(reactions, models) for name, reactions in groups.items()}
    differences = judge_comparison(pair_groups(measure, groups), WANTED if measure in SHARES else None)
    reports = [build_report(each, context, used) for each in evidence]
    return Comparison(
        tenant=context.selection.tenant,
        measure=measure,
        reports=reports,
        differences=differences,
        notes=[
            *_comparison_notes(models, is_panel=context.selection.is_panel),
            *unread_share_sentences(report.read_share for report in reports),
        ],
    )


def _comparison_notes(models: list[ModelSpan], *, is_panel: bool) -> list[str]:
    found = [
        "Each participant is compared with himself or herself. Where all saw the adverts in one order, the order may"
        " make a difference."
        if is_panel
        else "The adverts were compared within the same shops and days. They were not assigned at random: the hour at"
        " which each was shown may make a difference. An experiment decides."
    ]
    if len(models) > 1:
        used = next(span.model for span in models if span.is_used)
        found.append(f"Several expression networks read these reactions; the differences are those of {used} alone.")
    return found


def _joined(columns: Sequence[Columns]) -> Columns:
    return Columns({name: np.concatenate([each[name] for each in columns]) for name in columns[0].of})


def build_trend(
    creatives: Sequence[CreativeRow], weeks: Columns, tag: str | None, measure: str, context: Context
) -> Trend:
    """Weeks of some creatives together. In each week the network that read most people is used."""
    week = weeks["week"]
    return Trend(
        tenant=context.selection.tenant,
        tag=tag,
        creatives=[each.creative for each in creatives],
        measure=measure,
        generated=context.generated,
        simulated=context.selection.is_simulated,
        research=context.is_research or is_for_research(model_spans(weeks)),
        unit="participants" if context.selection.is_panel else "sites",
        weeks=[_build_week(int(number), weeks.select_rows(week == number), measure) for number in np.unique(week)],
        notes=_breaks(weeks),
    )


def _build_week(number: int, reactions: Columns, measure: str) -> Week:
    models = model_spans(reactions)
    rows = rows_of_used_model(reactions, models) if measure in READ_BY_MODEL else reactions
    found = site_mean(measure, rows)
    return Week(
        week=local_date(7 * number - 3),
        mean=found.estimate.mean,
        low=found.estimate.low,
        high=found.estimate.high,
        reason=found.estimate.reason,
        model=next((span.model for span in models if span.is_used), None),
        sites=found.sites,
        reactions=round(rows.column_sum("told_reactions")),
        people=found.people,
        reported_share=None,
    )


def _breaks(reactions: Columns) -> list[str]:
    models = model_spans(reactions)
    return [
        f"From {span.from_} on {span.model} reads the faces: weeks before it are not on the same scale."
        for span in models[1:]
    ]
