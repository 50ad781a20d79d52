"""Tables of the page: the numbers of a report, and the numbers behind each plot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from central.languages.language import ENGLISH, Language
from central.measures import CURVES, MEASURES, SCORES
from central.reports.rendering.method import short_label
from central.reports.rendering.text import (
    NO_NUMBER,
    join_words,
    number_text,
    percent_text,
    reason_text,
    sentence_text,
    span_text,
    value_text,
)
from central.reports.rendering.time_plot import hour_label
from central.reports.rendering.words import (
    is_panel,
    people_count,
    remaining_watchers_sentences,
    reported_share_note,
    shop_word_ending,
    shown_interval,
)
from central.reports.values import Hour, Measure, Report, Score, Second, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Cell of a table: a text, a small note under it, and the entry of the method section that explains it."""

    text: str
    note: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Table with its caption. The first cell of each row is its header."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def move_last_below(table: Table) -> Table:
    """The same table, with the last cell of each row as a note below its first cell, because columns with texts would
    make the table too wide.
    """
    rows = [[replace(row[0], note=row[-1].text), *row[1:-1]] for row in table.rows]
    return replace(table, columns=table.columns[:-1], rows=rows)


def text_table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Table of plain text."""
    return Table(caption=caption, columns=columns, rows=[[Cell(text=text) for text in row] for row in rows])


def column_heads(t: Language, *names: str) -> list[str]:
    """Column headings."""
    return [t(f"column.{name}") for name in names]


def numbers_table(report: Report, t: Language = ENGLISH) -> Table:
    """Table of the measures that have a value, smiles first. Each row has the interval, the base and the reported
    share.
    """
    told = measures_with_a_mean(report)
    alone = all(_is_here(report.measures[name]) for name in told)
    rows = [_measure_row(name, report, t, alone=alone) for name in told]
    interval = f"here_{shop_word_ending(report.unit)}" if alone else "interval"
    names = ("participants", "reported_share") if is_panel(report) else ("shops", "of", "reported_share", "alike")
    columns = column_heads(t, "number", "mean", interval, *names)
    return Table(caption=t("table.numbers", name=report.name or report.creative), columns=columns, rows=rows)


def scores_table(report: Report, t: Language = ENGLISH) -> Table:
    """Table of the scores that have a value. If no score has an interval, the table has no column for intervals."""
    scores = _told_scores(report)
    has_intervals = any(score.low is not None for _, score in scores)
    rows = [_score_row(name, score, report, t, has_intervals=has_intervals) for name, score in scores]
    columns = column_heads(
        t, "of_curve", "mean", *["interval"] * has_intervals, shop_word_ending(report.unit), "reported_share"
    )
    return Table(caption=t("table.scores", name=report.name or report.creative), columns=columns, rows=rows)


def _told_scores(report: Report) -> list[tuple[str, Score]]:
    names = dict.fromkeys((*SCORES, *report.scores))
    scores = [(name, report.scores[name]) for name in names if name in report.scores]
    return [(name, score) for name, score in scores if score.mean is not None]


def _is_here(measure: Measure) -> bool:
    """True for an interval that is valid only for the shops of the report."""
    return measure.low is None and measure.here is not None and measure.here.low is not None


def measures_with_a_mean(report: Report) -> list[str]:
    """Names of the measures that have a mean."""
    names = ["smile", *(name for name in (*MEASURES, *report.measures) if name != "smile")]
    names = list(dict.fromkeys(names))
    return [name for name in names if name in report.measures and report.measures[name].mean is not None]


def number_notes(report: Report, t: Language = ENGLISH) -> list[str]:
    """Sentences under the table of numbers: measures without a value, and the number of people who watch the end
    compared with the start.
    """
    return [*_not_told_sentences(report, t), *remaining_watchers_sentences(report, t)]


def _not_told_sentences(report: Report, t: Language) -> list[str]:
    """Sentences about the measures without a mean, grouped by reason."""
    by_reason: dict[str, list[str]] = {}
    for name, measure in report.measures.items():
        if measure.mean is None:
            reason = reason_text(measure.reason, report.unit, t) or t("table.no_reason")
            by_reason.setdefault(reason, []).append(short_label(name, t))
    said = [
        f"{t('table.not_told', names=join_words(names, t))} {sentence_text(reason)}"
        for reason, names in by_reason.items()
    ]
    scores = _told_scores(report)
    if scores and all(score.low is None for _, score in scores):
        reason = reason_text(scores[0][1].reason, report.unit, t).rstrip(".") or t(
            f"table.few_{shop_word_ending(report.unit)}"
        )
        said.append(t("table.no_intervals", reason=reason))
    return said


def _measure_row(name: str, report: Report, t: Language, *, alone: bool) -> list[Cell]:
    measure = report.measures[name]
    alike = measure.people_mean
    return [
        Cell(text=short_label(name, t), entry=name),
        Cell(text=value_text(name, shown_interval(measure).mean, t=t)),
        _interval_cell(name, report, t, alone=alone),
        Cell(text=number_text(measure.sites, t=t)),
        *([] if is_panel(report) else [Cell(text=people_count(measure.people, t=t))]),
        Cell(text=reported_share_note(measure.reported_share, t) or NO_NUMBER),
        *([] if is_panel(report) else [Cell(text=value_text(name, alike.mean if alike else None, t=t))]),
    ]


def _interval_cell(name: str, report: Report, t: Language, *, alone: bool) -> Cell:
    """Cell with an interval over shops. If the interval is over days, the cell states this, unless the column heading
    does.
    """
    measure = report.measures[name]
    if measure.low is not None:
        return Cell(text=span_text(name, measure.low, measure.high, t=t))
    here = measure.here
    if here is not None and here.low is not None:
        note = "" if alone else t(f"table.here_{shop_word_ending(report.unit)}", days=here.days)
        return Cell(text=span_text(name, here.low, here.high, t=t), note=note)
    return Cell(text=NO_NUMBER, note=sentence_text(reason_text(measure.reason, report.unit, t)))


def _score_row(name: str, score: Score, report: Report, t: Language, *, has_intervals: bool) -> list[Cell]:
    at = "" if score.second is None else t("table.peak_seconds", **_peak_ends(score.second, len(report.curve)))
    note = "" if score.low is not None else sentence_text(reason_text(score.reason, report.unit, t))
    return [
        Cell(text=short_label(name, t), note=at, entry=name),
        Cell(text=percent_text(score.mean, 1, t)),
        *([Cell(text=span_text("share", score.low, score.high, t=t), note=note)] if has_intervals else []),
        Cell(text=number_text(score.sites, t=t)),
        Cell(text=reported_share_note(report.reported_share, t) or NO_NUMBER),
    ]


def _peak_ends(middle: int, seconds: int) -> dict[str, str]:
    """First and last of the 3 seconds of a peak. `seconds`: length of the curve, which may be shorter."""
    return {"first": str(max(middle - 1, 0)), "last": str(max(min(middle + 1, seconds - 1), 0))}


def curve_table(report: Report, t: Language = ENGLISH) -> Table:
    """Table of every second with all its values."""
    others = [
        name for name in CURVES if name != "smile" and any(_cell_value(s, name) is not None for s in report.curve)
    ]
    columns = column_heads(t, "second", "smiled", "of_second", "band", "watchers", "read_second", "reported_share")
    rows = [[*_second_row(s, t), *(_other_text(s, name, t) for name in others)] for s in report.curve]
    name = report.name or report.creative
    return text_table(t("table.seconds", name=name), [*columns, *(short_label(other, t) for other in others)], rows)


def _cell_value(second: Second, name: str) -> float | None:
    cell = second.measures.get(name)
    return cell.value if cell is not None else None


def _other_text(second: Second, name: str, t: Language) -> str:
    return value_text(name, _cell_value(second, name), t=t)


def _second_row(second: Second, t: Language) -> list[str]:
    return [
        str(second.second),
        percent_text(second.smile, 1, t),
        span_text("smile", second.low, second.high, t=t),
        span_text("smile", second.band_low, second.band_high, t=t),
        number_text(second.watchers, t=t),
        number_text(second.n, t=t),
        reported_share_note(second.reported_share, t) or NO_NUMBER,
    ]


def sites_table(report: Report, sites: Sequence[Site], t: Language = ENGLISH) -> Table:
    """Table of every shop or participant, in the given order."""
    base = ("plays",) if is_panel(report) else ("days", "plays", "visits")
    first, interval = ("participant", "interval") if is_panel(report) else ("shop", "over_days")
    columns = column_heads(t, first, "beside", "shrunk", "own", interval, *base, "reported_share")
    rows = [_site_row(site, t, panel=is_panel(report)) for site in sites]
    caption = t(f"table.{shop_word_ending(report.unit)}", name=report.name or report.creative)
    return Table(caption=caption, columns=columns, rows=rows)


def _site_row(site: Site, t: Language, *, panel: bool) -> list[Cell]:
    base = [site.plays] if panel else [site.days, site.plays, site.people]
    texts = [
        NO_NUMBER if site.beside_shrunk is None else number_text(100 * site.beside_shrunk, 1, t),
        percent_text(site.shrunk, 1, t),
        percent_text(site.smile, 1, t),
        span_text("smile", site.low, site.high, t=t),
        *(number_text(count, t=t) for count in base),
        reported_share_note(site.reported_share, t) or NO_NUMBER,
    ]
    return [Cell(text=site.title, note=site.site if site.name else ""), *(Cell(text=text) for text in texts)]


def hours_table(caption: str, hours: Sequence[Hour], t: Language = ENGLISH, *, weekday: bool) -> Table:
    """Table of windows by hour or weekday."""
    names = ("weekday" if weekday else "hour", "visits", "looked_1", "time_present", *["within"] * (not weekday))
    rows = [
        [
            hour_label(h, t, weekday=weekday),
            number_text(h.visits, t=t),
            number_text(h.watchers, t=t),
            value_text("dwell_s", h.dwell_s, t=t),
            *([] if weekday else [percent_text(h.within, t=t)]),
        ]
        for h in hours
    ]
    return text_table(caption, column_heads(t, *names), rows)


def flow_tables(report: Report, t: Language = ENGLISH) -> list[Table]:
    """Histograms of the time that visits looked and were present. None for a panel, in which visits are
    participants.
    """
    flow = report.flow
    tables: list[Table] = []
    if is_panel(report) or not flow.visits:
        return tables
    if flow.looked:
        rows = [[_or_more(edge, t), number_text(visited, t=t)] for edge, visited in flow.looked.items()]
        tables.append(text_table(t("table.looked"), column_heads(t, "looked", "visits"), rows))
    if flow.dwell:
        edges = list(flow.dwell)
        spans = [t("table.from_to", first=_edge(a, t), last=_edge(b, t)) for a, b in pairwise(edges)]
        spans.append(_or_more(edges[-1], t))
        rows = [[span, number_text(visited, t=t)] for span, visited in zip(spans, flow.dwell.values(), strict=True)]
        tables.append(text_table(t("table.present"), column_heads(t, "present", "visits"), rows))
    return tables


def _edge(edge: str, t: Language) -> str:
    """Text of the edge of a histogram bin in seconds, in the given language."""
    return t.numbers.add_separators(edge)


def _or_more(edge: str, t: Language) -> str:
    return t("table.or_more", edge=_edge(edge, t))
