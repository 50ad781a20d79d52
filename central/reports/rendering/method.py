"""Explains every number in a report. The page, the documents and the tests use the same list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from central.languages.language import ENGLISH, Language
from central.reports.rendering.entries import ENTRIES
from central.reports.rendering.entry import Entry

RULES = ("promise", "interval", "noise", "told", "ranking", "winner", "network")
"""Rules that apply to all numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of the method section under one heading."""

    title: str
    entries: Sequence[Entry]


@cache
def entry_groups(t: Language = ENGLISH) -> Sequence[Group]:
    """All entries of the method section, in one language."""
    return [
        Group(title=t(f"group.{name}"), entries=[_build_entry(key, t) for key in entries])
        for name, entries in ENTRIES.items()
    ]


def _build_entry(key: str, t: Language) -> Entry:
    name = f"entry-{key}"
    return Entry(
        key=key,
        label=t(f"{name}.label"),
        unit=t(f"{name}.unit"),
        definition=t(f"{name}.definition"),
        formula=t(f"{name}.formula"),
        is_not=t(f"{name}.is_not"),
    )


@cache
def rule_texts(t: Language = ENGLISH) -> Sequence[tuple[str, str]]:
    """Title and text of each general rule, in one language."""
    return [(t(f"rule-{name}.title"), t(f"rule-{name}.text")) for name in RULES]


def short_label(key: str, t: Language = ENGLISH) -> str:
    """Short name of a number for tables. For a number without an entry, the name is made from its key."""
    return t(f"entry-{key}.label") if key in _KEYS else key.replace("_", " ")


_KEYS = frozenset(key for entries in ENTRIES.values() for key in entries)


def method_markdown() -> str:
    """The method section of docs/results/numbers.md, as Markdown."""
    parts = [f"**{title}.** {text}\n" for title, text in rule_texts()]
    for group in entry_groups():
        parts.append(f"### {group.title}\n")
        rows = ["| number | unit | definition | formula | limits |", "|---|---|---|---|---|"]
        rows += [_row(entry) for entry in group.entries]
        parts.append("\n".join(rows) + "\n")
    return "\n" + "\n".join(parts) + "\n"


def _row(entry: Entry) -> str:
    cells = (f"{entry.label} (`{entry.key}`)", entry.unit, entry.definition, entry.formula, entry.is_not)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
