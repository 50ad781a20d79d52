"""Figures of the papers, copied from measured tables of the documents into edge/papers/figures.toml."""

import json
from pathlib import Path

ATTACKS = Path(__file__).parents[1] / "evidence" / "attacks.md"

GUESSES = {
    "leaves": "one of eleven leaves halfway through an ad of 8, 16, 30 s",
    "worst": "one of eleven is there in the worst stretch",
    "four": "one of eleven leaves halfway through each of four ads",
    "regular": "a regular customer, one of 16",
    "pauses": "who leaves between reactions that pauses end",
    "clerk": "a clerk who smiled all day",
    "noticed": "the same, one visit of each place",
}
"""Row of the table of guesses for each name: the start of its first cell."""
RETURNS = {
    "clerk": "one clerk",
    "three": "three clerks",
    "edge": "a clerk who leaves over the edge each time",
}
"""Row of the table of people who come back, in an empty shop, for each name: its first cell."""


def paper_figures() -> str:
    """Text of edge/papers/figures.toml."""
    rows = [_cells(line) for line in ATTACKS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    lines = ["# Figures of the papers, made by `make docs` from the table of attacks. Do not edit by hand."]
    previous = ""
    for row in rows:
        previous = row[-1] if "::" in row[-1] else previous
        row[-1] = previous if row[-1] == "the same" else row[-1]
    for name, start in GUESSES.items():
        row = next(row for row in rows if row[0].startswith(start) and len(row) == 5)
        values = {"now": row[2], "limit": row[3], "test": row[4].strip("`")}
        lines += [
            "",
            f"[guesses_{name}]",
            *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()),
        ]
    for name, who in RETURNS.items():
        row = next(row for row in rows if row[0] == who and len(row) == 9 and row[2] == "none")
        lines += ["", f"[return_{name}]", _line("windows", row[3]), _line("small", row[4])]
    return "\n".join(lines) + "\n"


def _line(key: str, text: str) -> str:
    return f"{key} = {json.dumps(text, ensure_ascii=False)}"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
