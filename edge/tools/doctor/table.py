"""Formats findings as lines for people, and as values for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from edge.tools.doctor.finding import DoctorFinding, Level

MARKS: dict[Level, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "error": ("✗", "red"),
    "untried": ("–", "bright_black"),
}
NAME_WIDTH = 12
CURE = "→ "


def print_finding(console: Console, finding: DoctorFinding) -> None:
    """Print a finding. On a terminal it has columns, with the fix on its own line; in a file or pipe it is one line."""
    mark, colour = MARKS[finding.level]
    if not console.is_terminal:
        cure = f" {CURE}{finding.cure}" if finding.cure else ""
        console.print(Text(f"{mark} {finding.part}: {finding.text}{cure}"), soft_wrap=True)
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(width=NAME_WIDTH)
    table.add_column(ratio=1, overflow="fold")
    dim = colour if finding.level == "untried" else ""
    table.add_row(Text(mark, style=colour), Text(finding.part, style=dim), Text(finding.text, style=dim))
    if finding.cure:
        table.add_row("", "", Text(CURE + finding.cure, style=colour))
    console.print(table)


def summary_line(findings: Iterable[DoctorFinding]) -> str:
    """Last line of the output, with the numbers of faults and warnings."""
    levels = [finding.level for finding in findings]
    to_mend, to_look_at = levels.count("error"), levels.count("warning")
    if not to_mend and not to_look_at:
        return "all well"
    parts = [f"{to_mend} to fix"] if to_mend else ["nothing to fix"]
    return ", ".join(parts + ([f"{to_look_at} to check"] if to_look_at else []))


def findings_json(findings: Iterable[DoctorFinding]) -> list[dict[str, Any]]:
    """Findings as JSON values. `ok` is false if the part must be fixed, and null if it was not checked."""
    return [{**asdict(finding), "ok": finding.is_ok} for finding in findings]
