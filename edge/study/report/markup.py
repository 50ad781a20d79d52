"""Elements of HTML and SVG as strings. All text and all attributes are escaped here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup that is safe to stand in a page: made by this file, or written in the code."""

    html: str


Content = Markup | str | Iterable["Content"] | None
"""Text is escaped; None is nothing."""


def element(name: str, content: Content = None, /, **attributes: object) -> Markup:
    """Element with its attributes; `class_` and `text_anchor` stand for `class` and `text-anchor`. None is left out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_written(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{_inside(content)}</{name}>")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Table whose first column names the row; nothing without a row. A last column `note` needs a note."""
    rows = list(rows)
    is_noted = heads[-1] == "note"
    if is_noted and not any(row[-1] for row in rows):
        heads, rows, is_noted = heads[:-1], [row[:-1] for row in rows], False
    lines = [
        element("tr", [element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:])]) for row in rows
    ]
    if not lines:
        return Markup("")
    head = element("thead", element("tr", [element("th", each, scope="col") for each in heads]))
    inside = [element("caption", caption), head, element("tbody", lines)]
    whole = element("table", inside, class_="noted" if is_noted else None)
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _inside(content: Content) -> str:
    if content is None:
        return ""
    if isinstance(content, Markup):
        return content.html
    if isinstance(content, str):
        return escape(content)
    return "".join(_inside(part) for part in content)


def _written(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
