"""Plot of one number by day: four weeks as a line, and the four weeks before as a pale line behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from central.languages.language import Language
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
    svg_text,
)
from central.reports.rendering.text import number_text, percent_text

DAY_SIZE = Size(name="day", width=360, plot=120, left=44, right=8, font=13, strip=0, watchers=0, ticks=4)
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class DayLines:
    """Values of the days in order, and of as many days before them. None: nothing was measured."""

    days: Sequence[date]
    now: Values
    before: Values
    is_share: bool


def day_plot(lines: DayLines, about: Picture, size: Size = DAY_SIZE) -> str:
    """The complete SVG image."""
    ticks = axis_ticks(lines)
    top, bottom = size.font, size.font + size.plot
    x = Scale(0, max(len(lines.days) - 1, 1), size.left + 4, size.end - 4)
    y = Scale(0, ticks[-1], bottom, top)
    parts = [shape for tick in ticks for shape in _tick(tick, y(tick), lines, size, about.t)]
    parts += _mondays(lines.days, x, (top, bottom), size, about.t)
    pale, strong = _runs(lines.before, x, y), _runs(lines.now, x, y)
    parts.append(svg_group(pale, fill="none", stroke=FAINT, stroke_opacity=0.8, class_="before"))
    parts.append(svg_group(strong, fill="none", stroke="currentColor", stroke_width=2.5, stroke_linecap="round"))
    area = (size.width, bottom + size.font + 8)
    return svg_picture(about, area, parts, size.font, class_=f"plot {size.name}")


def axis_ticks(lines: DayLines) -> list[float]:
    """Values to label on the axis, from 0 to the first one at or above the highest value."""
    highest = max((value for value in (*lines.now, *lines.before) if value is not None), default=0.0)
    if lines.is_share:
        return share_axis_ticks(highest, 4)
    step = 1.0
    while step * 4 < highest:
        step = next((step * nice for nice in NICE if step * nice * 4 >= highest), step * 10)
    return [step * place for place in range(max(1, -int(-highest // step)) + 1)]


def _tick(tick: float, at: float, lines: DayLines, size: Size, t: Language) -> list[str]:
    words = percent_text(tick, t=t) if lines.is_share else number_text(tick, t=t)
    return [
        svg_line(size.left, at, size.end, at, stroke=FAINT, stroke_opacity=0.22),
        svg_text(words, size.left - 6, at + size.font / 3, text_anchor="end", fill=FAINT, class_="faint"),
    ]


def _mondays(days: Sequence[date], x: Scale, span: tuple[float, float], size: Size, t: Language) -> list[str]:
    """A mark at each Monday, with the date at the first one and at every second one after it."""
    parts = []
    for number, place in enumerate(at for at, day in enumerate(days) if day.weekday() == 0):
        parts.append(svg_line(x(place), span[1], x(place), span[1] + 4, stroke=FAINT))
        if number % 2 == 0:
            name = t.short_day_text(days[place])
            below = span[1] + size.font + 6
            parts.append(svg_text(name, x(place), below, text_anchor="middle", fill=FAINT, class_="faint"))
    return parts


def _runs(values: Values, x: Scale, y: Scale) -> list[str]:
    """Lines through the days with values. A day without a value leaves a gap, and a single day is a dot."""
    runs = []
    for is_told, run in groupby(enumerate(values), key=lambda numbered: numbered[1] is not None):
        if is_told:
            points = [(x(place), y(value or 0.0)) for place, value in run]
            runs.append(svg_path(points if len(points) > 1 else points * 2))
    return runs
