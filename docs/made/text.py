"""Text of the documents: figures, filled lines, and the parts between two markers."""

import os
import re
import textwrap
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any


def figure_text(metrics: Mapping[str, Any], path: str) -> str:
    value = reduce(lambda part, key: part[key], path.split("."), metrics)
    if path.endswith(("found", "coverage", "accuracy", "recall")) and "balanced" not in path:
        return f"{value:.1%}".replace("%", " %")
    return f"{value:g}" if value >= 1 else f"{value:.3f}"


def wrapped_lines(text: str) -> str:
    """The text in lines of at most 100 characters. No line begins with %: the site would drop it as a comment."""
    indent = "  " if text.startswith("- ") else ""
    joined = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.fill(joined, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return lines.replace("\N{NO-BREAK SPACE}%", " %") + "\n"


def relative_links(text: str, document: str) -> str:
    """The text with links from a document. The code writes them from the root of the repository."""
    folder = Path(document).parent
    return re.sub(
        r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)", lambda link: os.path.relpath(link[1], folder).replace(os.sep, "/"), text
    )


def replace_part(text: str, name: str, content: str) -> str:
    """Replaces the text between the markers of `name` by `content`."""
    marker = re.compile(rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marker.search(text):
        raise SystemExit(
            f"generate: there is no place for {name}: add the markers <!-- {name} --> and <!-- /{name} -->"
        )
    return marker.sub(lambda match: match[1] + content + match[2], text)
