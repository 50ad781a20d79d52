"""Builds comparisons of creatives."""

from collections.abc import Sequence

import numpy as np

from central.measures import READ_BY_MODEL, SHARES
from central.reports.build import Context, build_report
from central.reports.columns import Columns
from central.reports.differences import pair_groups
from central.reports.experiment_values import Comparison
from central.reports.networks import build_model_spans, select_used_model
from central.reports.query import Evidence
from central.reports.reading import unread_share_sentences
from central.reports.values import WANTED, ModelSpan
from central.reports.winners import judge_comparison


def build_comparison(
    evidence: Sequence[Evidence], days: Sequence[Columns], measure: str, context: Context
) -> Comparison:
    """Build reports of creatives, and the differences of each pair within the site-days that have results for both
    creatives. `days`: the measure of each creative by site, day and expression model.
    """
    groups = {each.creative.creative: of_days for each, of_days in zip(evidence, days, strict=True)}
    models = build_model_spans(_joined([each.reactions for each in evidence]))
    used = next((span.model for span in models if span.is_used), None)
    if measure in READ_BY_MODEL:
        groups = {name: select_used_model(reactions, models) for name, reactions in groups.items()}
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
        "Each participant is compared only with themselves. If all participants saw the ads in the same order,"
        " that order may affect the result."
        if is_panel
        else "The ads were compared within the same shops and days. This comparison does not assign them at random, so"
        " the hour at which each was shown may affect the result. Only an experiment rules this out."
    ]
    if len(models) > 1:
        used = next(span.model for span in models if span.is_used)
        found.append(f"Several expression models produced these reactions. The differences use only {used}.")
    return found


def _joined(columns: Sequence[Columns]) -> Columns:
    return Columns({name: np.concatenate([each[name] for each in columns]) for name in columns[0].of})
