"""Plot of shares by week: its scales, its axes, and the complete SVG image."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from central.languages.language import Language
from central.reports.rendering.plot_size import Size
from central.reports.rendering.svg import FAINT, Picture, Scale, svg_line, svg_picture, svg_text
from central.reports.rendering.text import percent_text

RIGHT = 12.0
LABEL_WIDTH = 60
"""Space for the label of a day, in pixels. If weeks are closer together, some of them have no label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPlot:
    """Area for points by week. `days`: Mondays. `ticks`: shares to label on the axis, starting at 0. `left`: space for
    the labels, in pixels. `height`: height in pixels.
    """

    days: Sequence[date]
    ticks: Sequence[float]
    height: float
    left: float
    size: Size

    @property
    def top(self) -> float:
        return self.size.font

    @property
    def bottom(self) -> float:
        return self.size.font + self.height

    @property
    def x(self) -> Scale:
        """Horizontal position of a week."""
        return Scale(-0.5, max(len(self.days), 1) - 0.5, self.left, self.size.width - RIGHT)

    @property
    def y(self) -> Scale:
        """Vertical position of a share."""
        return Scale(0.0, self.ticks[-1], self.bottom, self.top)

    def axis_shapes(self, t: Language) -> list[str]:
        """Axes: a line for each tick with its share, and the days below the plot."""
        every = max(1, -(-len(self.days) * LABEL_WIDTH // int(self.size.width - self.left)))
        return [
            *(self._tick(tick, t) for tick in self.ticks),
            *(self._day(index, t) for index in range(0, len(self.days), every)),
        ]

    def _tick(self, tick: float, t: Language) -> str:
        y = self.y(tick)
        rule = svg_line(self.left, y, self.size.width - RIGHT, y, stroke=FAINT, stroke_opacity=0.22)
        words = percent_text(tick, t=t)
        below = y + self.size.font / 3
        return rule + svg_text(words, self.left - 8, below, text_anchor="end", fill=FAINT, class_="faint")

    def _day(self, index: int, t: Language) -> str:
        below = self.bottom + self.size.font + 6
        name = t.short_day_text(self.days[index])
        return svg_text(name, self.x(index), below, text_anchor="middle", fill=FAINT, class_="faint")

    def week_svg(self, parts: Sequence[str], about: Picture) -> str:
        """The complete SVG image."""
        size = self.size
        area = (size.width, self.bottom + size.font + 14)
        return svg_picture(
            about.sized_picture(size), area, [*self.axis_shapes(about.t), *parts], size.font, class_=f"plot {size.name}"
        )


def interval_bar(x: float, low_y: float, high_y: float) -> str:
    """Bar for the interval of a point, in the colour of its group."""
    return svg_line(x, low_y, x, high_y, stroke="currentColor", stroke_opacity=0.45, stroke_width=2)
