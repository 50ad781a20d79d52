"""Tables of the page: the numbers of a report, and those behind each plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from central.reports.names import CURVES, MEASURES, SCORES
from central.reports.rendering.method import label
from central.reports.rendering.text import (
    NO_NUMBER,
    count,
    listed,
    number,
    percent,
    reason_text,
    sentence,
    span_text,
    value_text,
)
from central.reports.rendering.time_plot import hour_name
from central.reports.rendering.words import head, is_panel, told_note, visits
from central.reports.values import Hour, Measure, Report, Score, Second, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Cell of a table: text, a small note under it, and the entry of the method section that it names."""

    text: str
    note: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Table with its caption. The first cell of each row is its header."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Table of plain texts."""
    return Table(caption=caption, columns=columns, rows=[[Cell(text=text) for text in row] for row in rows])


def numbers_table(report: Report) -> Table:
    """Measures that were told, smiles first, each with interval, base and told share."""
    told = told_measures(report)
    alone = all(_is_here(report.measures[name]) for name in told)
    rows = [_measure_row(name, report.measures[name], report, alone=alone) for name in told]
    base = ("Participants",) if is_panel(report) else ("Shops", "Of")
    interval = f"95 % in these {head(report.unit).lower()}" if alone else "95 % interval"
    alike = () if is_panel(report) else ("Watchers alike",)
    columns = ("Number", "Mean", interval, *base, "Told share", *alike)
    return Table(caption=f"Numbers of {report.name or report.creative}", columns=columns, rows=rows)


def scores_table(report: Report) -> Table:
    """Scores that were told; without a column for intervals where none has one."""
    scores = _told_scores(report)
    has_intervals = any(score.low is not None for _, score in scores)
    rows = [_score_row(name, score, report, has_intervals=has_intervals) for name, score in scores]
    interval = ("95 % interval",) if has_intervals else ()
    columns = ("Of the curve", "Mean", *interval, head(report.unit), "Told share")
    return Table(caption=f"Scores of the curve of {report.name or report.creative}", columns=columns, rows=rows)


def _told_scores(report: Report) -> list[tuple[str, Score]]:
    names = dict.fromkeys((*SCORES, *report.scores))
    scores = [(name, report.scores[name]) for name in names if name in report.scores]
    return [(name, score) for name, score in scores if score.mean is not None]


def _is_here(measure: Measure) -> bool:
    """True for an interval of these shops alone."""
    return measure.low is None and measure.here is not None and measure.here.low is not None


def told_measures(report: Report) -> list[str]:
    """Names of the measures with a mean."""
    names = ["positive", *(name for name in (*MEASURES, *report.measures) if name != "positive")]
    names = list(dict.fromkeys(names))
    return [name for name in names if name in report.measures and report.measures[name].mean is not None]


def not_told(report: Report) -> list[str]:
    """Sentences on the measures without a mean, those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for name, measure in report.measures.items():
        if measure.mean is None:
            by_reason.setdefault(reason_text(measure.reason, report.unit) or "no reason is given", []).append(
                label(name)
            )
    said = [f"{listed(names)}: not told. {sentence(reason)}" for reason, names in by_reason.items()]
    scores = _told_scores(report)
    if scores and all(score.low is None for _, score in scores):
        reason = reason_text(scores[0][1].reason, report.unit) or f"too few {head(report.unit).lower()}"
        said.append(sentence(f"The curve has no intervals: {reason}"))
    return said


def _measure_row(name: str, measure: Measure, report: Report, *, alone: bool) -> list[Cell]:
    alike = measure.people_mean
    return [
        Cell(text=label(name), entry=name),
        Cell(text=value_text(name, measure.mean)),
        _interval_cell(name, measure, report, alone=alone),
        Cell(text=number(measure.sites)),
        *([] if is_panel(report) else [Cell(text=visits(measure.people))]),
        Cell(text=told_note(measure.told_share) or NO_NUMBER),
        *([] if is_panel(report) else [Cell(text=value_text(name, alike.mean if alike else None))]),
    ]


def _interval_cell(name: str, measure: Measure, report: Report, *, alone: bool) -> Cell:
    """Interval over shops; over days with the words, unless the head of the column says so."""
    if measure.low is not None:
        return Cell(text=span_text(name, measure.low, measure.high))
    here = measure.here
    if here is not None and here.low is not None:
        note = "" if alone else f"in these {head(report.unit).lower()}, {count(here.days, 'day')}"
        return Cell(text=span_text(name, here.low, here.high), note=note)
    return Cell(text=NO_NUMBER, note=sentence(reason_text(measure.reason, report.unit)))


def _score_row(name: str, score: Score, report: Report, *, has_intervals: bool) -> list[Cell]:
    at = f"from second {score.second}" if score.second is not None else ""
    note = "" if score.low is not None else sentence(reason_text(score.reason, report.unit))
    return [
        Cell(text=label(name), note=at, entry=name),
        Cell(text=percent(score.mean, 1)),
        *([Cell(text=span_text("share", score.low, score.high), note=note)] if has_intervals else []),
        Cell(text=number(score.sites)),
        Cell(text=told_note(report.told_share) or NO_NUMBER),
    ]


def curve_table(report: Report) -> Table:
    """Every second with all that was told of it."""
    others = [
        name for name in CURVES if name != "positive" and any(_cell_value(s, name) is not None for s in report.curve)
    ]
    columns = ("Second", "Smiled", "95 % of that second", "Band of all seconds", "Watchers", "Read", "Told share")
    rows = [[*_second_row(s), *(_other_text(s, name) for name in others)] for s in report.curve]
    name = report.name or report.creative
    return table(f"Each second of {name}", (*columns, *(label(other) for other in others)), rows)


def _cell_value(second: Second, name: str) -> float | None:
    cell = second.measures.get(name)
    return cell.value if cell is not None else None


def _other_text(second: Second, name: str) -> str:
    return value_text(name, _cell_value(second, name))


def _second_row(second: Second) -> list[str]:
    return [
        str(second.second),
        percent(second.positive, 1),
        span_text("positive", second.low, second.high),
        span_text("positive", second.band_low, second.band_high),
        number(second.watchers),
        number(second.n),
        told_note(second.told_share) or NO_NUMBER,
    ]


def sites_table(report: Report, sites: Sequence[Site]) -> Table:
    """Every shop or participant, in the order in which they are given."""
    first = "Participant" if is_panel(report) else "Shop"
    base = ("Plays",) if is_panel(report) else ("Days", "Plays", "Visits")
    interval = "95 % interval" if is_panel(report) else "95 % over its days"
    columns = (first, "Shrunk", "Own number", interval, *base, "Told share")
    rows = [_site_row(site, panel=is_panel(report)) for site in sites]
    return table(f"{first}s of {report.name or report.creative}", columns, rows)


def _site_row(site: Site, *, panel: bool) -> list[str]:
    base = [site.plays] if panel else [site.days, site.plays, site.people]
    return [
        site.site,
        percent(site.shrunk, 1),
        percent(site.positive, 1),
        span_text("positive", site.low, site.high),
        *map(number, base),
        told_note(site.told_share) or NO_NUMBER,
    ]


def hours_table(caption: str, hours: Sequence[Hour], *, weekday: bool) -> Table:
    """Windows by hour or weekday."""
    columns = ("Weekday" if weekday else "Hour", "Visits", "Looked for 1 s or more", "Time present")
    rows = [
        [
            hour_name(h, weekday=weekday),
            number(h.visits),
            number(h.watchers),
            value_text("dwell_s", h.dwell_s),
            *([] if weekday else [percent(h.within)]),
        ]
        for h in hours
    ]
    return table(caption, columns if weekday else (*columns, "Surely in this hour"), rows)


def flow_tables(report: Report) -> list[Table]:
    """Histograms of the time looked and of the time present; none for a panel, whose visits are participants."""
    name, flow = report.name or report.creative, report.flow
    tables: list[Table] = []
    if is_panel(report) or not flow.visits:
        return tables
    if flow.looked:
        rows = [[f"{edge} s or more", number(visited)] for edge, visited in flow.looked.items()]
        tables.append(table(f"How long visits looked, {name}", ("Looked", "Visits"), rows))
    if flow.dwell:
        edges = list(flow.dwell)
        spans = [f"{a} to {b} s" for a, b in pairwise(edges)] + [f"{edges[-1]} s or more"]
        rows = [[span, number(visited)] for span, visited in zip(spans, flow.dwell.values(), strict=True)]
        tables.append(table(f"How long visits were present, {name}", ("Present", "Visits"), rows))
    return tables
