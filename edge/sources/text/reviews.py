"""Reads comments from a file that a person names: text with one comment per line, a table (CSV), or JSON lines. No
error quotes a comment's text.

Each text is read when it is needed; the file is not kept in memory.
"""

import csv
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.files import open_regular_file

TEXT, TIME = "text", "at_s"
LONGEST_LINE = 100_000
"""Largest number of characters in a line of a comments file. A file with a longer line cannot be a comments file."""


class ReviewFileError(Exception):
    """A file of comments cannot be used. The text says where the problem is and what to do."""


@dataclass(frozen=True, slots=True)
class Review:
    """One comment and its line number. `at_s`: seconds from the start of a recording; None if the file has no times."""

    line: int
    text: str
    at_s: float | None = None


def read_reviews(path: Path) -> Iterator[Review]:
    """Comments in a file, in order. A file name that ends in .csv means a table, and one that ends in .jsonl means JSON
    objects. Any other file has one comment per line.

    A table or an object has a column `text`, and may have `at_s`. Raises ReviewFileError.
    """
    try:
        with open_regular_file(path) as file:
            yield from parse_reviews((line.decode("utf-8-sig") for line in file), path.name, path.suffix)
    except OSError as error:
        raise ReviewFileError(f"comments: {path} cannot be read: {error.strerror}. Name a text file.") from None
    except UnicodeDecodeError:
        raise ReviewFileError(
            f"comments: {path.name} is not UTF-8 text. Save it as UTF-8 (in a spreadsheet program: CSV UTF-8)."
        ) from None


def parse_reviews(lines: Iterable[str], name: str, suffix: str = "") -> Iterator[Review]:
    """Comments from lines. `name` is the file's name in errors. Empty lines and empty texts are skipped. Raises
    ReviewFileError.
    """
    bounded = _bounded(lines, name)
    match suffix.lower():
        case ".csv":
            found = _read_table(bounded, name)
        case ".jsonl" | ".ndjson":
            found = _read_objects(bounded, name)
        case _:
            found = (Review(number, line) for number, line in enumerate(bounded, 1))
    return (review for review in found if review.text.strip())


def _bounded(lines: Iterable[str], name: str) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise ReviewFileError(
                f"comments: {name} line {number} has more than {LONGEST_LINE:,} characters. Name a text file with "
                "comments."
            )
        yield line


def _read_table(lines: Iterator[str], name: str) -> Iterator[Review]:
    first = next(lines, "")
    separator = ";" if ";" in first else ","
    header = next(csv.reader([first], delimiter=separator), [])
    names = [column.strip().lower() for column in header]
    if names.count(TEXT) != 1:
        raise ReviewFileError(f"comments: {name} line 1 must name the columns, and one of them must be {TEXT}.")
    table = csv.reader(lines, delimiter=separator)
    try:
        for cells in table:
            row = dict(zip(names, cells, strict=False))
            if any(cells):
                yield _review(row, name, table.line_num + 1)
    except csv.Error:  # its message may quote the line
        raise ReviewFileError(
            f"comments: {name} line {table.line_num + 1} is not valid CSV. Save it as CSV again."
        ) from None


def _read_objects(lines: Iterator[str], name: str) -> Iterator[Review]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):  # the latter of thousands of brackets
                value = None
            if not isinstance(value, dict) or TEXT not in value:
                raise ReviewFileError(f'comments: {name} line {number} is not a JSON object with "{TEXT}". Correct it.')
            yield _review(value, name, number)


def _review(row: dict[str, Any], name: str, line: int) -> Review:
    text = row.get(TEXT)
    if not isinstance(text, str):
        raise ReviewFileError(f"comments: {name} line {line}: {TEXT} is missing or is not text. Correct it.")
    return Review(line, text, _parse_seconds(row[TIME], name, line) if row.get(TIME) not in (None, "") else None)


def _parse_seconds(value: object, name: str, line: int) -> float:
    """Parse a time as seconds from the start of the recording. Times with hours and dates are rejected."""
    try:
        seconds = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise ReviewFileError(
            f"comments: {name} line {line}: {TIME} is not a valid number of seconds. Correct it: use 0 or more."
        )
    return seconds
