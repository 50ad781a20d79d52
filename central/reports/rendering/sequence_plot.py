"""Difference of two arms day by day, with the interval that is valid whenever you look."""

from collections.abc import Sequence
from datetime import date, timedelta

from central.languages.language import ENGLISH, Language
from central.reports.experiment_values import Difference, Experiment
from central.reports.rendering.arm_names import arm_names, turn_pair
from central.reports.rendering.page_tables import Table, column_heads, text_table
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot_size import SIZES, Size
from central.reports.rendering.svg import (
    FAINT,
    SHARE_STEPS,
    Picture,
    Scale,
    svg_group,
    svg_line,
    svg_path,
    svg_picture,
    svg_text,
)
from central.reports.rendering.text import (
    NO_NUMBER,
    day_text,
    is_share_measure,
    points_text,
    range_text,
    signed_points,
)
from central.reports.rendering.verdicts import difference_size_text as difference_size_text
from edge.markup.elements import svg_element as element
from edge.markup.shapes import band_outline

HEIGHT = 190.0
LEAST_REACH = 0.02
MOST_STEPS = 3
Look = tuple[date, Difference]


def sequence_figure(looks: Sequence[Experiment], t: Language = ENGLISH) -> Figure | None:
    """Daily results of an experiment with two arms. None if there are no results, or if the measure is not a share."""
    last = looks[-1]
    names = arm_names(last, t)
    told = [(e.to, e.difference) for e in looks if e.to and e.difference and e.difference.mean is not None]
    if not told or not is_share_measure(last.measure):
        return None
    is_turned = (told[-1][1].mean or 0.0) < 0
    told = [(at, turn_pair(found, names, is_turned=is_turned)) for at, found in told]
    a, b = told[-1][1].of
    difference = f"{a} − {b}"
    title, description = t("experiment.looks_picture", difference=difference), t("experiment.looks_described")
    about = Picture("looks", title, description, last.simulated, t)
    legend = [t("experiment.looks_legend"), *[t("experiment.looks_end")] * (last.planned_end is not None)]
    return Figure(
        heading=t("experiment.looks", difference=difference),
        legend=" ".join(legend),
        plots=[_looks_svg(told, last.planned_end, about, size) for size in SIZES],
        tables=[_looks_table(last.measure, told, t)],
    )


def _looks_table(measure: str, looks: Sequence[Look], t: Language) -> Table:
    rows = [
        [
            day_text(at, t),
            NO_NUMBER
            if found.mean is None
            else f"{'−' if found.mean < 0 else ''}{difference_size_text(measure, found.mean, t)}",
            _span(found, t),
        ]
        for at, found in looks
    ]
    return text_table(t("experiment.looks_table"), column_heads(t, "day", "difference", "any_time"), rows)


def _span(found: Difference, t: Language) -> str:
    if found.sequence_low is None:
        return NO_NUMBER
    return range_text(signed_points(found.sequence_low, t=t), signed_points(found.sequence_high, t=t), t)


def _looks_svg(looks: Sequence[Look], planned: date | None, about: Picture, size: Size) -> str:
    first, last = looks[0][0], max([looks[-1][0], *([planned] if planned else [])])
    days = max((last - first).days, 1)
    x = Scale(0, days, size.left + 20, size.width - 32)
    reach, step = _reach(looks)
    y = Scale(-reach, reach, size.font + HEIGHT, size.font)
    parts = [_axis((reach, step), y, size, about.t), _day_axis((first, days), x, size, about.t)]
    if planned is not None:
        at = x((planned - first).days)
        parts.append(svg_line(at, size.font, at, size.font + HEIGHT, stroke=FAINT, stroke_dasharray="6 4"))
    told = [(x((at - first).days), found) for at, found in looks]
    band = [(at, f.sequence_low, f.sequence_high) for at, f in told]
    known = [(at, low, high) for at, low, high in band if low is not None and high is not None]
    if len(known) > 1:
        edge = band_outline([(at, y(low), y(high)) for at, low, high in known])
        parts.append(svg_group([svg_path(edge, closed=True, fill="currentColor", fill_opacity=0.18, stroke="none")], 0))
    elif known:
        at, low, high = known[0]
        parts.append(svg_group([svg_line(at, y(low), at, y(high), stroke="currentColor", stroke_opacity=0.45)], 0))
    means = [(at, y(found.mean or 0.0)) for at, found in told]
    drawn = svg_path([*means[:1], *means], fill="none", stroke="currentColor", stroke_width=2.5)
    parts.append(svg_group([drawn, element("circle", cx=means[-1][0], cy=means[-1][1], r=5.0, fill="currentColor")], 0))
    return svg_picture(
        about.sized_picture(size),
        (size.width, 2 * size.font + HEIGHT + 14),
        parts,
        size.font,
        class_=f"plot {size.name}",
    )


def _reach(looks: Sequence[Look]) -> tuple[float, float]:
    """Half of the length of the axis, and its step. The axis covers all differences, and the interval at the end. Wider
    intervals at the start are cut off.
    """
    found = looks[-1][1]
    known = [v for v in (found.mean, found.sequence_low, found.sequence_high) if v is not None]
    means = [abs(each.mean) for _, each in looks if each.mean is not None]
    wanted = max([LEAST_REACH, *(1.6 * abs(v) for v in known), *means])
    step = next((step for step in SHARE_STEPS if wanted / step <= MOST_STEPS), SHARE_STEPS[-1])
    return -(-wanted // step) * step, step


def _axis(axis: tuple[float, float], y: Scale, size: Size, t: Language) -> str:
    (reach, step), parts = axis, []
    for number in range(-round(reach / step), round(reach / step) + 1):
        at = y(number * step)
        parts.append(svg_line(size.left, at, size.width - 12, at, stroke=FAINT, stroke_opacity=0.22 if number else 0.9))
        label = signed_points(number * step, 1 if step < 0.01 else 0, t) if number else points_text(0.0, 0, t)
        parts.append(svg_text(label, size.left - 8, at + size.font / 3, text_anchor="end", fill=FAINT, class_="faint"))
    return svg_group(parts, class_="axis")


def _day_axis(span: tuple[date, int], x: Scale, size: Size, t: Language) -> str:
    first, days = span
    every = max(1, -(-days * 70 // int(size.width - size.left)))
    return "".join(
        svg_text(
            t.short_day_text(first + timedelta(days=number)),
            x(number),
            size.font + HEIGHT + size.font + 6,
            text_anchor="middle",
            fill=FAINT,
            class_="faint",
        )
        for number in range(0, days + 1, every)
    )
