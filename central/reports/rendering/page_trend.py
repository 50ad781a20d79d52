"""Part of the page on a trend, and the table of its weeks."""

from collections.abc import Sequence
from datetime import date

from central.reports.rendering.page_tables import Table, table
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import day, is_share, number, percent, sentence, span_text, value_text
from central.reports.rendering.time_plot import trend_plot
from central.reports.rendering.verdicts import week_note
from central.reports.rendering.words import head
from central.reports.values import Trend


def weeks_table(trend: Trend) -> Table:
    """Every week with its base."""
    visited = ("Visits",) if trend.unit == "sites" else ()
    columns = ("Week from", "Value", "95 % interval", head(trend.unit), "Reactions", *visited, "Told share", "Remark")
    rows = [
        [
            day(week.week),
            value_text(trend.measure, week.mean),
            span_text(trend.measure, week.low, week.high),
            number(week.sites),
            number(week.reactions),
            *([number(week.people)] if visited else []),
            percent(week.told_share),
            week_note(week),
        ]
        for week in trend.weeks
    ]
    return table("Weeks", columns, rows)


def trend_figure(trend: Trend, events: Sequence[date] = ()) -> Figure:
    """Weeks as points with intervals, and days that are marked. A measure that is no share has its table alone."""
    about = Picture(
        "trend",
        f"Weeks of {trend.tag or 'the adverts'}",
        "A point and its 95 % interval for each week. The table under the plot has every number.",
        trend.simulated,
    )
    is_drawn = is_share(trend.measure) and bool(trend.weeks)
    drawn = [trend_plot(trend.weeks, about, size, events) for size in SIZES] if is_drawn else []
    legend = "Line: 95 % interval. A break is a week that was not told, or another network."
    return Figure(
        heading="Week by week",
        legend=" ".join([legend, *map(sentence, trend.notes)]),
        plots=drawn,
        tables=[weeks_table(trend)],
    )
