"""Writes measured tables into the documents, each with the commit of the code that was measured."""

from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path

from tests.evidence.history import find_commit, is_changed
from tests.evidence.tables import ROOT, Origin, Table, find_command, load_tables, part_of


def write_part(document: Path, name: str, content: str) -> None:
    """Replaces a measured table of a document, between the markers of this name. Below it stands which commit was
    measured, when, and with which command. Raises LookupError for a table that tables.toml lacks.
    """
    fill_part(document, name, content.rstrip("\n") + f"\n\n{origin_line(name)}")


def fill_part(document: Path, name: str, content: str) -> None:
    """Replaces the text between the markers of a name, for instance a sentence that quotes a measured table."""
    text = document.read_text(encoding="utf-8")
    part = part_of(text, name)
    assert part, f"{document} lacks the markers <!-- {name} --> and <!-- /{name} -->"
    document.write_text(text[: part.start("content")] + content + text[part.end("content") :], encoding="utf-8")


def origin_line(key: str, root: Path = ROOT, tables: Iterable[Table] | None = None) -> str:
    """The line below a table that is measured now: commit, day and command. `key`: name of the table, or its page."""
    command = find_command(key, load_tables() if tables is None else tables)
    day = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    commit = find_commit(root)
    if commit is None:
        return f"Measured outside a Git checkout, {day}, by `{command}`.\n"
    return Origin(commit, day, is_changed(root)).line(command)
