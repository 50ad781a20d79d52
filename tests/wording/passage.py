"""A passage: a text that people read at one place."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

KINDS = ("readme", "help", "pages", "notices", "errors", "logs", "docstrings", "cards", "docs")

_CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^()]*\)|https?://\S+|\{ *\$\w+ *->|\{\{?[^{}]*\}\}?|<[^<>]*>", re.DOTALL)
"""Blocks and spans of code, targets of links, addresses, selectors and placeholders of catalogues, and tags."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A text, of one of KINDS. `place`: its file and line, the key of a page's text, or the option of a command."""

    kind: str
    place: str
    text: str

    @property
    def prose(self) -> str:
        """The text without code, addresses, tags and placeholders, on one line."""
        return " ".join(_CODE.sub(" … ", self.text).split())
