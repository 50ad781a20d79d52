"""HTML and SVG elements as strings. All attributes and all text in HTML are escaped."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup that is safe to insert in a page, because this module made it or it is a constant in the code."""

    html: str


Content = Markup | str | Iterable["Content"] | None
"""Content of an element. Text is escaped; None adds nothing."""


def html_tag(name: str, content: Content = None, /, **attributes: object) -> Markup:
    """An HTML element. Write the attributes `class` and `text-anchor` as `class_` and `text_anchor`. Attributes with
    the value None are omitted.
    """
    return Markup(f"<{name}{_attributes(attributes)}>{_inside(content)}</{name}>")


def svg_element(name: str, content: str = "", /, **attributes: object) -> str:
    """An element of a standalone SVG file, self-closing if it is empty. `content` is markup."""
    written = _attributes(attributes)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def jpeg_data_url(jpeg: bytes) -> str:
    """Data URL of a JPEG image."""
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
