"""Measured tables of the documents, which tables.toml lists, and the line below each: commit, day and command."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edge.toml_text import read_toml

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("tables.toml")
CHANGED = " with uncommitted changes"
_LINE = re.compile(
    rf"^Measured at commit `(?P<commit>[0-9a-f]{{8,40}})`(?P<changed>{CHANGED})?, (?P<day>\d{{4}}-\d\d-\d\d), "
    r"by\s`(?P<command>[^`]+)`\.\n",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A measured table of a page.

    `name`: that of its markers; empty for a page that a command writes as a whole. `sources`: files and folders of the
    measured code and of the program that measures it. `figures`: JSON file of a model that holds the figures of the
    table; its history has their commit.
    """

    page: str
    name: str
    command: str
    sources: tuple[str, ...]
    figures: str = ""

    @property
    def key(self) -> str:
        """Name that no other table has: that of the markers, or the page."""
        return self.name or self.page


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures of a table come from: commit, day, and True if files were changed and not yet committed."""

    commit: str
    day: str
    is_changed: bool = False

    def line(self, command: str) -> str:
        """The line below a table."""
        changed = CHANGED if self.is_changed else ""
        return f"Measured at commit `{self.commit}`{changed}, {self.day}, by `{command}`.\n"


@cache
def load_tables(path: Path = LIST) -> tuple[Table, ...]:
    """All measured tables, in the order of the list."""
    rows = read_toml(path.read_text(encoding="utf-8"))["table"]
    return tuple(Table(**{**row, "sources": tuple(row["sources"])}) for row in rows)


def load_unmeasured(path: Path = LIST) -> Mapping[tuple[str, str], str]:
    """Page and name of each part between markers that holds no measurement, with the reason."""
    rows = read_toml(path.read_text(encoding="utf-8"))["unmeasured"]
    return {(row["page"], row["name"]): row["reason"] for row in rows}


def find_command(key: str, tables: Iterable[Table]) -> str:
    """The command that renews a table. Raises LookupError if the list has no such table."""
    for table in tables:
        if table.key == key:
            return table.command
    raise LookupError(f"tests/evidence/tables.toml has no table {key!r}. Add its page, command and sources.")


def part_of(text: str, name: str) -> re.Match[str] | None:
    """The part between the markers of a table: `start`, `content` and `end`. The whole page for an empty name."""
    if not name:
        return re.fullmatch(r"(?P<start>)(?P<content>.*)(?P<end>)", text, re.DOTALL)
    marker = rf"(?P<start><!-- {re.escape(name)}(?:: [^>]*)? -->\n)(?P<content>.*?)(?P<end><!-- /{re.escape(name)} -->)"
    return re.search(marker, text, re.DOTALL)


def read_origin(text: str, name: str) -> Origin | None:
    """Commit and day that a page gives below a table; None without a line, or outside a checkout."""
    part = part_of(text, name)
    found = _LINE.search(part["content"]) if part else None
    return Origin(found["commit"], found["day"], bool(found["changed"])) if found else None


def read_figures(text: str) -> object:
    """Metrics of a model, from its JSON file; None for a file of an older form."""
    return json.loads(text).get("metrics")
