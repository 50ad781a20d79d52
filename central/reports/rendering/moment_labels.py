"""Moments on the curve: shaded seconds, with the names of the moments in rows above the plot."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.reports.rendering.plot_size import Size
from central.reports.rendering.svg import Scale, svg_group, svg_line, svg_rect, svg_text, text_width
from central.reports.rendering.words import moment_name
from central.reports.values import Moment

NAMED = {"wide": 8, "narrow": 3, "sheet": 8, "front": 6}
"""Maximum number of moments with a name. The largest moments have names, and the others are only shaded."""


def label_moments(moments: Sequence[Moment], size: Size) -> list[Moment]:
    """Moments that get a name, sorted by time."""
    largest = sorted(moments, key=lambda moment: -abs(moment.size))[: NAMED[size.name]]
    return sorted(largest, key=lambda moment: moment.from_second)


def count_label_rows(moments: Sequence[Moment], size: Size) -> int:
    """Number of rows for names above the plot. The scale of the plot is not known yet, so each name after the first may
    need its own row.
    """
    return min(len(label_moments(moments, size)), 3)


def moment_labels_svg(
    moments: Sequence[Moment],
    x: Scale,
    ends: tuple[float, float],
    size: Size,
    colour: int,
    t: Language = ENGLISH,
) -> str:
    """Shaded seconds of all moments, and the names of the largest moments, in the colour of the ad."""
    top, bottom = ends
    parts = [
        svg_rect(
            x(m.from_second),
            top,
            x(m.to_second) - x(m.from_second),
            bottom - top,
            fill="currentColor",
            fill_opacity=0.1,
        )
        for m in moments
    ]
    rows = count_label_rows(moments, size)
    free = [float("-inf")] * rows
    for moment in label_moments(moments, size):
        words = moment_name(moment, t)
        width, middle = text_width(words, size.font), (x(moment.from_second) + x(moment.to_second)) / 2
        left = min(max(middle - width / 2, 0.0), size.width - width)
        row = next((row for row, end in enumerate(free) if left > end + 8), None)
        if row is None:
            continue
        free[row] = left + width
        y = top - 8 - (size.font + 6) * row
        parts.append(svg_text(words, left, y, fill="currentColor", font_weight=600, class_=""))
        parts.append(svg_line(middle, y + 4, middle, top, stroke="currentColor", stroke_opacity=0.5))
    return svg_group(parts, colour)
