"""Weekly comments as SVG: shares of two classes, each with its interval."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from central.reports.comment_values import CommentWeek
from central.reports.rendering.plot_size import Size
from central.reports.rendering.svg import Picture, Scale, svg_group, svg_path, svg_rect, text_width
from central.reports.rendering.text import clip_to_range, percent_text
from central.reports.rendering.week_plot import WeekPlot, interval_bar
from central.reports.values import Interval
from edge.markup.elements import svg_element as element

HEIGHT = 180.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
CLASSES = ("positive", "negative")
"""Classes in the plot, in the order of their colours. The table has all classes."""
APART = 0.09
"""Horizontal offset between the points of two classes, so that both intervals of a week are visible."""
MARK = 4.0
WEEK = timedelta(days=7)


def comment_plot(weeks: Sequence[CommentWeek], about: Picture, size: Size) -> str:
    """Points by week: discs for positive comments, squares for negative comments. A line connects successive weeks."""
    left = max(size.left, text_width(percent_text(1.0, t=about.t), size.font) + 12)
    plot = WeekPlot(days=_days(weeks), ticks=TICKS, height=HEIGHT, left=left, size=size)
    by_day = {week.week: week for week in weeks}
    parts = []
    for colour, name in enumerate(CLASSES):
        shift = APART * (2 * colour - 1)
        found = [(at + shift, getattr(by_day[day], name)) for at, day in enumerate(plot.days) if day in by_day]
        parts.append(svg_group([_class_band(found, colour, plot.x, plot.y)], colour))
    return plot.week_svg(parts, about)


def _days(weeks: Sequence[CommentWeek]) -> list[date]:
    """Mondays from the first week to the last, including weeks without comments."""
    if not weeks:
        return []
    first, last = weeks[0].week, weeks[-1].week
    return [first + number * WEEK for number in range((last - first) // WEEK + 1)]


def _class_band(found: Sequence[tuple[float, Interval]], colour: int, x: Scale, y: Scale) -> str:
    parts: list[str] = []
    for (at, share), (later, next_share) in pairwise(found):
        if later - at < 1.5:
            ends = [(x(at), y(_mean(share))), (x(later), y(_mean(next_share)))]
            parts.append(svg_path(ends, fill="none", stroke="currentColor", stroke_width=2, stroke_opacity=0.7))
    for at, share in found:
        if share.low is not None and share.high is not None:
            parts.append(interval_bar(x(at), y(share.low), y(share.high)))
        parts.append(_mark(colour, x(at), y(_mean(share))))
    return "".join(parts)


def _mean(share: Interval) -> float:
    return clip_to_range(share.mean or 0.0)


def _mark(colour: int, x: float, y: float) -> str:
    if colour == 0:
        return element("circle", cx=x, cy=y, r=MARK, fill="currentColor")
    return svg_rect(x - MARK, y - MARK, 2 * MARK, 2 * MARK, fill="currentColor")
