"""The part of a page about a trend, and the table of its weeks."""

from collections.abc import Sequence
from datetime import date

from central.languages.language import ENGLISH, Language
from central.reports.rendering.page_tables import Table, column_heads, text_table
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import (
    day_text,
    is_share_measure,
    note_text,
    number_text,
    percent_text,
    span_text,
    value_text,
)
from central.reports.rendering.time_plot import trend_plot
from central.reports.rendering.verdicts import week_note
from central.reports.rendering.words import shop_word_ending
from central.reports.trend_values import Trend


def weeks_table(trend: Trend, t: Language = ENGLISH) -> Table:
    """Table of every week with the data on which it is based."""
    visited = ["visits"] * (trend.unit == "sites")
    columns = column_heads(
        t, "week", "value", "interval", shop_word_ending(trend.unit), "reactions", *visited, "reported_share", "remark"
    )
    rows = [
        [
            day_text(week.week, t),
            value_text(trend.measure, week.mean, t=t),
            span_text(trend.measure, week.low, week.high, t=t),
            number_text(week.sites, t=t),
            number_text(week.reactions, t=t),
            *([number_text(week.people, t=t)] if visited else []),
            percent_text(week.reported_share, t=t),
            week_note(week, t),
        ]
        for week in trend.weeks
    ]
    return text_table(t("trend.table"), columns, rows)


def trend_figure(trend: Trend, events: Sequence[date] = (), t: Language = ENGLISH) -> Figure:
    """Weeks as points with intervals, and marked days. A measure that is not a share has a table but no plot."""
    name = t("trend.picture", name=trend.tag or t("trend.adverts"))
    about = Picture("trend", name, t("trend.described"), trend.simulated, t)
    is_drawn = is_share_measure(trend.measure) and bool(trend.weeks)
    drawn = [trend_plot(trend.weeks, about, size, events) for size in SIZES] if is_drawn else []
    return Figure(
        heading=t("trend.heading"),
        legend=" ".join(
            [
                t("trend.legend" if trend.unit == "sites" else "trend.legend_panel"),
                *(note_text(note, t) for note in trend.notes),
            ]
        ),
        plots=drawn,
        tables=[weeks_table(trend, t)],
    )
