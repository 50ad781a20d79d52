"""Text of the documents: figures, filled lines, and the parts between two markers."""

import re
import textwrap
from collections.abc import Mapping
from functools import reduce
from typing import Any


def figure_text(metrics: Mapping[str, Any], path: str) -> str:
    value = reduce(lambda part, key: part[key], path.split("."), metrics)
    if path.endswith(("found", "coverage", "accuracy", "recall")) and "balanced" not in path:
        return f"{value:.1%}".replace("%", " %")
    return f"{value:g}" if value >= 1 else f"{value:.3f}"


def wrapped_lines(text: str) -> str:
    indent = "  " if text.startswith("- ") else ""
    return textwrap.fill(text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) + "\n"


def replace_part(text: str, name: str, content: str) -> str:
    """Replaces the text between the markers of `name` by `content`."""
    marker = re.compile(rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marker.search(text):
        raise SystemExit(
            f"generate: there is no place for {name}: add the markers <!-- {name} --> and <!-- /{name} -->"
        )
    return marker.sub(lambda match: match[1] + content + match[2], text)
