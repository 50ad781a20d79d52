"""Findings as lines for people and as values for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from edge.tools.doctor.finding import Finding, Level

MARKS: dict[Level, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "error": ("✗", "red"),
    "untried": ("–", "bright_black"),
}
NAME_WIDTH = 12
CURE = "→ "


def show(console: Console, finding: Finding) -> None:
    """In a terminal with the cure on a line of its own; else all in one, for a file or another program."""
    mark, colour = MARKS[finding.level]
    if not console.is_terminal:
        cure = f" {CURE}{finding.cure}" if finding.cure else ""
        console.print(Text(f"{mark} {finding.part}: {finding.text}{cure}"), soft_wrap=True)
        return
    drawn = Table.grid(padding=(0, 1))
    drawn.add_column(width=1)
    drawn.add_column(width=NAME_WIDTH)
    drawn.add_column(ratio=1, overflow="fold")
    dim = colour if finding.level == "untried" else ""
    drawn.add_row(Text(mark, style=colour), Text(finding.part, style=dim), Text(finding.text, style=dim))
    if finding.cure:
        drawn.add_row("", "", Text(CURE + finding.cure, style=colour))
    console.print(drawn)


def verdict(findings: Iterable[Finding]) -> str:
    """The last line."""
    levels = [finding.level for finding in findings]
    to_mend, to_look_at = levels.count("error"), levels.count("warning")
    if not to_mend and not to_look_at:
        return "all well"
    said = [f"{to_mend} {'thing' if to_mend == 1 else 'things'} to mend"] if to_mend else ["nothing to mend"]
    return ", ".join(said + ([f"{to_look_at} to look at"] if to_look_at else []))


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """`ok` is false where something must be mended, null where it was not tried."""
    return [{**asdict(finding), "ok": finding.ok} for finding in findings]
