"""Reads files of reviews: CSV or JSON lines with a text and a date in each row. No error message contains any part of a
text.
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from central.errors import SourceError, UsageError

LONGEST_TEXT = 100_000
"""Length in characters at which a text or line is too long to be a review. A file with such a line is damaged."""
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Layout:
    """Names of the columns. `date_format`: format for `strptime`. None: dates are 2026-11-24, an ISO 8601 time, or
    24.11.2026.
    """

    text: str = "text"
    date: str = "date"
    date_format: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review and its day. The text is neither stored nor shown."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not a review: the number of its line and the reason, without any content of the row."""

    line: int
    reason: str


class _BadRowError(ValueError):
    """Raised for a row that is not a review."""


@contextmanager
def open_reviews(path: Path) -> Iterator[TextIO]:
    """Open the file as UTF-8. Raises SourceError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError:
        raise SourceError(
            f"comments: {path} is not UTF-8. Save it as UTF-8 in the program that created it. Nothing was stored."
        ) from None
    except OSError as error:
        raise SourceError(f"comments: {path} cannot be read ({error.strerror}). Nothing was stored.") from None


def read_reviews(file: TextIO, layout: Layout, today: date) -> Iterator[Review | BadRow]:
    """Rows of a file, in order. A row with a day after `today` is a bad row.

    Raises UsageError for a CSV file without the columns.
    """
    first = file.readline(LONGEST_TEXT)
    if first.lstrip().startswith("{"):
        yield from _json_lines(chain([first], iter(lambda: file.readline(LONGEST_TEXT), "")), layout, today)
    else:
        yield from _csv_rows(file, first, layout, today)


def _json_lines(lines: Iterator[str], layout: Layout, today: date) -> Iterator[Review | BadRow]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse_row(number, partial(_of_object, line), layout, today)


def _of_object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise _BadRowError("the row is not JSON") from None
    if not isinstance(value, dict):
        raise _BadRowError('the row is not an object such as {"text": …, "date": …}')
    return value


def _csv_rows(file: TextIO, head: str, layout: Layout, today: date) -> Iterator[Review | BadRow]:
    delimiter = max(",;\t", key=head.count)
    names = next(csv.reader(StringIO(head), delimiter=delimiter), [])
    names = [name.strip() for name in names]
    missing = [name for name in (layout.text, layout.date) if name not in names]
    if missing:
        raise UsageError(
            f"comments: the first line of the file has no column {' and no column '.join(missing)}. Name the"
            " columns: --text-column and --date-column. Nothing was stored."
        )
    rows = csv.reader(file, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(rows.line_num + 1, "the quotation marks of the row do not match")
            return  # what follows cannot be told apart
        if row:
            yield _parse_row(rows.line_num + 1, partial(_named, names, row), layout, today)


def _named(names: list[str], row: list[str]) -> dict[str, Any]:
    if len(row) != len(names):
        raise _BadRowError(f"the row has {len(row)} columns, but the first line has {len(names)}")
    return dict(zip(names, row, strict=True))


def _parse_row(number: int, fields: Callable[[], dict[str, Any]], layout: Layout, today: date) -> Review | BadRow:
    try:
        values = fields()
        text, day = values.get(layout.text), values.get(layout.date)
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise _BadRowError("the text is missing, is not text, or has no closing quotation mark")
        return Review(_parse_day(day, layout.date_format, today), text)
    except _BadRowError as error:
        return BadRow(number, str(error))


def _parse_day(value: object, form: str | None, today: date) -> date:
    if not isinstance(value, str):
        raise _BadRowError("the date is missing")
    try:
        day = _parsed(value.strip(), form)
    except ValueError:
        raise _BadRowError(
            "the date is not written like 2026-11-24 or 24.11.2026; describe its format with --date-format"
        ) from None
    if day > today or day.year < _FIRST_YEAR:
        raise _BadRowError("the date is in the future or too long ago")
    return day


def _parsed(text: str, form: str | None) -> date:
    if form is not None:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 the day as it is written
    if text[2:3] == "." or text[1:2] == ".":
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007
    return datetime.fromisoformat(text).date()
