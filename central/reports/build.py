"""Builds the report of one creative from what is stored of it."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from central.measures import SCORES
from central.reports.columns import Columns
from central.reports.curves import Cells, curve_of, moments_of, scores_of
from central.reports.flow import flow_of, hours_of, ratio, weekdays_of
from central.reports.measures import Reactions, measures_of, site_mean
from central.reports.networks import is_for_research, of_used, spans
from central.reports.notes import notes_of
from central.reports.query import Evidence
from central.reports.reading import read_share
from central.reports.selection import Selection, day_of
from central.reports.sites import sites_of
from central.reports.values import WANTED, Interval, Measure, ModelSpan, Part, Report, Wanted, Withheld
from central.statistics.intervals import Estimate
from central.statistics.percentile import percentile
from central.statistics.told import reported_share


@dataclass(frozen=True, slots=True)
class Context:
    """Values that all reports of one call share. `means`: of the sites' smiles by creative and network."""

    selection: Selection
    generated: datetime
    devices: dict[int, int]  # kiosks of each site
    is_research: bool
    means: Columns | None


def report_of(evidence: Evidence, context: Context, used: str | None = None) -> Report:
    """The report of one creative; `used`: the expression network to use, where it is not the one with most people."""
    selection, creative = context.selection, evidence.creative
    models = spans(evidence.reactions, used)
    reactions, days = of_used(evidence.reactions, models), of_used(evidence.days, models)
    cells = Cells(evidence.cells, of_used(evidence.cells, models))
    told = reported_share(evidence.weekdays.total("told_visits"), evidence.weekdays.total("visits"))
    measures = measures_of(Reactions(evidence.reactions, evidence.days), Reactions(reactions, days), told)
    names = {site.id: site.site for site in selection.sites}
    of_sites, scores = evidence.sites, scores_of(cells)
    report = Report(
        tenant=selection.tenant,
        creative=creative.creative,
        name=creative.name,
        tag=creative.tag,
        from_=day_of(int(of_sites["first_day"].min())) if len(of_sites) else None,
        to=day_of(int(of_sites["last_day"].max())) if len(of_sites) else None,
        unit="participants" if selection.is_panel else "sites",
        devices=sum(context.devices.get(site, 0) for site in of_sites["site_id"].tolist()),
        tz=sorted({site.zone or "UTC" for site in selection.sites}),
        generated=context.generated,
        simulated=selection.is_simulated,
        research=context.is_research or is_for_research(models),
        flow=flow_of(evidence.weekdays),
        measures=measures,
        curve=curve_of(cells, told),
        moments=moments_of(cells),
        scores={name: score for name, score in scores.items() if name in SCORES},
        retention=scores.get("retention"),
        sites=sites_of(names, of_sites, reactions, context.devices),
        hours=hours_of(evidence.hours),
        weekdays=weekdays_of(evidence.weekdays),
        parts=_parts(of_used(evidence.parts, models)),
        reported_share=told,
        read_share=read_share(reactions),
        withheld=_withheld(evidence, cells),
        models=models,
        percentile=_percentile(context.means, creative.id, models, measures["smile"].mean),
        wanted=Wanted(difference=WANTED, days=_days(measures["smile"])),
        notes=[],
    )
    return report.model_copy(update={"notes": notes_of(report, selection)})


def _parts(parts: Columns) -> list[Part]:
    return [
        Part(at=int(at), smile=_interval(found.estimate), sites=found.sites, people=found.people)
        for at in np.unique(parts["part"])
        for found in (site_mean("smile", parts.where(parts["part"] == at)),)
    ]


def _interval(estimate: Estimate) -> Interval:
    return Interval(mean=estimate.mean, low=estimate.low, high=estimate.high, reason=estimate.reason)


def _withheld(evidence: Evidence, cells: Cells) -> Withheld:
    of_sites = evidence.sites
    played = of_sites.where(of_sites["play_days"] > 0)
    told = float(cells.total("told_days").sum()) if cells.seconds else 0.0
    return Withheld(
        plays=_rest(evidence.reactions.total("plays"), of_sites.total("plays")),
        seconds=_rest(told, played.total("play_days") * cells.shown_seconds()),
        sites=_rest(int((played["reaction_days"] > 0).sum()), len(played)),
    )


def _rest(told: float, of: float) -> float | None:
    share = ratio(told, of)
    return None if share is None else max(0.0, 1.0 - share)


def _percentile(means: Columns | None, creative_id: int, models: list[ModelSpan], own: float | None) -> float | None:
    """Place among all creatives of the tenant that the same network read, by the mean over sites."""
    if own is None or means is None:
        return None
    read = of_used(means, models)
    place = percentile(own, read["mean"][read["creative_id"] != creative_id])
    return None if place is None else place / 100


def _days(smile: Measure) -> int | None:
    """Days until the interval in these shops is as narrow as the difference."""
    here = smile.here
    if here is None or here.low is None or here.high is None:
        return None
    half = (here.high - here.low) / 2
    return int(np.ceil(here.days * max(1.0, (half / WANTED) ** 2)))
