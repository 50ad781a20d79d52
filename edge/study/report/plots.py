"""Plots of a report as SVG: an ad's curve with its band or participants' lines, and a signal with its markers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np

from edge.markup.elements import Markup, html_tag
from edge.markup.shapes import band_outline, svg_path_data, tick_seconds
from edge.markup.thinning import thin_line
from edge.statistics.columns import Floats, float_array
from edge.study.report.numbers import number_text
from edge.study.report.results import CurveResult, Marker, SignalResult

WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 900.0, 272.0, 70.0, 24.0, 34.0, 26.0
STRIP_ROOM = 64.0
"""Height of the space for a film strip below a plot, in pixels."""
POINTS = 900
"""Largest number of points in a signal's line. A longer signal is drawn as the minimum and maximum of each piece."""
MOST_SECONDS = 12
"""Largest number of labelled seconds on the time axis."""
TICKS = 5
"""Largest number of steps between the ticks of the value axis."""
LABEL_PX = 70.0
"""Smallest distance between two marker labels, in pixels. A label on the left of its marker needs twice as much."""
MOST_LETTERS = 18
LETTER_PX = 7.0


@dataclass(frozen=True, slots=True)
class Axes:
    """Scales of a plot: seconds from 0 to `seconds`, values from `low` to `high`."""

    seconds: float
    low: float
    high: float

    def x_px(self, at_s: float) -> float:
        """Horizontal position of a time, in pixels from the left."""
        return LEFT + (WIDTH - LEFT - RIGHT) * at_s / self.seconds

    def y_px(self, value: float) -> float:
        """Vertical position of a value, in pixels from the top."""
        return TOP + (HEIGHT - BOTTOM - TOP) * (self.high - value) / (self.high - self.low)


def curve_plot(curve: CurveResult, title: str, strip: str | None = None, scenes: Sequence[Marker] = ()) -> Markup:
    """Plot of the mean with its band; without a band, one line per participant and the mean.

    `strip`: name of the ad's film strip, which is drawn below the time axis. `scenes`: of the ad, drawn as bars.
    """
    has_band = bool(np.isfinite(curve.low).any())
    shown_values = [curve.low, curve.high, curve.mean, np.zeros(1), *([] if has_band else [curve.lines])]
    axes = _axes(curve.mean.size, shown_values)
    parts = [*_axis_ticks(axes, curve.unit), *_marker_shapes(axes, scenes)]
    if has_band:
        parts += [_band_shape(axes, curve.low, curve.high)]
    else:
        parts += [line for row in curve.lines for line in _line(axes, _middles(row.size), row, "single")]
    parts += _line(axes, _middles(curve.mean.size), curve.mean, "mean")
    shown = "mean with its simultaneous 95 % band" if has_band else "one line per participant, and their mean"
    described = f"{curve.measure} in {curve.unit}, second by second: {shown}."
    described += " Bars show scenes of the ad." if scenes else ""
    if strip is None:
        return _picture(parts, f"{title}: {curve.measure}", described)
    parts.append(html_tag("use", href=f"#{strip}"))
    described += " Below it, the ad at these seconds."
    return _picture(parts, f"{title}: {curve.measure}", described, HEIGHT + STRIP_ROOM)


def signal_plot(signal: SignalResult, markers: Sequence[Marker], duration_s: float) -> Markup:
    """Plot of a signal over the session: gaps are shaded, artefacts are ticks, and ads are bars."""
    axes = _axes(duration_s, [signal.values])
    bottom = HEIGHT - BOTTOM
    parts = [
        html_tag("rect", x=axes.x_px(gap.from_s), y=TOP, width=axes.x_px(gap.to_s) - axes.x_px(gap.from_s),
                height=bottom - TOP, class_="gap")
        for gap in signal.coverage.gaps
    ]  # fmt: skip
    parts += [*_axis_ticks(axes, signal.unit), *_marker_shapes(axes, markers)]
    parts += _line(axes, *thin_line(signal.times_s, signal.values, POINTS), "mean")
    parts += [
        html_tag("line", x1=axes.x_px(at_s), x2=axes.x_px(at_s), y1=bottom - 9, y2=bottom, class_="artefact")
        for at_s in signal.artefacts_s.tolist()
    ]
    described = f"{signal.name} in {signal.unit} over {duration_s:.0f} s; gaps are shaded, artefacts are ticks below."
    return _picture(parts, signal.name, described)


def _axes(seconds: float, values: Sequence[Floats]) -> Axes:
    known = np.concatenate([np.ravel(each) for each in values])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    room = 0.05 * (high - low) or 0.5
    return Axes(max(seconds, 1e-9), low - room, high + room)


def _axis_ticks(axes: Axes, unit: str) -> list[Markup]:
    """Ticks of both axes, and the zero line."""
    bottom = HEIGHT - BOTTOM
    parts = []
    for second in tick_seconds(axes.seconds, MOST_SECONDS):
        parts.append(html_tag("text", f"{second}", x=axes.x_px(second), y=bottom + 18, text_anchor="middle"))
    parts.append(html_tag("text", "s", x=WIDTH - 4, y=bottom + 18, text_anchor="end"))
    tick, digits = _tick(axes.high - axes.low)
    for value in (tick * np.arange(ceil(axes.low / tick), floor(axes.high / tick) + 1)).tolist():
        y = axes.y_px(value)
        parts.append(html_tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
        parts.append(html_tag("text", number_text(value, digits), x=LEFT - 8, y=y + 4, text_anchor="end"))
    parts.append(html_tag("text", unit, x=LEFT - 8, y=14.0, text_anchor="end"))
    if axes.low < 0 < axes.high:
        parts.append(html_tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=axes.y_px(0), y2=axes.y_px(0), class_="zero"))
    return parts


def _tick(span: float) -> tuple[float, int]:
    """Distance between ticks (1, 2 or 5 times a power of ten), and the number of digits of their labels."""
    power = floor(log10(span / TICKS))
    step = next(step for step in (1, 2, 5, 10) if step * 10.0**power >= span / TICKS)
    return step * 10.0**power, max(0, -power - (step == 10))


def _marker_shapes(axes: Axes, markers: Sequence[Marker]) -> list[Markup]:
    """Bars for ads and lines for moments, with labels where there is room."""
    parts, last_px = [], -LABEL_PX
    for marker in sorted(markers, key=lambda each: each.at_s):
        x = axes.x_px(marker.at_s)
        width = max(axes.x_px(marker.at_s + marker.duration_s) - x, 1.0)
        parts.append(html_tag("rect", x=x, y=TOP, width=width, height=HEIGHT - BOTTOM - TOP, class_="marker"))
        text = marker.text[:MOST_LETTERS]
        is_late = x + 3 + LETTER_PX * len(text) > WIDTH
        if x - last_px >= (2 * LABEL_PX if is_late else LABEL_PX):
            place, anchor = (x - 3, "end") if is_late else (x + 3, None)
            parts.append(html_tag("text", text, x=place, y=TOP + 11, class_="label", text_anchor=anchor))
            last_px = x
    return parts


def _middles(seconds: int) -> Floats:
    return float_array(np.arange(seconds) + 0.5)


def _line(axes: Axes, times_s: Floats, values: Floats, class_: str) -> list[Markup]:
    """One line for each run of known values, so that no line crosses a gap."""
    known = np.isfinite(values)
    borders = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    places = [(axes.x_px(t), axes.y_px(v)) for t, v in zip(times_s.tolist(), values.tolist(), strict=True)]
    runs = [places[start:end] for start, end in zip(borders[::2].tolist(), borders[1::2].tolist(), strict=True)]
    return [
        html_tag("path", d=svg_path_data(run if len(run) > 1 else 2 * run, joint="L"), class_=class_) for run in runs
    ]


def _band_shape(axes: Axes, low: Floats, high: Floats) -> Markup:
    """Area between two lines, over the seconds in which both are known."""
    inside = np.flatnonzero(np.isfinite(low) & np.isfinite(high)).tolist()
    pieces = np.split(np.array(inside), [i + 1 for i, (a, b) in enumerate(pairwise(inside)) if b - a > 1])
    bands = [[(axes.x_px(i + 0.5), axes.y_px(low[i]), axes.y_px(high[i])) for i in piece.tolist()] for piece in pieces]
    areas = [svg_path_data(band_outline(band), closed=True, joint="L") for band in bands]
    return html_tag("path", d="".join(areas), class_="band")


def _picture(parts: Sequence[Markup], title: str, description: str, height: float = HEIGHT) -> Markup:
    inside = [html_tag("title", title), html_tag("desc", description), *parts]
    return html_tag("svg", inside, viewBox=f"0 0 {WIDTH:.0f} {height:.0f}", role="img", aria_label=description)
