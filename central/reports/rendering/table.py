"""CSV in long form, with one row per number.

It is safe to open in a spreadsheet. Rows of totals have no second. Values are as published, with noise. An empty cell
is a number that may not be published. The intervals of totals and shops cover the variation between shops or days. The
interval of a second covers only that second.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from central.reports.comment_values import CommentTrend
from central.reports.experiment_values import Comparison, Difference, Experiment
from central.reports.rendering.arm_names import arm_names
from central.reports.rendering.text import plain_line
from central.reports.trend_values import Trend
from central.reports.values import Interval, Report, Second

REPORT_COLUMNS = ("creative", "second", "measure", "n", "value", "low", "high", "simulated", "research")
ARM_COLUMNS = ("experiment", "arm", "measure", "n", "value", "low", "high")
EXPERIMENT_COLUMNS = (
    *ARM_COLUMNS,
    "sequence_low",
    "sequence_high",
    "sites",
    "winner",
    "simulated",
    "ads",
    "verdict",
    "research",
)
COMMENT_COLUMNS = (
    *("tag", "week", "writers", "class", "comments", "people", "share", "low", "high", "batches", "sites"),
    *("simulated", "research"),
)
CLASSES = ("negative", "neutral", "positive", "unclear")
TREND_COLUMNS = (
    *("tag", "week", "measure", "n", "value", "low", "high", "sites", "model", "reported_share", "chain", "is_whole"),
    *("simulated", "research"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that make a spreadsheet run the cell as a formula."""

Value = str | int | float | bool | None


def table_cell(value: Value) -> str:
    """Cell of a table. If a spreadsheet would run the text as a formula, the text gets an apostrophe in front. Numbers
    stay numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    return (
        f"'{plain_line(value)}"
        if value.startswith(FORMULA) or plain_line(value).startswith(FORMULA)
        else plain_line(value)
    )


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """CSV of rows, safe to open in a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([table_cell(value) for value in row] for row in rows)
    return out.getvalue()


def report_csv(reports: Sequence[Report]) -> str:
    """CSV of reports: totals, scores and flow of each report, followed by its seconds."""
    return table_csv(REPORT_COLUMNS, (row for report in reports for row in _report_rows(report)))


def comparison_csv(comparison: Comparison) -> str:
    """CSV of a comparison: the rows of each report, followed by a row for each difference, with `a - b` in the column
    of the creative.
    """
    rows = [row for report in comparison.reports for row in _report_rows(report)]
    marks = (
        any(report.simulated for report in comparison.reports),
        any(report.research for report in comparison.reports),
    )
    rows += [(*_difference_row(comparison.measure, pair), *marks) for pair in comparison.differences]
    return table_csv(REPORT_COLUMNS, rows)


def _report_rows(report: Report) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [
        *(("", name, measure.people, *_interval(measure)) for name, measure in report.measures.items()),
        *(("", name, None, *_interval(score)) for name, score in report.scores.items()),
        *([("", "retention", None, *_interval(report.retention))] if report.retention is not None else []),
        *_seen_rows(report),
        *(("", name, None, *values) for name, values in _flow_rows(report)),
        *_comment_rows(report),
        *(row for second in report.curve for row in _second_rows(second)),
    ]
    return [(report.creative, *row, report.simulated, report.research) for row in rows]


def _interval(value: Interval) -> tuple[Value, Value, Value]:
    return value.mean, value.low, value.high


def _comment_rows(report: Report) -> list[tuple[Value, ...]]:
    found = report.comments
    if found is None:
        return []
    return [("", f"comments_{name}", found.comments, *_interval(getattr(found, name))) for name in CLASSES]


def _seen_rows(report: Report) -> list[tuple[Value, ...]]:
    """Visits that saw the ad, with their range; n: the watchers that were counted."""
    seen = report.seen
    if seen is None:
        return []
    return [
        ("", "seen", seen.watchers, seen.visits, seen.low, seen.high),
        ("", "seen_at_least", None, int(seen.at_least), None, None),
    ]


def _flow_rows(report: Report) -> list[tuple[str, tuple[Value, Value, Value]]]:
    flow, visits = report.flow, report.flow.overlapping_visits_interval
    counted: list[tuple[str, Value]] = [
        ("plays", flow.plays),
        ("proof_s", flow.proof_s),
        ("visits", flow.visits),
        ("flow_watchers", flow.watchers),
        ("dwell_s", flow.dwell_s),
        ("coverage", flow.coverage),
    ]
    shares = [("reported_share", report.reported_share), ("read_share", report.read_share)]
    return [
        *((name, (value, None, None)) for name, value in counted),
        ("overlapping_visits", (flow.overlapping_visits, visits.low, visits.high)),
        *((name, (value, None, None)) for name, value in shares),
    ]


def _second_rows(second: Second) -> list[tuple[Value, ...]]:
    """Rows of one second: its watchers, then every measure, starting with `smile`."""
    rows: list[tuple[Value, ...]] = [
        (second.second, "watchers", second.watchers, second.watchers, None, None),
        (second.second, "smile", second.n, second.smile, second.low, second.high),
    ]
    rows += [
        (second.second, name, second.n, told.value, told.low, told.high)
        for name, told in second.measures.items()
        if name != "smile"
    ]
    return rows


def _difference_row(measure: str, pair: Difference) -> tuple[Value, ...]:
    return (f"{pair.of[0]} - {pair.of[1]}", "", measure, pair.sites, pair.mean, pair.low, pair.high)


def experiment_csv(experiment: Experiment) -> str:
    """CSV of an experiment: one row per arm, followed by one row per difference."""
    names = arm_names(experiment)
    verdict = None if experiment.verdict is None else experiment.verdict.state
    rows: list[tuple[Value, ...]] = [
        (
            experiment.id,
            arm.arm,
            experiment.measure,
            arm.people,
            arm.mean,
            arm.low,
            arm.high,
            None,
            None,
            arm.sites,
            experiment.winner,
            experiment.simulated,
            names[arm.arm],
            verdict,
            experiment.research,
        )
        for arm in experiment.arms
    ]
    rows += [
        (
            experiment.id,
            f"{pair.of[0]} - {pair.of[1]}",
            experiment.measure,
            pair.site_days,
            pair.mean,
            pair.low,
            pair.high,
            pair.sequence_low,
            pair.sequence_high,
            pair.sites,
            pair.winner,
            experiment.simulated,
            " - ".join(names.get(arm, arm) for arm in pair.of),
            verdict,
            experiment.research,
        )
        for pair in experiment.differences
    ]
    return table_csv(EXPERIMENT_COLUMNS, rows)


def trend_csv(trend: Trend) -> str:
    """CSV of a trend, with one row per week."""
    of = trend.tag or " ".join(trend.creatives)
    rows: list[tuple[Value, ...]] = [
        (
            of,
            week.week.isoformat(),
            trend.measure,
            week.people,
            *_interval(week),
            week.sites,
            week.model,
            week.reported_share,
            week.chain,
            week.is_whole,
            trend.simulated,
            trend.research,
        )
        for week in trend.weeks
    ]
    return table_csv(TREND_COLUMNS, rows)


def comments_csv(trend: CommentTrend) -> str:
    """CSV of comments, with one row per week, kind of writer and class."""
    of = trend.tag or " ".join(trend.creatives)
    sources = (("kiosks", trend.kiosks), ("reviews", trend.reviews))
    rows: list[tuple[Value, ...]] = [
        (
            *(of, week.week.isoformat(), who, name, week.comments, week.people),
            *_interval(getattr(week, name)),
            *(week.batches, week.sites, trend.simulated, trend.research),
        )
        for who, source in sources
        if source is not None
        for week in source.weeks
        for name in CLASSES
    ]
    return table_csv(COMMENT_COLUMNS, rows)
