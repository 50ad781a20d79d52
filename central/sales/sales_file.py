"""Reads a file of sales: CSV with one line per day, shop and product. A file of hours, tills or receipts is refused as
a whole; any other line that is not a daily total is set apart with its number.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TextIO

from central.errors import SourceError, UsageError
from central.sales.head import CURRENCY, FORM, WHY, read_head
from central.sales.values import (
    BadLine,
    BadLineError,
    SalesLine,
    has_time_of_day,
    is_finer_product,
    parse_count,
    parse_currency,
    parse_day,
    parse_money,
    parse_number,
    parse_product,
)

LONGEST_LINE = 10_000
KEPT = 400
"""Number of characters of a bad line that the quarantine stores."""
ALL = "all"
"""Name of the product that contains all others."""
MOST_DOUBLE = 0.1
"""Share of days with several lines from which a file does not contain totals."""
MOST_LINES = 3
"""Number of lines for one day, shop and product that a file of totals may have by mistake."""

Key = tuple[object, str, str]


@dataclass(frozen=True, slots=True)
class SalesFile:
    """Lines of a file that are daily totals, and the other lines."""

    lines: tuple[SalesLine, ...]
    bad: tuple[BadLine, ...]


MOST_BYTES = 8_000_000
"""Size of the largest file that a browser may send: some 150,000 totals."""
MOST_ROWS = 400_000
"""Number of lines of such a file, even if each is as short as a total can be."""


def decode_text(content: bytes) -> TextIO:
    """Text of a file that a browser sent. Raises UsageError for a file that is too large or is not UTF-8."""
    if len(content) > MOST_BYTES:
        raise UsageError(f"sales: the file is larger than {MOST_BYTES:,} bytes. Split it. Nothing was stored.")
    if max(map(content.count, (b"\n", b"\r"))) > MOST_ROWS:
        raise UsageError(f"sales: the file has more than {MOST_ROWS:,} lines. Split it. Nothing was stored.")
    try:
        return StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError:
        raise UsageError("sales: the file is not UTF-8. Save it as CSV UTF-8. Nothing was stored.") from None


@contextmanager
def open_text(path: Path, what: str) -> Iterator[TextIO]:
    """Open a CSV file as UTF-8. `what`: the command, for the error. Raises SourceError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError:
        raise SourceError(f"{what}: {path} is not UTF-8. Save it as CSV UTF-8. Nothing was stored.") from None
    except OSError as error:
        raise SourceError(
            f"{what}: {path} cannot be read ({error.strerror}). Name an existing file. Nothing was stored."
        ) from None


def read_table(file: TextIO, what: str) -> tuple[str, list[str], list[tuple[int, list[str], str]]]:
    """Delimiter, names of the columns, and each row with the number of its line and its text. Raises UsageError."""
    first = _without_nul(file.readline(LONGEST_LINE))
    delimiter = max(",;\t", key=first.count)
    rows = []
    for number, line in enumerate(map(_without_nul, file), 2):
        if len(line) > LONGEST_LINE:
            raise UsageError(
                f"{what}: line {number} is not a line of a table. Save the file as CSV. Nothing was stored."
            )
        if line.strip(f"{delimiter} \r\n"):
            cells = next(csv.reader(StringIO(line), delimiter=delimiter), [])
            rows.append((number, [cell.strip() for cell in cells], _printable(line.strip()[:KEPT])))
    return delimiter, next(csv.reader(StringIO(first), delimiter=delimiter), []), rows


def _without_nul(line: str) -> str:
    """The line with another control character for each NUL, for which `csv` of Python 3.10 raises an error."""
    return line.replace("\0", "\1")


def _printable(text: str) -> str:
    """The text as a database can store it."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def read_sales(file: TextIO) -> SalesFile:
    """Lines of a file of sales. Raises UsageError for a file that is not about daily totals."""
    delimiter, head, rows = read_table(file, "sales")
    names = read_head(head)
    found: list[SalesLine | BadLine] = []
    for number, cells, content in rows:
        try:
            if len(cells) != len(names):
                raise BadLineError(
                    f"the line has {len(cells)} columns, but the first line has {len(names)}: correct it"
                )
            values = dict(zip(names, cells, strict=True))
            found.append(_parse_line(number, values, content, has_comma=delimiter != ","))
        except BadLineError as error:
            found.append(BadLine(number, str(error), content))
    lines = [one for one in found if isinstance(one, SalesLine)]
    return _compare_lines(lines, [one for one in found if isinstance(one, BadLine)])


def name_sites(file: SalesFile, tenant: str) -> SalesFile:
    """The file with the sites named without their tenant. Lines are compared again if a shop may be written in both
    ways. Raises UsageError.
    """
    prefix = f"{tenant}/"
    if not any(line.site.startswith(prefix) for line in file.lines):
        return file
    return _compare_lines([replace(line, site=line.site.removeprefix(prefix)) for line in file.lines], file.bad)


def _compare_lines(lines: Sequence[SalesLine], others: Sequence[BadLine]) -> SalesFile:
    """The lines that agree with each other. The rest joins the other bad lines. Raises UsageError."""
    _refuse_parts_of_days(lines)
    bad = {one.line: one for one in others}
    reasons = {**_overlaps(lines), **_other_currencies(lines), **_doubles(lines)}
    bad |= {line.line: BadLine(line.line, reasons[line.line], line.content) for line in lines if line.line in reasons}
    good = _without_repeats(line for line in lines if line.line not in bad)
    return SalesFile(tuple(good), tuple(bad[line] for line in sorted(bad)))


def _parse_line(number: int, cells: dict[str, str], content: str, *, has_comma: bool) -> SalesLine:
    for text, is_finer in ((cells["date"], has_time_of_day), (cells["product"], is_finer_product)):
        if is_finer(text):
            raise UsageError(
                f"sales: line {number} has {text[:40]!r}, which is finer than a day. {WHY}. Add up the lines of each"
                f" day first. Write {FORM}. Nothing was stored."
            )
    revenue, written = parse_money(cells["revenue"], has_comma=has_comma)
    currency = parse_currency(cells.get(CURRENCY, ""))
    if currency is not None and written not in (None, currency):
        raise BadLineError(f"revenue is in {written}, but the column {CURRENCY} has {currency}: correct one of them")
    return SalesLine(
        number,
        parse_day(cells["date"]),
        cells["site"],
        parse_product(cells["product"]),
        parse_count(cells["receipts"]),
        parse_number("units", cells["units"], has_comma=has_comma),
        revenue,
        currency or written,
        content,
    )


def _key(line: SalesLine) -> Key:
    return line.day, line.site, line.product


def _numbers(line: SalesLine) -> tuple[object, ...]:
    return line.receipts, line.units, line.revenue, line.currency


def _refuse_parts_of_days(lines: Sequence[SalesLine]) -> None:
    """Refuse a file in which days have several lines: they are hours, tills or receipts without their column."""
    counts = Counter(map(_key, lines))
    several = [key for key, count in counts.items() if count > 1]
    most = max(counts.values(), default=0)
    if most > MOST_LINES or (len(several) > 1 and len(several) > MOST_DOUBLE * len(counts)):
        first = next(line for line in lines if counts[_key(line)] > 1)
        raise UsageError(
            f"sales: line {first.line} is one of {counts[_key(first)]} lines of {first.day} for {first.product!r} at"
            f" {first.site}, and {len(several):,} days have several lines. These look like hours, tills or receipts."
            f" {WHY}. Add up the lines of each day first. Write {FORM}. Nothing was stored."
        )


def _doubles(lines: Sequence[SalesLine]) -> dict[int, str]:
    """Lines of a day that the file has twice with other numbers. Nobody knows which one is right."""
    of_key: dict[Key, list[SalesLine]] = defaultdict(list)
    for line in lines:
        of_key[_key(line)].append(line)
    found: dict[int, str] = {}
    for same in of_key.values():
        if len({_numbers(line) for line in same}) > 1:
            numbers = " and ".join(str(line.line) for line in same)
            found |= {
                line.line: f"lines {numbers} have other numbers for one day: keep only the right one" for line in same
            }
    return found


def _without_repeats(lines: Iterator[SalesLine]) -> list[SalesLine]:
    return list({_key(line): line for line in lines}.values())


def _other_currencies(lines: Sequence[SalesLine]) -> dict[int, str]:
    """Lines in another currency than most lines. With two currencies of equally many lines, all of these lines."""
    counts = Counter(line.currency for line in lines if line.currency is not None).most_common()
    if len(counts) < 2:
        return {}
    usual = counts[0][0] if counts[0][1] > counts[1][1] else None
    other = f"most other lines have {usual}" if usual else f"as many lines have {counts[0][0]} as {counts[1][0]}"
    return {
        line.line: f"revenue is in {line.currency}, but {other}: convert it, because shops are compared in one currency"
        for line in lines
        if line.currency not in (None, usual)
    }


def _overlaps(lines: Sequence[SalesLine]) -> dict[int, str]:
    """Lines of the days on which the products together have more units than `all`: a unit is in two products."""
    of_day: dict[tuple[object, str], list[SalesLine]] = defaultdict(list)
    for line in lines:
        of_day[line.day, line.site].append(line)
    found: dict[int, str] = {}
    for same in of_day.values():
        whole = [line.units for line in same if line.product == ALL]
        parts = sum(line.units for line in same if line.product != ALL)
        if whole and parts > max(whole) * (1 + 1e-9):
            reason = (
                f"the products of this day have {parts:g} units together, but {ALL!r} has only {max(whole):g}: name"
                " products that do not overlap"
            )
            found |= {line.line: reason for line in same}
    return found
