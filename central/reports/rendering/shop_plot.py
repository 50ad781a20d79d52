"""Plot of one shop by day: visits as bars, and smiles as points below them, as SVG."""

from collections.abc import Sequence
from datetime import date, timedelta

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
from central.reports.rendering.text import number_text, percent_text
from central.reports.shop_values import ShopDay
from edge.markup.elements import svg_element as element

HEIGHTS = {"wide": (120.0, 90.0), "narrow": (90.0, 76.0)}
"""Heights of the bars and of the points below them, in pixels."""
RIGHT, GAP = 8.0, 30.0
MOST_TICKS = 3
MONDAY = 0
_VISITS, _SMILES = 0, 1


def shop_plot(days: Sequence[ShopDay], about: Picture, size: Size) -> str:
    """Bars and points of successive days. A day without numbers stays empty, and the line has a gap there."""
    tall, low = HEIGHTS[size.name]
    bottom, y0 = size.font + 8 + tall, size.font + 8
    end = bottom + GAP + low
    first, last = days[0].day, days[-1].day
    x = Scale(-0.5, (last - first).days + 0.5, size.left, size.width - RIGHT)
    most = max((each.visits for each in days), default=0)
    bars = Scale(0.0, float(most or 1), bottom, y0)
    ticks = share_axis_ticks(max((each.smile or 0.0 for each in days), default=0.0), MOST_TICKS)
    shares = Scale(0.0, ticks[-1], end, bottom + GAP)
    parts = [
        *_visit_axis(most, bars, size, about),
        svg_group([_bars(each, (each.day - first).days, x, bars) for each in days], _VISITS),
        *(_share_tick(tick, shares, size, about) for tick in ticks),
        svg_group([_run(run, first, x, shares) for run in _told_runs(days)], _SMILES),
        *_day_labels(first, last, x, end + size.font + 4, size, about),
    ]
    return svg_picture(
        about.sized_picture(size), (size.width, end + size.font + 12), parts, size.font, class_=f"plot {size.name}"
    )


def _visit_axis(most: int, y: Scale, size: Size, about: Picture) -> list[str]:
    """Lines at 0 and at the most visits. The number is written on its line, with room for any number of digits."""
    words = number_text(most, t=about.t)
    rules = [(float(most), 0.22), (0.0, 1.0)]
    return [
        *(svg_line(size.left, y(at), size.width - RIGHT, y(at), stroke=FAINT, stroke_opacity=o) for at, o in rules),
        svg_text(words, size.left, y(float(most)) - 4, fill=FAINT, class_="faint"),
    ]


def _bars(each: ShopDay, place: int, x: Scale, y: Scale) -> str:
    """Visits as a pale bar, and within it the visits that looked."""
    width = min((x(1.0) - x(0.0)) * 0.72, 40.0)
    left = x(place) - width / 2
    return "".join(
        svg_rect(left, y(float(value)), width, y.start - y(float(value)), fill="currentColor", fill_opacity=opacity)
        for value, opacity in ((each.visits, 0.28), (each.looked, 0.95))
    )


def _share_tick(tick: float, y: Scale, size: Size, about: Picture) -> str:
    rule = svg_line(size.left, y(tick), size.width - RIGHT, y(tick), stroke=FAINT, stroke_opacity=0.22)
    words, below = percent_text(tick, t=about.t), y(tick) + size.font / 3
    return rule + svg_text(words, size.left - 8, below, text_anchor="end", fill=FAINT, class_="faint")


def _told_runs(days: Sequence[ShopDay]) -> list[list[ShopDay]]:
    """Runs of successive days with smiles."""
    runs: list[list[ShopDay]] = []
    for each in days:
        if each.smile is None:
            continue
        if runs and each.day - runs[-1][-1].day == timedelta(days=1):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _run(run: Sequence[ShopDay], first: date, x: Scale, y: Scale) -> str:
    points = [(x((each.day - first).days), y(each.smile or 0.0)) for each in run]
    line = svg_path(points, fill="none", stroke="currentColor", stroke_width=2) if len(points) > 1 else ""
    return line + "".join(element("circle", cx=at, cy=level, r=3.0, fill="currentColor") for at, level in points)


def _day_labels(first: date, last: date, x: Scale, y: float, size: Size, about: Picture) -> list[str]:
    """Labels of the days, or of the Mondays only where the days are too close to each other."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    room = text_width("00 Mmm. ", size.font)
    step = x(1.0) - x(0.0)
    if step < room:
        days = [day for day in days if day.weekday() == MONDAY]
        step *= 7
    every = max(1, -(-int(room) // max(int(step), 1)))
    return [
        svg_text(
            about.t.short_day_text(day), x((day - first).days), y, text_anchor="middle", fill=FAINT, class_="faint"
        )
        for day in days[::every]
    ]
