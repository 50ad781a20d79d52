"""Builds the report of one creative, and weeks of some, in NumPy from all rows by site and day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np

from central.measures import READ_BY_MODEL, SCORES, TERMS
from central.reports.columns import Array, Columns, Floats
from central.reports.curves import Cells, build_curve, smile_moments, smile_scores
from central.reports.networks import build_model_spans, is_for_research, select_used_model
from central.reports.notes import report_notes
from central.reports.own_rank import own_third
from central.reports.reading import read_share
from central.reports.selection import Selection, local_date
from central.reports.trend_values import Week
from central.reports.values import WANTED, DayCurve, Interval, Measure, ModelSpan, Part, Report, Seen, Wanted, Withheld
from central.reports.week_spans import whole_weeks
from central.statistics.site_effects import PeriodMean, period_means
from central.statistics.told import SiteVisits, reported_share, seen_visits
from tests.central.reports.by_days.flow import flow_of, hours_of, ratio, weekdays_of
from tests.central.reports.by_days.measures import measure_of, measures_of
from tests.central.reports.by_days.query import Evidence
from tests.central.reports.by_days.sites import sites_of


@dataclass(frozen=True, slots=True)
class Context:
    """Values that all reports of one call share. `own`: sums of smiles by site and creative, of all creatives."""

    selection: Selection
    generated: datetime
    devices: dict[int, int]  # kiosks of each site
    is_research: bool
    own: Columns


def report_of(evidence: Evidence, context: Context, used: str | None = None) -> Report:
    """The report of one creative; `used`: the expression network to use, where it is not the one with most people."""
    selection, creative = context.selection, evidence.creative
    models = build_model_spans(evidence.reactions, used)
    reactions = select_used_model(evidence.reactions, models)
    cells = Cells(evidence.cells, select_used_model(evidence.cells, models))
    told = reported_share(evidence.told.column_sum("told_visits"), evidence.windows.column_sum("visits"))
    measures = measures_of(evidence.reactions, reactions, told)
    names = {site.id: site.site for site in selection.sites}
    days = np.concatenate([evidence.plays["day"], evidence.reactions["day"]])
    scores, of_all = smile_scores(cells, measures["smile"]), select_used_model(context.own, models)
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
        seen=None if selection.is_panel else _seen(evidence, context.devices),
        flow=flow_of(evidence.plays, evidence.windows, int(np.ptp(days)) + 1 if len(days) else 0),
        measures=measures,
        curve=build_curve(cells, told),
        day_curves=_day_curves(evidence, models, cells.seconds),
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
        parts=_parts(select_used_model(evidence.parts, models), told),
        reported_share=told,
        read_share=read_share(reactions),
        withheld=_withheld(evidence, cells),
        models=models,
        third=own_third(select_used_model(context.own, models), creative.id),
        wanted=Wanted(difference=WANTED, days=_days(measures["smile"])),
        notes=[],
    )
    return report.model_copy(update={"notes": report_notes(report, selection)})


def _seen(evidence: Evidence, devices: dict[int, int]) -> Seen | None:
    """Visits that saw the creative: every number of a site from its rows by day."""
    rows = [
        _site_visits(evidence, site) * np.array([1, 1, 1, 1, 1, devices.get(site, 1)], dtype=float)
        for site in _sites(evidence)
    ]
    if not rows:
        return None
    table = np.array(rows)
    found = seen_visits(SiteVisits(*table.T))
    numbers = {
        name: value and round(value) for name, value in asdict(found).items() if name in ("visits", "low", "high")
    }
    return Seen(**numbers, at_least=found.at_least, watchers=round(table[:, 0].sum()), reason=found.reason)


def _site_visits(evidence: Evidence, site: int) -> Floats:
    def of(columns: Columns) -> Columns:
        return columns.select_rows(columns["site_id"] == site)

    windows, days = (
        of(evidence.windows),
        [set(of(each)["day"].tolist()) for each in (evidence.plays, evidence.reactions)],
    )
    sums = [windows.column_sum(name) for name in ("visits", "windows", "sensed_ms")]
    told = [of(evidence.reactions).column_sum("watchers"), of(evidence.told).column_sum("told_visits")]
    parts = max(1, len(set(of(evidence.parts)["part"].tolist())))
    return np.array([*told, *sums[:2], sums[2] / 60_000, max(map(len, days)) * parts])


def _day_curves(evidence: Evidence, models: list[ModelSpan], seconds: int) -> list[DayCurve]:
    """Curves of the newest 28 days, below four sites."""
    if len(np.unique(evidence.cell_days["site_id"])) >= 4:
        return []
    found = []
    cells = select_used_model(evidence.cell_days, models)
    told = cells.select_rows(cells["smile_n"] > 0)
    for day in np.unique(told["day"])[-28:]:
        smile = [None if not n else s / n for n, s in (_of_second(told, day, second) for second in range(seconds))]
        found.append(DayCurve(day=local_date(int(day)), smile=smile))
    return found


def _of_second(cells: Columns, day: int, second: int) -> tuple[float, float]:
    of_second = cells.select_rows((cells["day"] == day) & (cells["second"] == second))
    return of_second.column_sum("smile_n"), of_second.column_sum("smile_sum")


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


def _days(smile: Measure) -> int | None:
    """Days until the interval in these shops is as narrow as the difference."""
    here = smile.here
    if here is None or here.low is None or here.high is None:
        return None
    half = (here.high - here.low) / 2
    return int(np.ceil(here.days * max(1.0, (half / WANTED) ** 2)))


def weeks_of(evidence: Sequence[Evidence], measure: str, context: Context) -> list[Week]:
    """Weeks of some creatives together. In each week the network that read most people is used."""
    reactions, windows, told = (
        _joined([getattr(each, name) for each in evidence]) for name in ("reactions", "windows", "told")
    )
    numbers = [int(number) for number in np.unique(_week_of(np.concatenate([reactions["day"], windows["day"]])))]
    assert (np.diff(numbers) == 1).all(), "each week has a window"
    spans = {
        number: build_model_spans(reactions.select_rows(_week_of(reactions["day"]) == number)) for number in numbers
    }
    models = {number: next((s.model for s in of if s.is_used), None) for number, of in spans.items()}
    means = _means(reactions, models, measure)
    whole = whole_weeks(Columns({**reactions.of, "week": _week_of(reactions["day"])}), numbers, *_asked(context))
    found = []
    for number in numbers:
        visits = windows["visits"][_week_of(windows["day"]) == number].sum()
        of_week = reactions.select_rows(_week_of(reactions["day"]) == number)
        rows = of_week.select_rows(of_week["model"] == models[number]) if measure in READ_BY_MODEL else of_week
        one = measure_of(measure, rows, None)
        estimate, chain = means[number].estimate, means[number].chain
        found.append(
            Week(
                week=local_date(7 * number - 3),
                mean=estimate.mean,
                low=estimate.low,
                high=estimate.high,
                reason=estimate.reason,
                model=models[number],
                sites=one.sites,
                reactions=one.reactions,
                people=one.people,
                reported_share=reported_share(told["told_visits"][_week_of(told["day"]) == number].sum(), visits),
                chain=chain,
                is_whole=whole[number],
            )
        )
    return found


def _asked(context: Context) -> tuple[Selection, datetime]:
    return context.selection, context.generated


def _joined(parts: Sequence[Columns]) -> Columns:
    return Columns({name: np.concatenate([each[name] for each in parts]) for name in parts[0].of})


def _week_of(day: Array) -> Array:
    return (day + 3) // 7  # day 0 of the store was a Thursday


def _means(reactions: Columns, models: dict[int, str | None], measure: str) -> dict[int, PeriodMean]:
    """Means of the weeks, of site by site and week by week."""
    people, total = TERMS[measure]
    sites, of_week = np.unique(reactions["site_id"]), _week_of(reactions["day"])
    used = sorted({model for model in models.values() if model}, key=list(models.values()).index)
    found: dict[int, PeriodMean] = {}
    for model in used if measure in READ_BY_MODEL else [None]:
        table = np.full((len(sites), len(models)), np.nan)
        for column, (number, name) in enumerate(models.items()):
            for row, site in enumerate(sites):
                keep = (reactions["site_id"] == site) & (of_week == number)
                keep &= reactions["model"] == name if model is not None else True
                n = reactions[people][keep].sum()
                if n > 0 and model in (None, name):
                    table[row, column] = reactions[total][keep].sum() / n
        before = max((each.chain for each in found.values() if each.chain is not None), default=-1) + 1
        for number, mean in zip(models, period_means(table), strict=True):
            if mean.chain is not None or number not in found:
                found[number] = PeriodMean(mean.estimate, None if mean.chain is None else before + mean.chain)
    return found
