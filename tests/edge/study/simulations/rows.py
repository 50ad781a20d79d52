"""Rows of the table: what was planted, what was found, and what was aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Aim = tuple[float, float] | None
"""Least and most that is to be found. None: no promise, shown to be known."""


@dataclass(frozen=True)
class Row:
    """One number of many runs."""

    study: str
    setting: str
    runs: int
    measure: str
    found: float
    aim: Aim
    digits: int = 3

    @property
    def is_reached(self) -> bool:
        return self.aim is None or self.aim[0] <= self.found <= self.aim[1]


def generator(*cell: int) -> np.random.Generator:
    """Generator of one run: it does not depend on the other runs."""
    return np.random.default_rng(cell)


def document(rows: Sequence[Row], command: str) -> str:
    """The table with the command that made it."""
    lines = [
        f"`{command}`",
        "",
        "| analysis | setting | runs | measure | found | aim | reached |",
        "|---|---|---|---|---|---|---|",
        *map(_line, rows),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    reached = "" if row.aim is None else "yes" if row.is_reached else "**no**"
    found = f"{row.found:.{row.digits}f}"
    return f"| {row.study} | {row.setting} | {row.runs:,} | {row.measure} | {found} | {_aim(row.aim)} | {reached} |"


def _aim(aim: Aim) -> str:
    if aim is None:
        return "no promise"
    low, high = (f"{bound:g}" for bound in aim)
    if aim[0] == -np.inf:
        return f"≤ {high}"
    return f"≥ {low}" if aim[1] == np.inf else f"{low} to {high}"
