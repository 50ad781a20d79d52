"""Visits by hour or weekday as bars, and the weeks of a trend as points, as SVG."""

from collections.abc import Sequence
from datetime import date

from central.languages.language import ENGLISH, Language
from central.reports.rendering.plot_size import Size
from central.reports.rendering.svg import (
    FAINT,
    Picture,
    Scale,
    share_axis_ticks,
    svg_group,
    svg_line,
    svg_path,
    svg_picture,
    svg_rect,
    svg_text,
    text_width,
)
from central.reports.rendering.text import number_text
from central.reports.rendering.week_plot import WeekPlot, interval_bar
from central.reports.trend_values import Week
from central.reports.values import Hour
from edge.markup.elements import svg_element as element

HEIGHTS = {"wide": 110.0, "narrow": 84.0}
DAYS = 7
TREND_HEIGHT = 200.0
_FILLED: dict[str, object] = {"fill": "currentColor"}
_HOLLOW: dict[str, object] = {"fill": "none", "stroke": "currentColor", "stroke_width": 1.5}


def hour_label(hour: Hour, t: Language = ENGLISH, *, weekday: bool) -> str:
    """Label of an hour, such as `9`, or of a weekday, such as `Mon`."""
    return t.weekday_name(hour.at % DAYS) if weekday else str(hour.at)


def bar_plot(hours: Sequence[Hour], about: Picture, size: Size, *, weekday: bool, colour: int = 0) -> str:
    """Visits as pale bars. Dark bars inside them show the visits that looked."""
    top, left = size.font + 8, 6.0
    bottom = top + HEIGHTS[size.name]
    most = max((hour.visits for hour in hours), default=0)
    y = Scale(0.0, float(most or 1), bottom, top)
    step = (size.width - 2 * left) / max(len(hours), 1)
    width = min(step * 0.72, 64.0)
    every = max(1, -(-int(text_width("00 ", size.font)) // max(int(step), 1)))
    parts = [svg_line(left, bottom, size.width - left, bottom, stroke=FAINT)]
    for index, hour in enumerate(hours):
        middle = left + step * (index + 0.5)
        bars = [_bar(middle, width, y, hour.visits, 0.28), _bar(middle, width, y, hour.watchers, 0.95)]
        parts.append(svg_group(bars, colour))
        if index % every == 0:
            name = hour_label(hour, about.t, weekday=weekday)
            parts.append(
                svg_text(name, middle, bottom + size.font + 4, text_anchor="middle", fill=FAINT, class_="faint")
            )
        if hour.visits == most and most:
            parts.append(
                svg_text(
                    number_text(most, t=about.t), middle, top - 5, text_anchor="middle", fill=FAINT, class_="faint"
                )
            )
            most = 0
    return svg_picture(
        about.sized_picture(size), (size.width, bottom + size.font + 12), parts, size.font, class_=f"plot {size.name}"
    )


def _bar(middle: float, width: float, y: Scale, value: int, opacity: float) -> str:
    at = y(float(value))
    return svg_rect(middle - width / 2, at, width, y.start - at, fill="currentColor", fill_opacity=opacity)


def trend_plot(weeks: Sequence[Week], about: Picture, size: Size, events: Sequence[date] = ()) -> str:
    """Weeks as points with intervals. The line has a gap at a week without a value, and where a new chain of weeks
    starts. An incomplete week is hollow, and no line leads to it.

    `events`: days that are marked with numbers, starting at 1.
    """
    ticks = share_axis_ticks(max((v for w in weeks for v in (w.mean, w.high) if v is not None), default=0.0))
    plot = WeekPlot(days=[week.week for week in weeks], ticks=ticks, height=TREND_HEIGHT, left=size.left, size=size)
    parts = [_event_line(number, day, plot) for number, day in enumerate(events, 1)]
    parts.append(svg_group([_week_shapes(run, plot.x, plot.y) for run in _chain_runs(weeks)], 0))
    return plot.week_svg(parts, about)


def _event_line(number: int, day: date, plot: WeekPlot) -> str:
    """Line at a day, with the number of the event; empty for a day outside all weeks of the plot."""
    inside = [(i, (day - monday).days) for i, monday in enumerate(plot.days) if 0 <= (day - monday).days < DAYS]
    if not inside:
        return ""
    index, days = inside[0]
    at = plot.x(index + days / DAYS - 0.5 + 0.5 / DAYS)
    rule = svg_line(at, plot.top, at, plot.bottom, stroke=FAINT, stroke_dasharray="2 3", stroke_opacity=0.8)
    return svg_group([rule, svg_text(str(number), at, plot.top - 3, text_anchor="middle", fill=FAINT, class_="faint")])


def _chain_runs(weeks: Sequence[Week]) -> list[list[tuple[int, Week]]]:
    """Runs of successive weeks that have a value and belong to the same chain."""
    runs: list[list[tuple[int, Week]]] = []
    for index, week in enumerate(weeks):
        if week.mean is None:
            continue
        last = runs[-1][-1] if runs else None
        if last is not None and last[0] == index - 1 and last[1].chain == week.chain:
            runs[-1].append((index, week))
        else:
            runs.append([(index, week)])
    return runs


def _week_shapes(run: Sequence[tuple[int, Week]], x: Scale, y: Scale) -> str:
    parts = []
    line = [(x(index), y(week.mean or 0.0)) for index, week in run if week.is_whole]
    if len(line) > 1:
        parts.append(svg_path(line, fill="none", stroke="currentColor", stroke_width=2))
    for index, week in run:
        if week.low is not None and week.high is not None:
            parts.append(interval_bar(x(index), y(week.low), y(week.high)))
        drawn = _FILLED if week.is_whole else _HOLLOW
        parts.append(element("circle", cx=x(index), cy=y(week.mean or 0.0), r=4.0, **drawn))
    return "".join(parts)
