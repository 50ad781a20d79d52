"""Lifts with their intervals as SVG: the pairs of arms, and below them the products that the ad cannot move."""

from collections.abc import Sequence
from math import ceil, floor

from central.languages.language import ENGLISH, Language
from central.reports.lift_values import Lift, LiftInterval, LiftPair
from central.reports.rendering.interval_plot import LABEL_GAP, LABELS, LETTER, VALUES, Row
from central.reports.rendering.lift_words import deciding_ends, ratio_text
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot_size import SIZES, Size
from central.reports.rendering.svg import (
    FAINT,
    Picture,
    Scale,
    shorten_text,
    svg_group,
    svg_line,
    svg_picture,
    svg_text,
)
from central.reports.rendering.text import plain_line
from edge.markup.elements import svg_element as element

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
LEAST_REACH, LOWEST, HIGHEST = 0.05, -1.0, 2.0
"""Smallest reach of the axis on each side of 0, and its ends. Longer intervals are cut off there."""
MORE = 20.0
"""Space for labels beyond that of other plots: a product and an arm."""
OF_ARM, OF_PLACEBO = 0, 1
"""Colours of the rows."""


def lift_figure(found: Lift, t: Language = ENGLISH) -> Figure | None:
    """Intervals of the pairs and of the placebos on one axis. None if no pair has a lift."""
    rows = [_pair_row(pair) for pair in found.pairs if pair.lift is not None]
    if not rows:
        return None
    beside = [_placebo_row(one, f"{plain_line(one.product)}, {plain_line(one.arm)}") for one in found.placebos]
    names = {"product": plain_line(found.product), "against": plain_line(found.arms[0])}
    about = Picture("lift", t("lift.picture", **names), t("lift.described"), found.simulated, t)
    legend = [
        t("lift.legend_end" if found.ended else "lift.legend_any_time"),
        *[t("lift.legend_placebo")] * bool(beside),
    ]
    return Figure(
        heading=t("lift.picture", **names),
        legend=" ".join(legend),
        plots=[_lift_svg([*rows, *beside], about, size) for size in SIZES],
        tables=(),
    )


def _pair_row(pair: LiftPair) -> Row:
    low, high = deciding_ends(pair)
    return Row(label=plain_line(pair.arm), value=pair.lift, low=low, high=high, colour=OF_ARM)


def _placebo_row(one: LiftInterval, label: str) -> Row:
    return Row(label=label, value=one.lift, low=one.low, high=one.high, colour=OF_PLACEBO)


def _lift_svg(rows: Sequence[Row], about: Picture, size: Size) -> str:
    pitch = size.font + 11
    top, bottom = size.font, size.font + pitch * len(rows)
    ticks = _ticks(rows, 6 if size.name == "wide" else 3)
    x = Scale(ticks[0], ticks[-1], _label_width(rows, size), size.width - VALUES - 14)
    parts = [_axis(ticks, x, (top, bottom), size.font, about.t)]
    parts += [_row(row, x, top + pitch * (place + 0.5), size, about.t) for place, row in enumerate(rows)]
    whole = (size.width, bottom + size.font + 12)
    return svg_picture(about.sized_picture(size), whole, parts, size.font, class_=f"plot {size.name}")


def _ticks(rows: Sequence[Row], at_most: int) -> list[float]:
    """Ratios to label, which cover all rows and 0."""
    ends = [end for row in rows for end in (row.low, row.high, row.value) if end is not None]
    low = max(min([-LEAST_REACH, *ends]), LOWEST)
    high = min(max([LEAST_REACH, *ends]), HIGHEST)
    step = next((step for step in STEPS if (high - low) / step <= at_most), STEPS[-1])
    return [round(number * step, 6) for number in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def _label_width(rows: Sequence[Row], size: Size) -> float:
    narrowest, widest = LABELS[size.name]
    widest += MORE
    longest = max(len(row.label) for row in rows)
    return min(widest, max(narrowest, LETTER * size.font * longest + LABEL_GAP))


def _axis(ticks: Sequence[float], x: Scale, ends: tuple[float, float], font: float, t: Language) -> str:
    (top, bottom), parts = ends, []
    for tick in ticks:
        at = x(tick)
        parts.append(svg_line(at, top, at, bottom, stroke=FAINT, stroke_opacity=0.22 if tick else 0.9))
        label = t.numbers.format_percent(t.numbers.format_number(100 * tick, 0))
        parts.append(svg_text(label, at, bottom + font + 3, text_anchor="middle", fill=FAINT, class_="faint"))
    return svg_group(parts, class_="axis")


def _row(row: Row, x: Scale, y: float, size: Size, t: Language) -> str:
    label = shorten_text(row.label, x.start - LABEL_GAP, size.font * LETTER / 0.6)
    parts = [svg_text(label, x.start - LABEL_GAP, y + size.font / 3, text_anchor="end")]
    if row.low is not None and row.high is not None:
        parts.append(
            svg_line(x(row.low), y, x(row.high), y, stroke="currentColor", stroke_width=2.5, stroke_opacity=0.5)
        )
    if row.value is not None:
        parts.append(element("circle", cx=x(row.value), cy=y, r=5.0, fill="currentColor"))
    parts.append(svg_text(ratio_text(row.value, t), size.width, y + size.font / 3, text_anchor="end"))
    return svg_group(parts, row.colour)
