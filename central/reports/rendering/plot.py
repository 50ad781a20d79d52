"""Curve of one or more ads by second, as SVG: line, band, moments, mean of the ad, watchers, film strip.

The value of a second is drawn at the middle of the second. A second without a value leaves a gap in the line, and a
single second is drawn as a dot. Shares start at 0, so noise below 0 is cut off in the plot.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from central.languages.language import ENGLISH, Language
from central.reports.rendering.moment_labels import count_label_rows, moment_labels_svg
from central.reports.rendering.plot_size import Size
from central.reports.rendering.plot_words import plot_description, plot_title, second_text
from central.reports.rendering.strip import Address, Frames, data_uri, strip_svg
from central.reports.rendering.svg import (
    FAINT,
    LARGEST_STEP_S,
    PAPER,
    Picture,
    Scale,
    share_axis_ticks,
    shorten_text,
    svg_group,
    svg_line,
    svg_path,
    svg_picture,
    svg_rect,
    svg_text,
)
from central.reports.rendering.text import clip_to_range, number_text, percent_text
from central.reports.rendering.words import report_title, shown_interval
from central.reports.values import DayCurve, Moment, Report, Second
from edge.markup.elements import svg_element as element
from edge.markup.shapes import band_outline, tick_seconds

ROOM = 8.0
THICK, THIN = 2.5, 1.5
"""Line width of a curve. The line is thin where too few shops reported the curve for an interval."""
DAY_OPACITY = 0.35
TOOLTIPS = 180
"""Longest plot in seconds that shows the numbers of the second under the pointer."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Scales of one plot: from seconds to x, and from shares to y. `length`: number of seconds."""

    size: Size
    x: Scale
    y: Scale
    ticks: Sequence[float]
    length: int
    t: Language

    @property
    def top(self) -> float:
        """Upper end of the y axis."""
        return self.y.end

    @property
    def bottom(self) -> float:
        """Lower end of the y axis."""
        return self.y.start


def curve_plot(
    reports: Sequence[Report],
    size: Size,
    *,
    frames: Frames = (),
    ident: str = "curve",
    first: int = 0,
    address: Address = data_uri,
    t: Language = ENGLISH,
) -> str:
    """Curve of one ad with its moments, watchers and film strip, or curves of several ads in one plot.

    `first`: number of the colour of the first ad. Further ads get the next colours.
    """
    alone = len(reports) == 1
    moments = reports[0].moments if alone else []
    plot = _plot(reports, size, _header(reports, moments, size), t)
    parts = [_gap_marks(reports[0], plot)] if alone else []
    parts += [moment_labels_svg(moments, plot.x, (plot.top, plot.bottom), size, first, t), _grid_lines(plot)]
    parts += [_series_shapes(report, index, plot, alone=alone) for index, report in enumerate(reports, first)]
    parts.append(_mean_line(reports[0], plot, first) if alone else _name_labels(reports, plot, first))
    below = plot.bottom + size.font + 14
    if alone:
        drawn, below = _draw_under_axis(reports[0], plot, frames, below, address)
        parts.append(drawn)
    simulated = any(r.simulated for r in reports)
    about = Picture(ident, plot_title(reports, t), plot_description(reports, t), simulated, t)
    return svg_picture(about.sized_picture(size), (size.width, below + 4), parts, size.font, class_=f"plot {size.name}")


def _plot(reports: Sequence[Report], size: Size, header: float, t: Language) -> Plot:
    seconds = [second for report in reports for second in report.curve]
    length = max((second.second + 1 for second in seconds), default=1)
    tops = [max(filter(None, (s.smile, s.band_high, s.high)), default=0.0) for s in seconds]
    tops += [value for report in reports for day in report.day_curves for value in day.smile if value is not None]
    ticks = share_axis_ticks(max(tops, default=0.0))
    y = Scale(0.0, ticks[-1], header + size.plot, header)
    return Plot(size, Scale(0.0, length, size.left, size.end), y, ticks, length, t)


def _header(reports: Sequence[Report], moments: Sequence[Moment], size: Size) -> float:
    """Height above the plot: rows for moments, or for names of ads if there is no space beside the lines."""
    rows = count_label_rows(moments, size) if len(reports) == 1 else len(reports) * (size.name == "narrow")
    return rows * (size.font + 6) + size.font


def _grid_lines(plot: Plot) -> str:
    size, parts = plot.size, []
    for tick in plot.ticks:
        y = plot.y(tick)
        parts.append(svg_line(size.left, y, size.end, y, stroke=FAINT, stroke_opacity=0.9 if tick == 0 else 0.22))
        label = percent_text(tick, 0 if float(round(100 * tick)) == round(100 * tick, 3) else 1, plot.t)
        parts.append(_axis_text(label, size.left - ROOM, y + size.font / 3, "end"))
    for second in tick_seconds(plot.length, size.ticks, LARGEST_STEP_S):
        x = plot.x(second)
        parts.append(svg_line(x, plot.bottom, x, plot.bottom + 5, stroke=FAINT))
        parts.append(_axis_text(_second(second, plot.t), x, plot.bottom + size.font + 7))
    return svg_group(parts, class_="axis")


def _second(second: int, t: Language) -> str:
    """Label of a second on the axis. The first label includes the unit."""
    return t("plot.first_second", second=second) if second == 0 else number_text(second, t=t)


def _axis_text(content: str, x: float, y: float, anchor: str = "middle") -> str:
    return svg_text(content, x, y, text_anchor=anchor, fill=FAINT, class_="faint")


def _gap_marks(report: Report, plot: Plot) -> str:
    """Shapes that mark seconds without a value."""
    runs = _runs(report.curve, lambda second: second.smile is None)
    parts = []
    for run in runs:
        first, last = plot.x(run[0].second), plot.x(run[-1].second + 1)
        parts.append(svg_rect(first, plot.top, last - first, plot.bottom - plot.top, fill=FAINT, fill_opacity=0.09))
        if last - first > 70:
            middle = (plot.top + plot.bottom) / 2
            parts.append(_axis_text(plot.t("plot.not_told"), (first + last) / 2, middle))
    return svg_group(parts, class_="gaps")


def _runs(curve: Sequence[Second], wanted: Callable[[Second], bool]) -> list[list[Second]]:
    """Runs of successive seconds for which a condition is true."""
    chosen = [second for second in sorted(curve, key=lambda s: s.second) if wanted(second)]
    keyed = groupby(enumerate(chosen), key=lambda pair: pair[1].second - pair[0])
    return [[second for _, second in run] for _, run in keyed]


def _series_shapes(report: Report, index: int, plot: Plot, *, alone: bool) -> str:
    """Band, line and dots of one ad, in its colour."""
    parts = [_band(run, plot, 0.2 if alone else 0.12) for run in _runs(report.curve, lambda s: s.band_low is not None)]
    parts += [_whisker(second, plot) for second in report.curve if second.band_low is None]
    parts += [_day_line(day, plot) for day in report.day_curves] if alone else []
    width = THIN if report.day_curves else THICK
    for run in _runs(report.curve, lambda s: s.smile is not None):
        points = [(plot.x(s.second + 0.5), plot.y(s.smile or 0.0)) for s in run]
        if len(points) == 1:
            parts.append(element("circle", cx=points[0][0], cy=points[0][1], r=4.0, fill="currentColor"))
        else:
            parts.append(
                svg_path(points, fill="none", stroke="currentColor", stroke_width=width, stroke_linejoin="round")
            )
    if plot.length <= TOOLTIPS and alone:
        parts += [_tooltip(second, plot) for second in report.curve]
    return svg_group(parts, index)


def _day_line(day: DayCurve, plot: Plot) -> str:
    """Line of one day behind the curve, for the seconds that have a number."""
    parts = []
    told = [(second, value) for second, value in enumerate(day.smile) if value is not None]
    for _, run in groupby(enumerate(told), key=lambda pair: pair[1][0] - pair[0]):
        points = [(plot.x(second + 0.5), plot.y(clip_to_range(value))) for _, (second, value) in run]
        line: dict[str, Any] = {"stroke": "currentColor", "stroke_width": 1.0, "stroke_opacity": DAY_OPACITY}
        parts.append(svg_path(points, fill="none", **line) if len(points) > 1 else "")
    return svg_group(parts, class_="day")


def _band(run: Sequence[Second], plot: Plot, opacity: float) -> str:
    """Simultaneous band for a run of seconds. For a single second, the band is a narrow bar."""
    spread = [(s.second + 0.5, s) for s in run]
    if len(run) == 1:
        spread = [(run[0].second + 0.3, run[0]), (run[0].second + 0.7, run[0])]
    band = [(plot.x(at), plot.y(s.band_low or 0.0), plot.y(s.band_high or 0.0)) for at, s in spread]
    return svg_path(band_outline(band), closed=True, fill="currentColor", fill_opacity=opacity, stroke="none")


def _whisker(second: Second, plot: Plot) -> str:
    """Interval of a single second as a whisker. It is drawn if too few shops reported the curve for a band."""
    if second.low is None or second.high is None:
        return ""
    x = plot.x(second.second + 0.5)
    ends = (plot.y(clip_to_range(second.low)), plot.y(clip_to_range(second.high)))
    return svg_line(
        x, ends[0], x, ends[1], stroke="currentColor", stroke_width=1.5, stroke_opacity=0.4, class_="whisker"
    )


def _tooltip(second: Second, plot: Plot) -> str:
    """Tooltip with the numbers of a second. It works without a script."""
    x, width = plot.x(second.second), plot.x(second.second + 1) - plot.x(second.second)
    said = plot.t("plot.tooltip", second=second.second, words=second_text(second, plot.t))
    words = element("title", said)
    return svg_rect(x, plot.top, width, plot.bottom - plot.top, words, fill="currentColor", fill_opacity=0)


def _mean_line(report: Report, plot: Plot, colour: int) -> str:
    """Mean of the ad as a thin line with a name."""
    mean, size = shown_interval(report.measures["smile"]).mean if "smile" in report.measures else None, plot.size
    if mean is None:
        return ""
    y, words = plot.y(clip_to_range(mean)), plot.t("plot.mean", share=percent_text(mean, 1, plot.t))
    drawn = svg_line(size.left, y, size.end, y, stroke="currentColor", stroke_width=1.2, stroke_dasharray="2 4")
    if size.right > 60:
        return svg_group(
            [drawn, svg_text(words, size.end + ROOM, y + size.font / 3, fill="currentColor", class_="")], colour
        )
    late = [s.band_low if s.band_low is not None else s.smile for s in report.curve[-plot.length // 2 :]]
    under = max([y, *(plot.y(value) for value in late if value is not None)]) + size.font + 2
    halo: dict[str, object] = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke"}
    beside = svg_text(words, size.end, under, text_anchor="end", fill="currentColor", class_="halo", **halo)
    return svg_group([drawn, beside], colour)


def _name_labels(reports: Sequence[Report], plot: Plot, first: int) -> str:
    """Names of the ads at the ends of their lines, spaced apart. Above a narrow plot, the names are in rows."""
    size, step = plot.size, plot.size.font + 6
    if size.name == "narrow":
        rows = [(size.left, size.font + index * step) for index in range(len(reports))]
    else:
        ends = [next((s.smile for s in reversed(r.curve) if s.smile is not None), 0.0) for r in reports]
        rows = [(size.end + ROOM, y) for y in spread_apart([plot.y(end) + size.font / 3 for end in ends], step)]
    return "".join(
        svg_group(
            [
                svg_text(
                    shorten_text(report_title(report), size.width - x, size.font),
                    x,
                    y,
                    fill="currentColor",
                    font_weight=600,
                    class_="",
                )
            ],
            index,
        )
        for index, (report, (x, y)) in enumerate(zip(reports, rows, strict=True), first)
    )


def spread_apart(places: Sequence[float], step: float) -> list[float]:
    """Positions in the given order, moved down so that no two are closer than `step`."""
    moved, last = dict.fromkeys(range(len(places)), 0.0), float("-inf")
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        last = moved[index] = max(places[index], last + step)
    return [moved[index] for index in range(len(places))]


def _draw_under_axis(report: Report, plot: Plot, frames: Frames, y: float, address: Address) -> tuple[str, float]:
    """Draw the film strip and the watchers under the axis. Return the shapes, and the position where they end."""
    size, parts = plot.size, []
    if frames:
        parts.append(svg_group([strip_svg(frames, plot.x, size.end, y, size.strip, address)], class_="strip"))
        y += size.strip + 8
    most = max((second.watchers for second in report.curve), default=0)
    if most and size.watchers:
        heights = Scale(0.0, most, 0.0, size.watchers)
        outline = [
            (plot.x(s.second + side), y + size.watchers - heights(s.watchers)) for s in report.curve for side in (0, 1)
        ]
        base = y + size.watchers
        area = [(outline[0][0], base), *outline, (outline[-1][0], base)]
        parts.append(svg_path(area, closed=True, fill=FAINT, fill_opacity=0.35, class_="watchers"))
        words = plot.t("plot.watchers", number=most)
        parts.append(_axis_text(words, size.left, base + size.font + 3, "start"))
        y = base + size.font + 8
    return "".join(parts), y
