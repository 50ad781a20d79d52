"""Rows of intervals as SVG: shops by their shrunk value, parts of the day, arms of an experiment."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.languages.language import Language
from central.reports.rendering.plot_size import Size
from central.reports.rendering.svg import (
    FAINT,
    ROUNDING,
    Picture,
    Scale,
    share_axis_ticks,
    svg_group,
    svg_line,
    svg_picture,
    svg_text,
)
from central.reports.rendering.text import clip_to_range, percent_text, plain_line
from central.reports.values import Site, site_order
from edge.markup.elements import svg_element as element

MOST_ROWS = 16
"""Maximum number of rows in a plot. If there are more, the plot shows the first and the last rows, and the table under
it shows all.
"""
LABELS = {"wide": (150.0, 217.0), "narrow": (104.0, 127.0)}
"""Narrowest and widest space for the labels of the rows."""
VALUES = 62.0
LABEL_GAP = 12.0
LETTER = 0.62
"""Width of a letter of a label, in font sizes. Few fonts have wider letters on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One interval. `value`: position of the filled point. `raw`: position of the hollow point, if there are two
    points. `colour`: colour of the row, if it differs from that of the plot.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    raw: float | None = None
    colour: int | None = None


def rank_sites(sites: Sequence[Site]) -> list[Site]:
    """Shops in the order of plots and tables. The first shop is the one where the ad draws most compared with the
    shop's other ads. Shops without results come last.
    """
    return sorted(sites, key=lambda site: (site.shrunk is None, site_order(site)))


def site_rows(sites: Sequence[Site]) -> list[Row]:
    """Rows of shops, in the order of `rank_sites`."""
    return [Row(label=s.title, value=s.shrunk, low=s.low, high=s.high, raw=s.smile) for s in rank_sites(sites)]


def interval_plot(
    rows: Sequence[Row], about: Picture, size: Size, *, mean: float | None = None, colour: int = 0
) -> str:
    """Rows of intervals on one axis of shares. A line marks the mean of all rows."""
    shown, left_out = _cut(rows)
    pitch = size.font + 9
    top, bottom = size.font, size.font + pitch * len(shown)
    highest = max((value for r in rows for value in (r.value, r.high, r.raw) if value is not None), default=0.0)
    ticks = share_axis_ticks(highest, 6 if size.name == "wide" else 4)
    x = Scale(0.0, ticks[-1], _label_width(rows, size), size.width - VALUES)
    parts = [_axis_svg(ticks, x, (top, bottom), size.font, about.t)]
    if mean is not None:
        at = x(clip_to_range(mean))
        rule = svg_line(at, top, at, bottom, stroke="currentColor", stroke_dasharray="2 4", stroke_width=1.2)
        parts.append(svg_group([rule], colour))
    for index, row in enumerate(shown):
        middle = top + pitch * (index + 0.5)
        if row is None:
            parts.append(_left_out_note(about.t("plot.between", number=left_out), x, middle, size))
        else:
            parts.append(_interval_row(row, x, middle, size, (colour, about.t)))
    return svg_picture(
        about.sized_picture(size), (size.width, bottom + size.font + 12), parts, size.font, class_=f"plot {size.name}"
    )


def _label_width(rows: Sequence[Row], size: Size) -> float:
    """Space for the labels: as wide as the longest needs, within the bounds of the size."""
    narrowest, widest = LABELS[size.name]
    longest = max((len(plain_line(row.label)) for row in rows), default=0)
    return min(widest, max(narrowest, LETTER * size.font * longest + LABEL_GAP))


def _cut(rows: Sequence[Row]) -> tuple[list[Row | None], int]:
    """First and last rows, with None between them, and the number of rows that were omitted."""
    if len(rows) <= MOST_ROWS:
        return list(rows), 0
    half = MOST_ROWS // 2
    return [*rows[:half], None, *rows[-half:]], len(rows) - 2 * half


def _axis_svg(ticks: Sequence[float], x: Scale, ends: tuple[float, float], font: float, t: Language) -> str:
    top, bottom = ends
    parts = []
    for tick in ticks:
        at = x(tick)
        parts.append(svg_line(at, top, at, bottom, stroke=FAINT, stroke_opacity=0.22))
        parts.append(
            svg_text(percent_text(tick, t=t), at, bottom + font + 3, text_anchor="middle", fill=FAINT, class_="faint")
        )
    return svg_group(parts, class_="axis")


def _interval_row(row: Row, x: Scale, y: float, size: Size, look: tuple[int, Language]) -> str:
    (colour, t), longest = look, int((x(0.0) - LABEL_GAP) / (LETTER * size.font) + ROUNDING)
    name = plain_line(row.label)
    name = name if len(name) <= longest else name[: longest - 1] + "…"
    parts = [svg_text(name, x(0.0) - LABEL_GAP, y + size.font / 3, text_anchor="end")]
    if row.low is not None and row.high is not None:
        parts.append(
            svg_line(x(row.low), y, x(row.high), y, stroke="currentColor", stroke_width=2.0, stroke_opacity=0.45)
        )
    if row.raw is not None:
        parts.append(_point(x(row.raw), y, 4.0, fill="none", stroke="currentColor", stroke_width=1.5))
    if row.value is not None:
        parts.append(_point(x(row.value), y, 5.0, fill="currentColor"))
    shown = percent_text(row.value, 1, t) if row.value is not None else t("plot.not_told")
    parts.append(svg_text(shown, size.width, y + size.font / 3, text_anchor="end"))
    return svg_group(parts, colour if row.colour is None else row.colour)


def _point(x: float, y: float, radius: float, **attributes: object) -> str:
    return element("circle", cx=x, cy=y, r=radius, **attributes)


def _left_out_note(words: str, x: Scale, y: float, size: Size) -> str:
    return svg_text(
        words,
        (x.start + x.end) / 2,
        y + size.font / 3,
        text_anchor="middle",
        fill=FAINT,
        class_="faint",
    )
