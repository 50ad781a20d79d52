"""Curve as rows of block characters. A mark shows the value, a lighter shade shows the band, and seconds are labelled
along the axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from central.languages.numbers import SPACE
from central.reports.rendering.svg import LARGEST_STEP_S, share_axis_ticks
from central.reports.rendering.text import clip_to_range, percent_text
from central.reports.values import Second
from edge.markup.shapes import tick_seconds

ROWS = 10
LABEL = 6
"""Width of the numbers on the y axis, in characters."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Characters of a plot: the mark of a value at the bottom, in the middle and at the top of its row, the band,
    missing data, and the corner and line of the axis.
    """

    value: str
    band: str
    untold: str
    corner: str
    floor: str


BLOCKS = Marks("▁━▔", "░", "·", "└", "─")
PLAIN = Marks("*", ":", ".", "+", "-")
"""Marks of a plot for a pipe, or for a terminal without Unicode."""


@dataclass(frozen=True, slots=True)
class Column:
    """Column of a plot: the mean over its seconds, and the widest band of these seconds."""

    value: float | None
    low: float | None
    high: float | None


def curve_columns(curve: Sequence[Second], width: int) -> list[Column]:
    """Columns of a curve. A second gets up to six columns if there is space. If there is too little space, several
    seconds share one column.
    """
    seconds = sorted(curve, key=lambda second: second.second)
    if not seconds or width < 1:
        return []
    repeat = max(1, min(6, width // len(seconds)))
    together = -(-len(seconds) // width)
    groups = [seconds[index : index + together] for index in range(0, len(seconds), together)]
    return [_column(group) for group in groups for _ in range(repeat)]


def _column(seconds: Sequence[Second]) -> Column:
    told = [second.smile for second in seconds if second.smile is not None]
    lows = [second.band_low for second in seconds if second.band_low is not None]
    highs = [second.band_high for second in seconds if second.band_high is not None]
    mean = sum(told) / len(told) if told else None
    return Column(mean, min(lows, default=None), max(highs, default=None))


def block_plot(curve: Sequence[Second], width: int, marks: Marks = BLOCKS) -> list[str]:
    """Lines of a plot that is at most `width` characters wide: rows of shares, then the axis in seconds."""
    drawn = curve_columns(curve, width - LABEL - 2)
    if not drawn:
        return []
    highest = max((v for column in drawn for v in (column.value, column.high) if v is not None), default=0.0)
    top = share_axis_ticks(highest)[-1]
    lines = [_row(row, top, drawn, marks) for row in reversed(range(ROWS))]
    return [*lines, f"{'':>{LABEL}} {marks.corner}{marks.floor * len(drawn)}", _seconds_axis(len(curve), len(drawn))]


def _row(row: int, top: float, drawn: Sequence[Column], marks: Marks) -> str:
    """One row of a plot. The top row, the middle row and the row at 0 have a label on the axis."""
    low, high = top * row / ROWS, top * (row + 1) / ROWS
    label = {ROWS - 1: high, ROWS // 2: low, 0: low}.get(row)
    name = "" if label is None else percent_text(label, 0 if 100 * label % 1 < 1e-6 else 1).replace(SPACE, " ")
    return f"{name:>{LABEL}} " + " " + "".join(_cell_mark(column, row, (low, high), top, marks) for column in drawn)


def _cell_mark(column: Column, row: int, ends: tuple[float, float], top: float, marks: Marks) -> str:
    if column.value is None:
        return marks.untold if row == 0 else " "
    inside = min(clip_to_range(column.value), top * (1 - 1e-9))
    if ends[0] <= inside < ends[1]:
        return marks.value[int((inside - ends[0]) / (ends[1] - ends[0]) * len(marks.value))]
    if column.low is not None and column.high is not None and column.low < ends[1] and column.high > ends[0]:
        return marks.band
    return " "


def _seconds_axis(seconds: int, width: int) -> str:
    """Axis in seconds under the columns. Numbers that would touch are omitted."""
    line = [" "] * (width + 6)
    free = 0
    for second in tick_seconds(seconds, max(width // 7, 1), LARGEST_STEP_S):
        at, name = round(second * width / seconds), f"{second} s" if second == 0 else str(second)
        if at >= free and at + len(name) <= width + 1:
            line[at : at + len(name)] = name
            free = at + len(name) + 1
    return " " * (LABEL + 2) + "".join(line).rstrip()
