"""Draws small plots for table rows: a curve by media second, and an interval on an axis that all rows share."""

from collections.abc import Sequence
from itertools import groupby

from central.languages.language import ENGLISH, Language
from central.reports.rendering.svg import Scale, svg_line, svg_path
from central.reports.rendering.text import percent_text
from central.reports.values import Cell, Interval
from edge.markup.elements import svg_element as element
from edge.markup.shapes import band_outline

WIDTH, HEIGHT, MARGIN = 132.0, 32.0, 3.0


def curve_svg(cells: Sequence[Cell], top: float, label: str) -> str:
    """Smiles by second with their interval. Seconds without a value leave gaps. `top`: share at the upper edge of the
    plot.
    """
    x = Scale(0, max(len(cells) - 1, 1), MARGIN, WIDTH - MARGIN)
    y = Scale(0, top, HEIGHT - MARGIN, MARGIN)
    parts = [svg_line(0, HEIGHT - MARGIN, WIDTH, HEIGHT - MARGIN, class_="axis")]
    for is_told, run in groupby(enumerate(cells), key=lambda numbered: numbered[1].value is not None):
        if is_told:
            parts += _run(list(run), x, y)
    peak = _peak(cells)
    if peak is not None:
        parts.append(element("circle", cx=x(peak), cy=y(cells[peak].value or 0), r=2.5, class_="peak"))
    return _svg(parts, label, WIDTH)


def _run(told: list[tuple[int, Cell]], x: Scale, y: Scale) -> list[str]:
    """Line and band of a small plot for a run of seconds without a gap."""
    points = [(x(second), y(cell.value or 0)) for second, cell in told]
    parts = [svg_path(points if len(points) > 1 else points * 2, class_="curve")]
    if len(told) > 1 and all(cell.low is not None and cell.high is not None for _, cell in told):
        band = [(x(second), y(cell.low or 0), y(cell.high or 0)) for second, cell in told]
        parts.insert(0, svg_path(band_outline(band), closed=True, class_="band"))
    return parts


def _peak(cells: Sequence[Cell]) -> int | None:
    """Second with the most smiles; None without values."""
    told = [second for second, cell in enumerate(cells) if cell.value is not None]
    return max(told, key=lambda second: cells[second].value or 0, default=None)


def interval_svg(found: Interval, top: float) -> str:
    """Mean as a dot and its interval as a line, on an axis from 0 to `top`."""
    x = Scale(0, top, MARGIN, WIDTH - MARGIN)
    middle = HEIGHT / 2
    parts = [svg_line(MARGIN, middle, WIDTH - MARGIN, middle, class_="axis")]
    if found.low is not None and found.high is not None:
        parts.append(svg_line(x(found.low), middle, x(found.high), middle, class_="span"))
    if found.mean is not None:
        parts.append(element("circle", cx=x(found.mean), cy=middle, r=4, class_="dot"))
    return _svg(parts, "", WIDTH)


def curve_label(cells: Sequence[Cell], t: Language = ENGLISH) -> str:
    """Description of the curve in words."""
    peak = _peak(cells)
    if peak is None:
        return t("plot.spark_none")
    lowest = min(cell.value for cell in cells if cell.value is not None)
    high = percent_text(cells[peak].value, t=t)
    return t("plot.spark", low=percent_text(lowest, t=t), high=high, second=str(peak))


def _svg(parts: Sequence[str], label: str, width: float) -> str:
    meaning = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return element(
        "svg", "".join(parts), class_="spark", viewBox=f"0 0 {width:.0f} {HEIGHT:.0f}", focusable="false", **meaning
    )
