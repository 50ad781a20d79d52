"""Inline scripts and styles of the built pages, moved into files.

The kiosk and the central server send the pages with a policy that allows only scripts and styles from files.
"""

import hashlib
import os
import re
from pathlib import Path

_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
_PRESENTATION = {' style="opacity: 50%"': ' opacity="0.5"', ' style="display: none;"': ' display="none"'}
"""Style attributes of the theme's icons, with the attribute of SVG that does the same."""
_LEFT = re.compile(r"<[^>]*\s(style|on[a-z]+)=|<(?:script|style)>|javascript:", re.IGNORECASE)


class InlinePartError(Exception):
    """A page has a part that the policy of the pages forbids."""


def move_inline_parts(site: Path) -> None:
    """Move the inline scripts and styles of all pages into files in `_static`. Raises InlinePartError for a style
    attribute or an event handler that is left.
    """
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for style, attribute in _PRESENTATION.items():
            text = text.replace(style, attribute)
        text = _INLINE.sub(lambda part, page=page: _file_tag(part[1], part[2], page, site), text)
        if left := _LEFT.search(re.sub(r"<(pre|code)\b.*?</\1>", "", text, flags=re.DOTALL)):
            raise InlinePartError(
                f"site: {page.relative_to(site)} has the inline part {left[0]!r}. Move it into docs/_static."
            )
        page.write_text(text, encoding="utf-8")


def _file_tag(kind: str, content: str, page: Path, site: Path) -> str:
    suffix = "css" if kind == "style" else "js"
    name = f"inline-{hashlib.sha256(content.encode()).hexdigest()[:12]}.{suffix}"
    (site / "_static" / name).write_text(content, encoding="utf-8")
    path = os.path.relpath(site / "_static" / name, page.parent)
    if kind == "style":
        return f'<link rel="stylesheet" type="text/css" href="{path}" />'
    return f'<script src="{path}"></script>'
