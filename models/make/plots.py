"""Plots of the page about an own model, as SVG: shares with their intervals, and the calibration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.markup.elements import Markup, html_tag
from edge.markup.shapes import svg_path_data

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 800.0, 240.0, 120.0, 26.0, 30.0
ROW = 26.0
SIDE, MARGIN = 360.0, 46.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
DOT, LARGEST_DOT = 5.0, 12.0


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A row of a plot: its name, a share from 0 to 1 (None if unknown), its interval, and whether it is marked."""

    name: str
    share: float | None
    interval: Sequence[float] | None
    is_marked: bool = False


def share_plot(title: str, rows: Sequence[ShareRow], reference: tuple[str, float] | None = None) -> Markup:
    """Plot with a line for each share: a dot and its interval. `reference`: name and place of a dashed line."""
    bottom = TOP + ROW * len(rows)
    parts = [part for tick in TICKS for part in _tick(tick, bottom)]
    if reference is not None:
        name, at = reference
        parts.append(html_tag("line", x1=_x(at), x2=_x(at), y1=TOP, y2=bottom, class_="reference"))
        parts.append(html_tag("text", name, x=_x(at), y=TOP - 9, text_anchor="middle", class_="label"))
    parts += [part for number, row in enumerate(rows) for part in _share_row(row, TOP + ROW * (number + 0.5))]
    spoken = "; ".join(f"{row.name}: {share_text(row.share, row.interval)}" for row in rows)
    return _plot(title, spoken, WIDTH, bottom + BOTTOM, parts, "wide")


def calibration_plot(title: str, bins: Sequence[Mapping[str, Any]]) -> Markup:
    """Share of right answers against the probability that the model gave them. Larger dots show more images."""
    most = max(each["n"] for each in bins)
    parts = [part for tick in TICKS for part in _square_tick(tick)]
    parts.append(html_tag("path", d=svg_path_data([_at(0, 0), _at(1, 1)]), class_="reference"))
    places = [_at(each["confidence"], each["accuracy"]) for each in bins]
    parts.append(html_tag("path", d=svg_path_data(places), class_="curve"))
    for (x, y), each in zip(places, bins, strict=True):
        radius = 2.5 + (LARGEST_DOT - 2.5) * (each["n"] / most) ** 0.5
        parts.append(html_tag("circle", cx=x, cy=y, r=radius, class_="dot"))
    middle = (MARGIN + SIDE) / 2
    parts.append(html_tag("text", "probability that the model gave", x=middle + MARGIN / 2, y=SIDE + 40,
                          text_anchor="middle", class_="label"))  # fmt: skip
    turned = f"rotate(-90 12 {SIDE / 2:.0f})"
    parts.append(
        html_tag(
            "text", "share that was right", x=12, y=SIDE / 2, text_anchor="middle", transform=turned, class_="label"
        )
    )
    spoken = "; ".join(f"{each['confidence']:.2f}: {each['accuracy']:.2f}, n = {each['n']}" for each in bins)
    return _plot(title, spoken, SIDE + MARGIN, SIDE + 48, parts)


def share_text(share: float | None, interval: Sequence[float] | None = None) -> str:
    """A share in percent, with its interval in brackets; a dash if it is unknown."""
    if share is None:
        return "–"
    ends = f" ({interval[0] * 100:.0f} to {interval[1] * 100:.0f})" if interval is not None else ""
    return f"{share * 100:.1f} %{ends}"


def _share_row(row: ShareRow, y: float) -> Iterator[Markup]:
    kind = "marked" if row.is_marked else "dot"
    yield html_tag("text", row.name, x=LEFT - 12, y=y + 4, text_anchor="end", class_="label")
    yield html_tag("text", share_text(row.share, row.interval), x=WIDTH, y=y + 4, text_anchor="end", class_="label")
    if row.interval is not None:
        low, high = row.interval
        yield html_tag("line", x1=_x(low), x2=_x(high), y1=y, y2=y, class_=f"span {kind}")
    if row.share is not None:
        yield html_tag("circle", cx=_x(row.share), cy=y, r=DOT, class_=kind)


def _tick(share: float, bottom: float) -> Iterator[Markup]:
    yield html_tag("line", x1=_x(share), x2=_x(share), y1=TOP, y2=bottom, class_="grid")
    yield html_tag("text", f"{share * 100:.0f} %", x=_x(share), y=bottom + 18, text_anchor="middle")


def _square_tick(share: float) -> Iterator[Markup]:
    (x, y), (left, bottom), (right, top) = _at(share, share), _at(0, 0), _at(1, 1)
    yield html_tag("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid")
    yield html_tag("line", x1=left, x2=right, y1=y, y2=y, class_="grid")
    yield html_tag("text", f"{share:g}", x=x, y=bottom + 18, text_anchor="middle")
    yield html_tag("text", f"{share:g}", x=left - 7, y=y + 4, text_anchor="end")


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _at(x: float, y: float) -> tuple[float, float]:
    return MARGIN + (SIDE - MARGIN) * x + 4, SIDE - (SIDE - MARGIN) * y


def _plot(
    title: str, spoken: str, width: float, height: float, parts: Sequence[Markup], kind: str | None = None
) -> Markup:
    inside = [html_tag("title", title), html_tag("desc", spoken), *parts]
    return html_tag(
        "svg",
        inside,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        role="img",
        aria_label=title,
        class_=kind,
    )
