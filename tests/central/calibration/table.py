"""The table of docs/evidence/calibration.md."""

from collections.abc import Sequence
from math import sqrt

from tests.central.calibration.cells import LIMIT, Aim, Cell


def document(cells: Sequence[Cell], command: str, runs: int, seed: int) -> str:
    """The table with the command that made it."""
    error = 2 * sqrt(0.05 * 0.95 / runs)
    lines = [
        f"`{command}`: {runs:,} runs a cell (fewer where some have no interval), seed {seed}."
        f" A share of 95 % or of 5 % is known to ± {100 * error:.1f} points.",
        "",
        "| study | setting | share of runs | aim | reached | mean width |",
        "|---|---|---|---|---|---|",
        *map(_row, cells),
    ]
    return "\n".join(lines) + "\n"


def _row(cell: Cell) -> str:
    width = "" if cell.width is None else f"{cell.width:.4f}"
    reached = "" if cell.aim in (None, LIMIT) else "yes" if cell.is_reached else "**no**"
    chance = 2 * sqrt(cell.share * (1 - cell.share) / cell.runs)
    share = f"{100 * cell.share:.1f} % ± {100 * chance:.1f}"
    return f"| {cell.study} | {cell.setting} | {share} | {_aim(cell.aim)} | {reached} | {width} |"


def _aim(aim: Aim) -> str:
    """The aim in percent."""
    if aim is None:
        return "not used"
    if aim == LIMIT:
        return "none"
    low, high = (f"{100 * bound:g}" for bound in aim)
    if aim[0] == 0:
        return f"≤ {high} %"
    return f"≥ {low} %" if aim[1] == 1 else f"{low} to {high} %"
