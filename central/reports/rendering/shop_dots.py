"""Shops of an ad as dots on one axis, with the names of the shops at both ends. It holds one shop as well as thousands.

A shop is compared with its own other ads, because its level also depends on the camera, the light and the visitors.
Without other ads, the dots show the levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from central.languages.language import ENGLISH, Language
from central.reports.rendering.plot_size import DOTS, Size
from central.reports.rendering.svg import FAINT, Picture, Scale, svg_group, svg_line, svg_picture, svg_text
from central.reports.rendering.text import number_text, percent_text, plain_line, signed_points
from central.reports.rendering.words import report_title, shop_count, shop_word_ending
from central.reports.values import Report, Site
from edge.markup.elements import svg_element as element

NAMED = 2
"""Shops named at each end."""
LEAST_DIFFERENCE = 0.001
"""Range of the values below which the shops do not differ by more than chance."""
DIAMETERS = (16.0, 12.0, 9.0, 7.0, 5.0, 4.0, 3.0, 2.0)
HEIGHT = 120.0
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopDots:
    """Plot of the shops, empty for one shop. `lines`: names of the shops at the ends, and the number of shops without a
    dot.
    """

    heading: str
    plot: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Shop:
    name: str
    value: float


def shop_dots(report: Report, ident: str, colour: int, t: Language = ENGLISH) -> ShopDots | None:
    """Dots of the shops or participants of a report; None if no shop has a result."""
    is_compared = all(site.beside_shrunk is not None for site in report.sites if site.shrunk is not None)
    shops = _sorted_shops(report.sites, is_compared=is_compared)
    if not shops:
        return None
    ending, missing = shop_word_ending(report.unit), len(report.sites) - len(shops)
    left_out = [t(f"dots.missing_{ending}", count=missing)] if missing else []
    if len(shops) == 1:
        name = plain_line(shops[0].name)
        return ShopDots(heading=t(f"dots.one_{ending}", name=name), plot="", lines=left_out)
    heading = t(f"dots.{'compared' if is_compared else 'level'}_{ending}")
    title = t(f"figure.{ending}_picture", advert=report_title(report))
    about = Picture(f"{ident}-dots", title, shop_count(len(shops), report.unit, t), report.simulated, t)
    plot = _dots_svg(shops, about, DOTS, colour, is_compared=is_compared)
    return ShopDots(
        heading=heading, plot=plot, lines=[*_end_lines(shops, ending, t, is_compared=is_compared), *left_out]
    )


def _sorted_shops(sites: Sequence[Site], *, is_compared: bool) -> list[_Shop]:
    """Shops with a value, the smallest first."""
    values = [(site.title, site.beside_shrunk if is_compared else site.shrunk) for site in sites]
    return sorted((_Shop(name, value) for name, value in values if value is not None), key=lambda one: one.value)


def _end_lines(shops: Sequence[_Shop], ending: str, t: Language, *, is_compared: bool) -> list[str]:
    """Names of the shops at both ends with their values, or that the shops do not differ."""
    if shops[-1].value - shops[0].value < LEAST_DIFFERENCE:
        return [t(f"dots.alike_{ending}")]
    named = min(NAMED, len(shops) // 2)

    def names(some: Sequence[_Shop]) -> str:
        return "; ".join(
            f"{plain_line(one.name)} ({_value_text(one.value, t, is_compared=is_compared)})" for one in some
        )

    return [t("dots.most", names=names(shops[: -named - 1 : -1])), t("dots.least", names=names(shops[:named]))]


def _value_text(value: float, t: Language, *, is_compared: bool) -> str:
    return signed_points(value, 1, t) if is_compared else percent_text(value, 1, t)


def _dots_svg(shops: Sequence[_Shop], about: Picture, size: Size, colour: int, *, is_compared: bool) -> str:
    """Dots stacked over one axis. Named shops have dark dots."""
    low, high, ticks = _axis([one.value for one in shops], is_compared=is_compared)
    x = Scale(low, high, size.left, size.end)
    diameter, columns = _stacked(shops, x)
    base = size.font + max(len(column) for column in columns.values()) * diameter
    named = min(NAMED, len(shops) // 2)
    ends = {id(one) for one in (*shops[:named], *shops[-named:])}
    dots = [
        element(
            "circle",
            cx=column * diameter + size.left,
            cy=base - (row + 0.5) * diameter,
            r=diameter * 0.45,
            fill="currentColor",
            fill_opacity=1.0 if id(one) in ends else 0.4,
        )
        for column, of in columns.items()
        for row, one in enumerate(of)
    ]
    axis = [svg_line(size.left, base, size.end, base, stroke=FAINT, stroke_opacity=0.6)]
    for tick in ticks:
        axis.append(svg_line(x(tick), base, x(tick), base + 5, stroke=FAINT))
        words = _tick_text(tick, about.t, is_compared=is_compared)
        axis.append(svg_text(words, x(tick), base + size.font + 7, text_anchor="middle", fill=FAINT, class_="faint"))
    parts = [svg_group(axis, class_="axis"), svg_group(dots, colour)]
    height = base + size.font + 14
    return svg_picture(about.sized_picture(size), (size.width, height), parts, size.font, class_=f"plot {size.name}")


def _tick_text(tick: float, t: Language, *, is_compared: bool) -> str:
    digits = 0 if abs(100 * tick - round(100 * tick)) < 1e-9 else 1
    return (
        signed_points(tick, digits, t) if is_compared else t.numbers.format_percent(number_text(100 * tick, digits, t))
    )


def _axis(values: Sequence[float], *, is_compared: bool) -> tuple[float, float, list[float]]:
    """Ends and ticks of an axis that holds the values. An axis of differences holds 0."""
    low, high = min([*values, *([0.0] * is_compared)]), max([*values, *([0.0] * is_compared)])
    step = next((step for step in STEPS if (high - low) / step < MOST_TICKS), STEPS[-1])
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return first * step, last * step, [round(number * step, 6) for number in range(first, last + 1)]


def _stacked(shops: Sequence[_Shop], x: Scale) -> tuple[float, dict[int, list[_Shop]]]:
    """Diameter of the dots, and the shops by column: the largest dots with a highest stack that fits."""
    for diameter in DIAMETERS:
        columns: dict[int, list[_Shop]] = {}
        for one in shops:
            columns.setdefault(round((x(one.value) - x.start) / diameter), []).append(one)
        if max(map(len, columns.values())) * diameter <= HEIGHT:
            break
    return diameter, columns
