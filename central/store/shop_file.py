"""Names and places of shops in a CSV file, as spreadsheets write it: with `,` or `;`, with or without a BOM.

A column that the file lacks changes nothing. An empty cell deletes the detail. A file is used as a whole, or not at
all.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import BinaryIO

from sqlalchemy import Connection

from central.errors import UsageError
from central.store.shops import LONGEST, Shop, check_detail, printable_start, set_details

COLUMNS = ("site", *LONGEST)
MOST_BYTES = 500_000
"""Size of the largest file. A chain of 1,000 shops needs about 100,000 bytes."""
_NOTHING = "Nothing was stored."
_FORMULA = ("'=", "'+", "'-", "'@")
"""First characters of a cell that an export has made harmless for spreadsheets by an apostrophe."""


@dataclass(frozen=True, slots=True)
class ShopChange:
    """A line of the file that changes a shop. `details`: only the changed ones."""

    line: int
    shop: Shop
    details: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used: its number, counted from 1 at the column names, and the reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ShopFile:
    """Content of a file. `lines`: number of its shops. If there are bad lines, nothing may be stored."""

    changes: list[ShopChange]
    bad: list[BadLine]
    lines: int


class _BadLineError(ValueError):
    """Raised for a line that cannot be used."""


def read_text(file: BinaryIO) -> str:
    """The text of a file. Raises UsageError for a file that is too large or is not UTF-8."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UsageError(f"shops: the file is larger than {MOST_BYTES:,} bytes. Split it. {_NOTHING}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"shops: the file is not UTF-8. Save it as CSV UTF-8. {_NOTHING}") from None


def parse_shops(text: str, shops: Mapping[str, Shop]) -> ShopFile:
    """Changes that a file makes to the given shops, and its bad lines.

    `shops`: the shops that the caller may change, by `tenant/site`. A shop that is missing there is unknown. If they
    have one tenant, the file may omit it. Raises UsageError for a file without usable column names.
    """
    lines = _rows(text)
    _, names = next(lines, (0, []))
    columns = _check_columns(names)
    seen: dict[str, int] = {}
    changes: list[ShopChange] = []
    bad: list[BadLine] = []
    for line, cells in lines:
        try:
            change = _parse_line(line, dict(_pair(columns, cells)), shops, seen)
        except (_BadLineError, UsageError) as error:
            bad.append(BadLine(line, str(error)))
        else:
            changes += [change] if change.details else []
    if not seen and not bad:
        raise UsageError(f"shops: the file names no shop below its column names. {_NOTHING}")
    return ShopFile(changes, bad, len(seen) + len(bad))


def store_changes(connection: Connection, changes: Iterable[ShopChange]) -> dict[str, int]:
    """Store changes. Return the number of changed shops by tenant, sorted by tenant."""
    counts: Counter[str] = Counter()
    for change in changes:
        set_details(connection, change.shop.key, change.details)
        counts[change.shop.tenant] += 1
    return dict(sorted(counts.items()))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of the file that are not blank, with the number of the line on which each starts."""
    head = text.split("\n", 1)[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UsageError(f"shops: line {line}: its quotation marks do not match. {_NOTHING}") from None
        if any(cell.strip() for cell in row):
            yield line, row


def _check_columns(names: list[str]) -> list[str]:
    columns = [name.strip().casefold() for name in names]
    known = f"Use these columns: {', '.join(COLUMNS)}. {_NOTHING}"
    for name in columns:
        if name not in COLUMNS:
            raise UsageError(f"shops: the column '{printable_start(name)}' of the first line is unknown. {known}")
        if columns.count(name) > 1:
            raise UsageError(f"shops: the first line has the column '{name}' twice. {known}")
    if "site" not in columns:
        raise UsageError(f"shops: the first line has no column 'site'. {known}")
    return columns


def _pair(columns: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    if len(cells) != len(columns):
        raise _BadLineError(f"it has {len(cells)} columns, but the first line has {len(columns)}.")
    for column, cell in zip(columns, cells, strict=True):
        yield column, cell[1:] if cell.startswith(_FORMULA) else cell


def _parse_line(line: int, cells: dict[str, str], shops: Mapping[str, Shop], seen: dict[str, int]) -> ShopChange:
    shop = _find_shop(cells.pop("site").strip(), shops)
    if shop.key in seen:
        raise _BadLineError(f"line {seen[shop.key]} already names {shop.key}.")
    seen[shop.key] = line
    details = {detail: check_detail(detail, cell) for detail, cell in cells.items()}
    return ShopChange(line, shop, {detail: value for detail, value in details.items() if value != shop.details[detail]})


def _find_shop(name: str, shops: Mapping[str, Shop]) -> Shop:
    tenants = {shop.tenant for shop in shops.values()}
    key = name if "/" in name or len(tenants) != 1 else f"{min(tenants)}/{name}"
    if key not in shops:
        raise _BadLineError(f"there is no site '{printable_start(name)}'.")
    return shops[key]
