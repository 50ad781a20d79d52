"""Small pictures in a row of a table: a curve by media second, and an interval on an axis that all rows share."""

from collections.abc import Sequence
from itertools import groupby

from central.reports.rendering.svg import Scale, element, line, path
from central.reports.rendering.text import percent
from central.reports.values import Interval, Second

WIDTH, HEIGHT, MARGIN = 132.0, 32.0, 3.0


def curve(seconds: Sequence[Second], top: float, label: str) -> str:
    """Smiles by second with their band. Seconds that were not told are gaps. `top`: share at the upper edge."""
    x = Scale(0, max(len(seconds) - 1, 1), MARGIN, WIDTH - MARGIN)
    y = Scale(0, top, HEIGHT - MARGIN, MARGIN)
    parts = [line(0, HEIGHT - MARGIN, WIDTH, HEIGHT - MARGIN, class_="axis")]
    for is_told, run in groupby(seconds, key=lambda second: second.positive is not None):
        told = list(run)
        if is_told:
            band = [second for second in told if second.low is not None and second.high is not None]
            if len(band) == len(told) > 1:
                upper = [(x(second.second), y(second.high or 0)) for second in told]
                lower = [(x(second.second), y(second.low or 0)) for second in reversed(told)]
                parts.append(path([*upper, *lower], closed=True, class_="band"))
            points = [(x(second.second), y(second.positive or 0)) for second in told]
            parts.append(path(points if len(points) > 1 else points * 2, class_="curve"))
    peak = max((s for s in seconds if s.positive is not None), key=lambda s: s.positive or 0, default=None)
    if peak is not None:
        parts.append(element("circle", cx=x(peak.second), cy=y(peak.positive or 0), r=2.5, class_="peak"))
    return _svg(parts, label, WIDTH)


def interval(found: Interval, top: float) -> str:
    """Mean as a dot and its interval as a line, on an axis from 0 to `top`."""
    x = Scale(0, top, MARGIN, WIDTH - MARGIN)
    middle = HEIGHT / 2
    parts = [line(MARGIN, middle, WIDTH - MARGIN, middle, class_="axis")]
    if found.low is not None and found.high is not None:
        parts.append(line(x(found.low), middle, x(found.high), middle, class_="span"))
    if found.mean is not None:
        parts.append(element("circle", cx=x(found.mean), cy=middle, r=4, class_="dot"))
    return _svg(parts, "", WIDTH)


def curve_label(seconds: Sequence[Second]) -> str:
    """The curve in words."""
    told = [second for second in seconds if second.positive is not None]
    if not told:
        return "No second was told."
    peak = max(told, key=lambda second: second.positive or 0)
    lowest = min(second.positive or 0 for second in told)
    return f"Smiles by second: {percent(lowest)} to {percent(peak.positive)}, most at second {peak.second}."


def _svg(parts: Sequence[str], label: str, width: float) -> str:
    meaning = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return element(
        "svg", "".join(parts), class_="spark", viewBox=f"0 0 {width:.0f} {HEIGHT:.0f}", focusable="false", **meaning
    )
