"""Parts of an SVG image: texts, lines, groups, scales. Each function takes strings, escapes all text and returns a
string.

Colours are attributes, so that an image works without a style sheet. The style sheet of a page can set other colours
through classes. Nothing uses the attribute `style`, which a strict content security policy forbids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from central.languages.language import ENGLISH, Language
from central.reports.rendering.plot_size import Size
from central.reports.rendering.text import plain_line
from edge.markup.elements import svg_element as element
from edge.markup.shapes import svg_path_data

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's palette, which colour-blind people can distinguish. Each ad has one colour."""
INK, FAINT, PAPER, WARNING = "#1b2126", "#59636b", "#ffffff", "#9a3412"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
SHARE_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
LARGEST_STEP_S = 120
"""Largest number of seconds between two labels of an axis."""
LEAST_TOP = 0.05
"""Lowest value at which an axis of shares may end, so that noise around 0 does not fill the plot."""
CHARACTER = 0.6
"""Mean width of a character, as a multiple of the font size."""
ROUNDING = 1e-6
"""Addition before characters are counted: a float may be a little less than the whole number."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Linear scale from values to pixels. Values outside its range are clipped."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.start + (inside - self.low) / ((self.high - self.low) or 1.0) * (self.end - self.start)


def svg_text(content: str, x: float, y: float, **attributes: object) -> str:
    """Line of text at a position, as SVG."""
    attributes.setdefault("fill", INK)
    attributes.setdefault("class_", "ink")
    return element("text", escape(plain_line(content)), x=x, y=y, **attributes)


def svg_line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    """Straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def svg_rect(x: float, y: float, width: float, height: float, content: str = "", /, **attributes: object) -> str:
    """Rectangle as SVG. Its size is never negative."""
    return element("rect", content, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), **attributes)


def svg_path(points: Iterable[tuple[float, float]], *, closed: bool = False, **attributes: object) -> str:
    """Line through points, as SVG."""
    return element("path", d=svg_path_data(points, closed=closed), **attributes)


def svg_group(parts: Sequence[str], series: int | None = None, **attributes: object) -> str:
    """Group of shapes, as SVG.

    If a series is given, all shapes in the group that use `currentColor` have the colour of its ad.
    """
    if series is not None:
        index = series % len(COLOURS)
        attributes = {"class_": f"series-{index}", "color": COLOURS[index], **attributes}
    return element("g", "".join(parts), **attributes) if parts else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Identity of an image, which is unique on its page, and the text for people who cannot see the image."""

    ident: str
    title: str
    description: str
    simulated: bool = False
    t: Language = ENGLISH

    def sized_picture(self, size: Size) -> "Picture":
        """The same identity for one size of the image."""
        return replace(self, ident=f"{self.ident}-{size.name}")


def svg_picture(
    about: Picture, size: tuple[float, float], parts: Sequence[str], font: float, **attributes: object
) -> str:
    """Complete SVG with title and description."""
    width, height = size
    title_id, description_id = f"{about.ident}-title", f"{about.ident}-description"
    head = element("title", escape(plain_line(about.title)), id=title_id)
    head += element("desc", escape(plain_line(about.description)), id=description_id)
    mark = [_simulated(about.t("mark.word"), width, height, font)] if about.simulated else []
    return element(
        "svg",
        head + "".join([*mark, *parts]),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        preserveAspectRatio="xMinYMin",
        role="img",
        aria_labelledby=f"{title_id} {description_id}",
        font_family=FONT,
        font_size=font,
        **attributes,
    )


def _simulated(word: str, width: float, height: float, font: float) -> str:
    """Marks for simulated data: one behind the whole image, which remains visible in any crop, and one that is easy to
    read in a corner.
    """
    size = min(width / 8, height / 1.5)
    look: dict[str, object] = {"font_weight": 700, "fill": WARNING, "class_": "warning"}
    pale = svg_text(word, width / 2, height / 2 + size / 3, font_size=size, text_anchor="middle", opacity=0.13, **look)
    return pale + svg_text(word, width, font, font_size=font, text_anchor="end", **look)


def share_axis_ticks(highest: float, at_most: int = 5) -> list[float]:
    """Shares to label on an axis, from 0 to the first label at or above the highest value."""
    high = min(max(highest, LEAST_TOP), 1.0)
    step = next((step for step in SHARE_STEPS if high / step <= at_most), SHARE_STEPS[-1])
    ticks = [0.0]
    while ticks[-1] < high - 1e-9 and ticks[-1] < 1:
        ticks.append(round(ticks[-1] + step, 6))
    return ticks


def shorten_text(content: str, width: float, font: float) -> str:
    """Text that fits a width. It is shortened with an ellipsis if it is too long."""
    longest = max(int(width / (font * CHARACTER) + ROUNDING), 1)
    return content if len(content) <= longest else content[: longest - 1] + "…"


def text_width(content: str, font: float) -> float:
    """Approximate width of a line of text."""
    return len(content) * font * CHARACTER
