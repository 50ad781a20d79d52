"""Formats numbers as Markdown, in the same way in every card."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill
from typing import Any

WIDTH = 120

ASIDE = ("parameters", "model")
"""Keys that every result of `models.evaluate` contains, and that the tables skip because the top of the card shows
them.
"""


def percent_text(value: float | None) -> str:
    """A share as a percentage, or a dash for None."""
    return "–" if value is None else f"{value:.1%}"


def interval_text(interval: Sequence[float] | None) -> str:
    """The ends of an interval of a share in percent, or a dash for None."""
    return "–" if interval is None else f"{interval[0] * 100:.1f} to {interval[1] * 100:.1f}"


def scalar_text(value: Any) -> str:
    """A scalar as text: an integer in full, another number with 3 digits, or a dash for None."""
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def markdown_table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rows = ["".join(f" {cell} |" if cell else " |" for cell in cells) for cells in (head, *body)]
    return "\n".join(f"|{row}" for row in (rows[0], "---|" * len(head), *rows[1:]))


def wrap_prose(text: str) -> str:
    """Wrap paragraphs to WIDTH. Headings, tables, lists, images and code stay unchanged."""
    kept = ("|", "#", "- ", "!", "`")
    return "\n\n".join(
        part if part.startswith(kept) else fill(part, WIDTH, break_long_words=False, break_on_hyphens=False)
        for part in text.strip("\n").split("\n\n")
    )


def key_as_words(key: str) -> str:
    """Key of a result, written as words."""
    return key.replace("_", " ")


def nested_tables(result: Mapping[str, Any], level: int = 3, title: str = "") -> str:
    """Tables for any result that consists of dicts, lists and scalars: scalars first, then a section for each nested
    value.
    """
    kept = {key: value for key, value in result.items() if key not in ASIDE}
    scalars = {key: value for key, value in kept.items() if _is_scalar(value)}
    parts = [f"{'#' * level} {title}"] if title else []
    if scalars:
        parts.append(
            markdown_table(("", ""), [(key_as_words(key), scalar_text(value)) for key, value in scalars.items()])
        )
    for key, value in kept.items():
        if key in scalars:
            continue
        rows = _named_rows(value)
        if rows is not None:
            parts.append(f"{key_as_words(key).capitalize()}:")
            parts.append(_grid(rows))
        elif isinstance(value, Mapping):
            parts.append(nested_tables(value, level + 1, key_as_words(key).capitalize()))
        elif all(map(_is_scalar, value)):
            parts.append(f"{key_as_words(key).capitalize()}: {', '.join(map(scalar_text, value))}.")
        else:
            parts.append(nested_tables({f"{key} {number}": each for number, each in enumerate(value, 1)}, level))
    return "\n\n".join(parts)


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))


def _named_rows(value: Any) -> list[tuple[str, Mapping[str, Any]]] | None:
    """Named table rows for a dict of scalars, or for a dict or list of such dicts; None for any other value."""
    if isinstance(value, Mapping):
        if all(_is_scalar(inner) for inner in value.values()):
            value = {key: {"": inner} for key, inner in value.items()}
        named = [(str(key), inner) for key, inner in value.items()]
    else:
        named = [(str(number), inner) for number, inner in enumerate(value, 1)]
    rows = [(name, _flat_row(inner)) for name, inner in named]
    flat_rows: list[tuple[str, Mapping[str, Any]]] = [(name, row) for name, row in rows if row is not None]
    return flat_rows if flat_rows and len(flat_rows) == len(named) else None


def _flat_row(row: Any) -> dict[str, Any] | None:
    """A row of scalars, in which a pair or a dict of scalars is one cell. None if the value is not a mapping or is
    nested more deeply.
    """
    if not isinstance(row, Mapping):
        return None
    cells: dict[str, Any] = {}
    for key, value in row.items():
        if _is_scalar(value):
            cells[key] = value
        elif isinstance(value, Mapping) and all(_is_scalar(inner) for inner in value.values()):
            cells[key] = ", ".join(f"{name} {scalar_text(inner)}" for name, inner in value.items()) or None
        elif isinstance(value, (list, tuple)) and len(value) == 2 and all(_is_scalar(inner) for inner in value):
            cells[key] = " to ".join(scalar_text(inner) for inner in value)
        else:
            return None
    return cells


def _grid(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    keys = list(dict.fromkeys(key for _, row in rows for key in row))
    body = [(key_as_words(name), *(scalar_text(row[key]) if key in row else "" for key in keys)) for name, row in rows]
    return markdown_table(("", *map(key_as_words, keys)), body)
