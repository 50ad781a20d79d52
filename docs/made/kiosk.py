"""Parts of the documents about the kiosk: settings, the promise, kits, and the data dictionary of studies."""

import textwrap
from contextlib import redirect_stdout
from io import StringIO


def settings() -> str:
    """All settings with their defaults."""
    from edge.settings.example import example_settings

    return f"```toml\n{example_settings()}```\n"


def promise() -> str:
    """The promise, as a quotation."""
    from edge.promise.promise import full_promise_text

    return textwrap.fill(full_promise_text("en"), 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def promise_in_short() -> str:
    """Its short form, for a page of few words."""
    from edge.promise.promise import short_promise_text

    return textwrap.fill(short_promise_text("en"), 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def kits() -> str:
    """List of the kits, as `vitrina kit` prints it."""
    from firmware_bridge.cli.listing import print_ports_and_kits

    with redirect_stdout(StringIO()) as printed:
        print_ports_and_kits(as_json=False)
    _, head, kits = printed.getvalue().partition("kits\n")
    return f"```\n$ vitrina kit\n{head}{kits}```\n"


def series() -> str:
    """Tables of the data dictionary of studies."""
    from edge.study.dictionary import EVENT_TYPES, SERIES, Column

    def limits(column: Column) -> str:
        if column.kind == "text" or (column.low is None and column.high is None):
            return ""
        return " to ".join("…" if limit is None else f"{limit:g}" for limit in (column.low, column.high))

    lines = []
    for one in SERIES:
        name = f"{one.name}1, {one.name}2 …" if one.is_numbered else one.name
        lines += [f"## `{name}`", "", f"{one.title}. Scope: `{one.scope}`. Rows: {one.rate}.", ""]
        lines += ["| column | unit | range | missing | meaning |", "|---|---|---|---|---|"]
        for column in one.columns:
            missing = f"`{column.missing}`" if column.missing else "never"
            lines.append(f"| `{column.name}` | {column.unit} | {limits(column)} | {missing} | {column.meaning} |")
        lines.append("")
    lines += ["### Types of markers", "", "| `type` | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in EVENT_TYPES.items()]
    return "\n".join(lines) + "\n"
