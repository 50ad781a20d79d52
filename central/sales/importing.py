"""Stores the lines of a file of sales, each day once, and sets the others aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from central.errors import UsageError
from central.sales.sales_file import SalesFile, name_sites
from central.sales.values import BadLine, SalesLine
from central.store import audit, sales
from central.store.local_time import EPOCH_DAY
from central.store.sales import SalesDay, Shop
from central.store.scope import Scope

SHOWN_SITES = 12


@dataclass(frozen=True, slots=True)
class Correction:
    """Days of a site. The file replaces their stored totals."""

    site: str
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of an import. `known`: number of lines with a total that was stored before. `replaced`:
    number of corrected days. `bad`: lines in the quarantine.
    """

    stored: int
    known: int
    replaced: int
    bad: tuple[BadLine, ...]


@dataclass(slots=True)
class _Sorted:
    """Lines of a file by what becomes of them."""

    new: list[SalesDay]
    bad: list[BadLine]
    known: int = 0


@dataclass(frozen=True, slots=True)
class _Stored:
    """Contents of the store before the import. `replaced`: site and day of each total that the file replaces."""

    shops: Mapping[str, Shop]
    days: Mapping[tuple[int, str, int], SalesDay]
    currency: str | None
    replaced: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Options of an import. `who` and `address`: of the audit log."""

    tenant: str
    correction: Correction | None = None
    who: str = audit.COMMAND_LINE
    address: str = ""


def parse_correction(site: str, days: Sequence[str]) -> Correction:
    """Correction of days such as 2026-11-24. Raises UsageError."""
    try:
        parsed = frozenset(map(date.fromisoformat, days))
    except ValueError:
        parsed = frozenset()
    if not parsed or not site:
        raise UsageError(
            "sales: a correction needs a site and days. Name them as in --replace berlin-7 2026-11-24 2026-11-25"
        )
    return Correction(site, parsed)


def import_sales(connection: Connection, asked: ImportRequest, file: SalesFile, now_ms: int) -> Imported:
    """Store the totals of a file. Of the days of the correction, stored totals are replaced. Raises UsageError if the
    file lacks such a day, or has a bad line beside the correction.
    """
    tenant, correction = asked.tenant, asked.correction
    file = name_sites(file, tenant)
    stored = _read_stored(connection, tenant, file.lines, correction)
    found = _sort(file, stored, now_ms)
    if correction is not None:
        _require_whole(correction, found, stored)
    for site_id, day in sorted(stored.replaced):
        sales.delete_day(connection, site_id, day)
    sales.store_days(connection, found.new, now_ms)
    sales.set_aside(connection, tenant, [(bad.line, bad.content, bad.reason) for bad in found.bad], now_ms)
    what, detail = "sales.import", f"{len(found.new)} totals stored, {len(found.bad)} lines set aside"
    if correction is not None:
        days = " ".join(map(str, sorted(correction.days)))
        what, detail = "sales.replace", f"{correction.site} {days}: {detail}"
    audit.record_entry(connection, asked.who, what, detail, asked.address, tenant=tenant)
    return Imported(len(found.new), found.known, len(stored.replaced), tuple(sorted(found.bad, key=_line)))


def _line(bad: BadLine) -> int:
    return bad.line


def _read_stored(
    connection: Connection, tenant: str, lines: Sequence[SalesLine], correction: Correction | None
) -> _Stored:
    shops = sales.read_shops(connection, Scope.whole_store(), tenant)
    days = [_number(line.day) for line in lines]
    rows = sales.read_days(connection, {shop.id for shop in shops.values()}, min(days, default=0), max(days, default=0))
    replaced = frozenset[tuple[int, int]]()
    if correction is not None:
        shop = shops.get(correction.site.removeprefix(f"{tenant}/"))
        if shop is None:
            raise UsageError(
                f"sales: there is no site {correction.site!r} of {tenant}. Name one of: {_names(shops)}. Nothing was"
                " stored."
            )
        replaced = frozenset((shop.id, _number(day)) for day in correction.days)
    by_key = {(row.site_id, row.product, row.day): row for row in rows}
    return _Stored(shops, by_key, sales.stored_currency(connection, tenant), replaced)


def _number(day: date) -> int:
    return day.toordinal() - EPOCH_DAY


def _names(shops: Mapping[str, Shop]) -> str:
    names = sorted(shops)
    more = f" and {len(names) - SHOWN_SITES} more" if len(names) > SHOWN_SITES else ""
    return (", ".join(names[:SHOWN_SITES]) or "none") + more


def _sort(file: SalesFile, stored: _Stored, now_ms: int) -> _Sorted:
    found = _Sorted([], list(file.bad))
    today = {name: local_today(shop, now_ms) for name, shop in stored.shops.items()}
    for line in file.lines:
        name = line.site
        if name not in stored.shops:
            reason = f"there is no site {name[:64]!r}: use the site's id, which stays when a shop is renamed"
        elif line.day >= today[name]:
            reason = f"{line.day} is not over in this shop: import its total later"
        elif stored.currency is not None and line.currency not in (None, stored.currency):
            reason = f"revenue is in {line.currency}, but stored sales are in {stored.currency}: convert it"
        elif (conflict := _take(line, stored, stored.shops[name], now_ms, found)) is None:
            continue
        else:
            reason = (
                f"{conflict}: to correct this day, replace it on the page Sales, or with --replace {name} {line.day}"
            )
        found.bad.append(BadLine(line.line, reason, line.content))
    return found


def _take(line: SalesLine, stored: _Stored, shop: Shop, now_ms: int, found: _Sorted) -> str | None:
    """Add a total to the new ones. Return the reason if the store has other numbers for this day."""
    number = _number(line.day)
    is_replaced = (shop.id, number) in stored.replaced
    former = None if is_replaced else stored.days.get((shop.id, line.product, number))
    values = (line.receipts, line.units, line.revenue, line.currency)
    day = SalesDay(shop.id, line.product, number, *values, now_ms if is_replaced else None)
    if former is None:
        found.new.append(day)
    elif former.numbers == day.numbers:
        found.known += 1
    else:
        return f"{line.day} is stored with other numbers"
    return None


def local_today(shop: Shop, now_ms: int) -> date:
    """The current day of a shop."""
    zone = timezone.utc if shop.zone is None else ZoneInfo(shop.zone)
    return datetime.fromtimestamp(now_ms / 1000, zone).date()


def _require_whole(correction: Correction, found: _Sorted, stored: _Stored) -> None:
    """Raise UsageError for a bad line, and for a day of the correction without a line."""
    if found.bad:
        first = min(found.bad, key=_line)
        raise UsageError(
            f"sales: line {first.line}: {first.reason}. Correct it before you replace a day. Nothing was stored."
        )
    has = {day.day for day in found.new if (day.site_id, day.day) in stored.replaced}
    missing = [day for day in sorted(correction.days) if _number(day) not in has]
    if missing:
        raise UsageError(
            f"sales: the file has no line of {correction.site} on {missing[0]}. Add the whole day: a correction"
            " deletes its stored totals. Nothing was stored."
        )
