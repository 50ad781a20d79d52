"""Builds the report of one creative, and weeks of some, in NumPy from all rows by site and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from central.measures import READ_BY_MODEL, SCORES
from central.reports.columns import Columns, sum_by_site
from central.reports.curves import Cells, build_curve, smile_moments, smile_scores
from central.reports.networks import is_for_research, model_spans, rows_of_used_model
from central.reports.notes import report_notes
from central.reports.reading import read_share
from central.reports.selection import Selection, local_date
from central.reports.trend_values import Week
from central.reports.values import WANTED, Interval, Measure, ModelSpan, Part, Report, Wanted, Withheld
from central.statistics.intervals import mean_of_sites
from central.statistics.percentile import percentile_rank
from central.statistics.told import reported_share
from tests.central.reports.by_days.flow import flow_of, hours_of, ratio, weekdays_of
from tests.central.reports.by_days.measures import measure_of, measures_of
from tests.central.reports.by_days.query import Evidence
from tests.central.reports.by_days.sites import sites_of


@dataclass(frozen=True, slots=True)
class Context:
    """Values that all reports of one call share. `means`: sums of smiles by site and creative, of all creatives."""

    selection: Selection
    generated: datetime
    devices: dict[int, int]  # kiosks of each site
    is_research: bool
    means: Columns


def report_of(evidence: Evidence, context: Context, used: str | None = None) -> Report:
    """The report of one creative; `used`: the expression network to use, where it is not the one with most people."""
    selection, creative = context.selection, evidence.creative
    models = model_spans(evidence.reactions, used)
    reactions = rows_of_used_model(evidence.reactions, models)
    cells = Cells(evidence.cells, rows_of_used_model(evidence.cells, models))
    told = reported_share(evidence.told.column_sum("told_visits"), evidence.windows.column_sum("visits"))
    measures = measures_of(evidence.reactions, reactions, told)
    names = {site.id: site.site for site in selection.sites}
    days = np.concatenate([evidence.plays["day"], evidence.reactions["day"]])
    scores, of_all = smile_scores(cells), rows_of_used_model(context.means, models)
    report = Report(
        tenant=selection.tenant,
        creative=creative.creative,
        name=creative.name,
        tag=creative.tag,
        from_=local_date(int(days.min())) if len(days) else None,
        to=local_date(int(days.max())) if len(days) else None,
        unit="participants" if selection.is_panel else "sites",
        devices=sum(context.devices.get(site, 0) for site in _sites(evidence)),
        tz=sorted({site.zone or "UTC" for site in selection.sites}),
        generated=context.generated,
        simulated=selection.is_simulated,
        research=context.is_research or is_for_research(models),
        flow=flow_of(evidence.plays, evidence.windows),
        measures=measures,
        curve=build_curve(cells, told),
        moments=smile_moments(cells),
        scores={name: score for name, score in scores.items() if name in SCORES},
        retention=scores.get("retention"),
        sites=sites_of(
            names,
            evidence.plays,
            reactions,
            evidence.windows,
            evidence.told,
            context.devices,
            of_all,
            creative.id,
        ),
        hours=hours_of(evidence.windows),
        weekdays=weekdays_of(evidence.windows),
        parts=_parts(rows_of_used_model(evidence.parts, models), told),
        reported_share=told,
        read_share=read_share(reactions),
        withheld=_withheld(evidence, cells),
        models=models,
        percentile=_percentile(context.means, creative.id, models, measures["smile"].mean),
        wanted=Wanted(difference=WANTED, days=_days(measures["smile"])),
        notes=[],
    )
    return report.model_copy(update={"notes": report_notes(report, selection)})


def _parts(parts: Columns, reported_share: float | None) -> list[Part]:
    return [
        Part(at=int(at), smile=Interval(**_interval(found)), sites=found.sites, people=found.people)
        for at in np.unique(parts["part"])
        for found in (_of_part(parts.select_rows(parts["part"] == at), reported_share),)
    ]


def _of_part(of_part: Columns, reported_share: float | None) -> Measure:
    """A part has no days of its own: all are one."""
    return measure_of("smile", Columns({**of_part.of, "day": np.zeros(len(of_part), dtype=int)}), reported_share)


def _interval(measure: Measure) -> dict[str, float | str | None]:
    return {name: getattr(measure, name) for name in ("mean", "low", "high", "reason")}


def _withheld(evidence: Evidence, cells: Cells) -> Withheld:
    played = set(evidence.plays["site_id"].tolist())
    site_days = {*zip(evidence.plays["site_id"].tolist(), evidence.plays["day"].tolist(), strict=True)}
    told = float(cells.second_totals("told_days").sum()) if cells.seconds else 0.0
    return Withheld(
        plays=_rest(evidence.reactions.column_sum("plays"), evidence.plays.column_sum("plays")),
        seconds=_rest(told, float(len(site_days) * cells.shown_seconds())),
        sites=_rest(len(played & set(evidence.reactions["site_id"].tolist())), len(played)),
    )


def _rest(told: float, of: float) -> float | None:
    share = ratio(told, of)
    return None if share is None else max(0.0, 1.0 - share)


def _sites(evidence: Evidence) -> set[int]:
    """Sites that played the creative or told of it."""
    return {*evidence.plays["site_id"].tolist(), *evidence.reactions["site_id"].tolist()}


def _percentile(means: Columns, creative_id: int, models: list[ModelSpan], own: float | None) -> float | None:
    """Place among all creatives of the tenant that the same network read, by the mean over sites."""
    if own is None:
        return None
    read = rows_of_used_model(means, models)
    others = [
        _mean(read.select_rows(read["creative_id"] == number))
        for number in np.unique(read["creative_id"])
        if number != creative_id
    ]
    place = percentile_rank(own, np.array([value for value in others if value is not None]))
    return None if place is None else place / 100


def _mean(of_creative: Columns) -> float | None:
    sites = np.unique(of_creative["site_id"])
    return mean_of_sites(*sum_by_site(of_creative, sites, "smile_n", "smile_sum")).mean


def _days(smile: Measure) -> int | None:
    """Days until the interval in these shops is as narrow as the difference."""
    here = smile.here
    if here is None or here.low is None or here.high is None:
        return None
    half = (here.high - here.low) / 2
    return int(np.ceil(here.days * max(1.0, (half / WANTED) ** 2)))


def weeks_of(evidence: Sequence[Evidence], measure: str) -> list[Week]:
    """Weeks of some creatives together. In each week the network that read most people is used."""
    joined = Columns(
        {name: np.concatenate([each.reactions[name] for each in evidence]) for name in evidence[0].reactions.of}
    )
    week = (joined["day"] + 3) // 7  # day 0 of the store was a Thursday
    return [_week(int(number), joined.select_rows(week == number), measure) for number in np.unique(week)]


def _week(number: int, reactions: Columns, measure: str) -> Week:
    models = model_spans(reactions)
    found = measure_of(measure, rows_of_used_model(reactions, models) if measure in READ_BY_MODEL else reactions, None)
    return Week(
        week=local_date(7 * number - 3),
        mean=found.mean,
        low=found.low,
        high=found.high,
        reason=found.reason,
        model=next((span.model for span in models if span.is_used), None),
        sites=found.sites,
        reactions=found.reactions,
        people=found.people,
        reported_share=None,
    )
