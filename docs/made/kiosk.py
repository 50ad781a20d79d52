"""Parts of the documents about the kiosk: settings, the promise, kits, and the data dictionary of studies."""

import textwrap
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Literal


def promise() -> str:
    """The promise, as a quotation."""
    from edge.promise.promise import full_promise_text

    return textwrap.fill(full_promise_text("en"), 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def guesses() -> str:
    """The table of attacks, for people: what was measured, and what the tests allow at most."""
    text = (Path(__file__).parents[2] / "docs/evidence/attacks.md").read_text(encoding="utf-8")
    rows = [
        line.strip("| ").split(" | ") for line in text.split("| attack | ", 1)[1].partition("\n\n")[0].split("\n")[2:]
    ]
    lines = ["| who is guessed | measured | at most |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {attack} | {now} | {limit} |" for attack, _, now, limit, _ in rows)]) + "\n"


def promise_in_short() -> str:
    """Its short form, for a page of few words."""
    from edge.promise.promise import short_promise_text

    return textwrap.fill(short_promise_text("en"), 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def shop_purpose() -> str:
    """Intended purpose in a shop, as a quotation: with smiles, and without them."""
    return f'{_purpose("shop")}\nWith `[models] expression = "none"`:\n\n{_purpose("shop", reads_smiles=False)}'


def research_purpose() -> str:
    """Intended purpose in research, as a quotation."""
    return _purpose("research")


def _purpose(use: Literal["shop", "research"], *, reads_smiles: bool = True) -> str:
    from edge.intended_purpose import purpose

    text = purpose(use, "en", reads_smiles=reads_smiles)
    return textwrap.fill(text, 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def kits() -> str:
    """List of the kits, as `vitrina kit` prints it."""
    from firmware_bridge.cli.listing import print_ports_and_kits

    with redirect_stdout(StringIO()) as printed:
        print_ports_and_kits(as_json=False)
    _, head, kits = printed.getvalue().partition("kits\n")
    return f"```\n$ vitrina kit\n{head}{kits}```\n"


def series() -> str:
    """Tables of the data dictionary of studies."""
    from edge.study.dictionary import EVENT_TYPES, SERIES, STREAM_SERIES, Column

    def limits(column: Column) -> str:
        if column.kind == "text" or (column.low is None and column.high is None):
            return ""
        return " to ".join("…" if limit is None else f"{limit:g}" for limit in (column.low, column.high))

    lines = []
    for one in (*SERIES, *STREAM_SERIES):
        is_stream = one in STREAM_SERIES
        name = f"{one.name}1, {one.name}2 …" if one.is_numbered else f"{one.name}-SCOPE" if is_stream else one.name
        scope = one.scope if is_stream else f"`{one.scope}`"
        lines += [f"## `{name}`", "", f"{one.title}. Scope: {scope}. Rows: {one.rate}.", ""]
        lines += ["| column | unit | range | missing | meaning |", "|---|---|---|---|---|"]
        for column in one.columns:
            missing = f"`{column.missing}`" if column.missing else "never"
            lines.append(f"| `{column.name}` | {column.unit} | {limits(column)} | {missing} | {column.meaning} |")
        lines.append("")
    lines += ["### Types of markers", "", "| `type` | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in EVENT_TYPES.items()]
    return "\n".join(lines) + "\n"
