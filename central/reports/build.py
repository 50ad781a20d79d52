"""Builds the report of one creative from its stored data."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from central.measures import SCORES
from central.reports.columns import Columns
from central.reports.curves import Cells, build_curve, smile_moments, smile_scores
from central.reports.day_curves import build_day_curves
from central.reports.flow import build_flow, build_hours, build_weekdays, divide_or_none
from central.reports.measures import Reactions, build_measures, build_site_mean
from central.reports.networks import build_model_spans, is_for_research, select_used_model
from central.reports.notes import report_notes
from central.reports.own_rank import own_third
from central.reports.period_change import BeforeSmiles, build_change
from central.reports.query import Evidence, count_days
from central.reports.reading import read_share
from central.reports.seen import build_seen
from central.reports.selection import Selection, local_date
from central.reports.sites import build_sites
from central.reports.spread import KnownSpread
from central.reports.values import Interval, Part, Report, Withheld
from central.reports.wanted import wanted_difference
from central.statistics.intervals import Estimate
from central.statistics.told import reported_share


@dataclass(frozen=True, slots=True)
class Context:
    """Values that all reports of one call share. `own`: smiles by site, creative and expression model, for all
    creatives.
    """

    selection: Selection
    generated: datetime
    devices: dict[int, int]  # kiosks of each site
    is_research: bool
    own: Columns | None
    spread: KnownSpread | None = None  # of two ads, by smiles
    before: BeforeSmiles | None = None  # of all ads, also in the days before


def build_report(evidence: Evidence, context: Context, used: str | None = None) -> Report:
    """Build the report of one creative. `used`: the expression model to use. By default it is the model that measured
    the most people.
    """
    selection, creative = context.selection, evidence.creative
    models = build_model_spans(evidence.reactions, used)
    reactions, days = select_used_model(evidence.reactions, models), select_used_model(evidence.days, models)
    cells = Cells(evidence.cells, select_used_model(evidence.cells, models))
    told = reported_share(evidence.weekdays.column_sum("told_visits"), evidence.weekdays.column_sum("visits"))
    measures = build_measures(Reactions(evidence.reactions, evidence.days), Reactions(reactions, days), told)
    own = None if context.own is None else select_used_model(context.own, models)
    of_sites, scores = evidence.sites, smile_scores(cells, measures["smile"])
    report = Report(
        tenant=selection.tenant,
        creative=creative.creative,
        name=creative.name,
        tag=creative.tag,
        from_=local_date(int(of_sites["first_day"].min())) if len(of_sites) else None,
        to=local_date(int(of_sites["last_day"].max())) if len(of_sites) else None,
        unit="participants" if selection.is_panel else "sites",
        devices=sum(context.devices.get(site, 0) for site in of_sites["site_id"].tolist()),
        tz=sorted({site.zone or "UTC" for site in selection.sites}),
        generated=context.generated,
        simulated=selection.is_simulated,
        research=context.is_research or is_for_research(models),
        seen=None if selection.is_panel else build_seen(of_sites, evidence.reactions, evidence.parts, context.devices),
        change=build_change(context.before, creative.id, models),
        flow=build_flow(evidence.weekdays, evidence.flow_days, count_days(of_sites)),
        measures=measures,
        curve=build_curve(cells, told),
        day_curves=build_day_curves(select_used_model(evidence.day_cells, models), cells.seconds),
        moments=smile_moments(cells),
        scores={name: score for name, score in scores.items() if name in SCORES},
        retention=scores.get("retention"),
        sites=build_sites(selection.sites, of_sites, reactions, context.devices, own),
        hours=build_hours(evidence.hours),
        weekdays=build_weekdays(evidence.weekdays),
        parts=_parts(select_used_model(evidence.parts, models)),
        reported_share=told,
        read_share=read_share(reactions),
        withheld=_withheld_counts(evidence, cells),
        models=models,
        third=None if own is None else own_third(own, creative.id),
        wanted=wanted_difference(reactions, days, measures["smile"], context.spread),
        notes=[],
    )
    return report.model_copy(update={"notes": report_notes(report, selection)})


def _parts(parts: Columns) -> list[Part]:
    return [
        Part(at=int(at), smile=_interval(found.estimate), sites=found.sites, people=found.people)
        for at in np.unique(parts["part"])
        for found in (build_site_mean("smile", parts.select_rows(parts["part"] == at)),)
    ]


def _interval(estimate: Estimate) -> Interval:
    return Interval(mean=estimate.mean, low=estimate.low, high=estimate.high, reason=estimate.reason)


def _withheld_counts(evidence: Evidence, cells: Cells) -> Withheld:
    of_sites = evidence.sites
    played = of_sites.select_rows(of_sites["play_days"] > 0)
    told = float(cells.second_totals("told_days").sum()) if cells.seconds else 0.0
    return Withheld(
        plays=_rest(evidence.reactions.column_sum("plays"), of_sites.column_sum("plays")),
        seconds=_rest(told, played.column_sum("play_days") * cells.shown_seconds()),
        sites=_rest(int((played["reaction_days"] > 0).sum()), len(played)),
    )


def _rest(told: float, of: float) -> float | None:
    share = divide_or_none(told, of)
    return None if share is None else max(0.0, 1.0 - share)
