"""HTML and SVG elements as strings. Escapes all attributes and all HTML text."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup that is safe in a page: made by this file or written in the code."""

    html: str


Content = Markup | str | Iterable["Content"] | None
"""Content of an element: text is escaped, None adds nothing."""


def html_tag(name: str, content: Content = None, /, **attributes: object) -> Markup:
    """HTML element. Write `class` and `text-anchor` as `class_` and `text_anchor`. Attributes of None are omitted."""
    return Markup(f"<{name}{_attributes(attributes)}>{_inside(content)}</{name}>")


def svg_element(name: str, content: str = "", /, **attributes: object) -> str:
    """Element of a separate SVG file, in short form if it is empty. `content` is markup."""
    written = _attributes(attributes)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def jpeg_data_url(jpeg: bytes) -> str:
    """Data URL of an image."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _attributes(attributes: Mapping[str, object]) -> str:
    return "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_written(value))}"
        for key, value in attributes.items()
        if value is not None
    )


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
