"""Sales in the store: totals by day, shop and product, and lines that were set aside."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.many_rows import insert_many
from central.store.scope import Scope
from central.store.tables.sales import sales_days, sales_quarantine

QUARANTINE_DAYS = 30
MOST_SET_ASIDE = 10_000
"""Number of lines of a file that the quarantine stores. Further lines are only counted."""
EVERY_DAY = (0, 2**31 - 1)
"""First and last day of all days."""
_SHOPS = text("SELECT id, site, zone FROM sites WHERE tenant = :tenant ORDER BY site")
_COLUMNS = "site_id, product, day, receipts, units, revenue, currency, replaced_ms"
_DELETE_DAY = text("DELETE FROM sales_days WHERE site_id = :site_id AND day = :day")
_CURRENCY = text(
    "SELECT d.currency FROM sales_days d JOIN sites s ON s.id = d.site_id"
    " WHERE s.tenant = :tenant AND d.currency IS NOT NULL LIMIT 1"
)
_LINE = ", ".join(column.name for column in sales_quarantine.columns if column.name != "id")
_SET_ASIDE = ("tenant", "line", "content", "reason", "at_ms")


@dataclass(frozen=True, slots=True)
class SalesDay:
    """Total of a day, shop and product. `replaced_ms`: when a correction replaced it; None: never."""

    site_id: int
    product: str
    day: int
    receipts: int
    units: float
    revenue: float
    currency: str | None = None
    replaced_ms: int | None = None

    @property
    def numbers(self) -> tuple[object, ...]:
        """Numbers on which two imports of the same day must agree."""
        return self.receipts, self.units, self.revenue


@dataclass(frozen=True, slots=True)
class SetAside:
    """Line in the quarantine."""

    tenant: str
    line: int
    content: str
    reason: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Shop:
    """A site of a tenant. `zone` None: UTC."""

    id: int
    site: str
    zone: str | None


def read_shops(connection: Connection, scope: Scope, tenant: str) -> dict[str, Shop]:
    """Visible sites of a tenant by name."""
    rows = connection.execute(_SHOPS, {"tenant": tenant})
    return {row.site: Shop(row.id, row.site, row.zone) for row in rows if scope.can_see(tenant, row.site)}


def read_days(
    connection: Connection, sites: Collection[int], first: int, last: int, products: Collection[str] | None = None
) -> Iterator[SalesDay]:
    """Stored totals of sites from one day to another, both included; of some products, or of all."""
    if not sites:
        return
    values: dict[str, object] = {"first": first, "last": last}
    among = f"site_id IN ({', '.join(str(int(site)) for site in sorted(sites))})"
    if products is not None:
        named = {f"product_{number}": product for number, product in enumerate(sorted(products))}
        among += f" AND product IN ({', '.join(f':{name}' for name in named) or 'NULL'})"
        values |= named
    query = f"SELECT {_COLUMNS} FROM sales_days WHERE {among} AND day BETWEEN :first AND :last ORDER BY 1, 2, 3"
    for row in connection.execute(text(query), values):
        yield SalesDay(*row)


def store_days(connection: Connection, days: Iterable[SalesDay], now_ms: int) -> None:
    """Store new totals."""
    names = [column.name for column in sales_days.columns if column.name != "imported_ms"]
    values = [{name: getattr(day, name) for name in names} | {"imported_ms": now_ms} for day in days]
    insert_many(connection, "sales_days", (*names, "imported_ms"), values)


def delete_day(connection: Connection, site_id: int, day: int) -> int:
    """Delete the totals of all products of a day. Return their number."""
    return int(connection.execute(_DELETE_DAY, {"site_id": site_id, "day": day}).rowcount)


def stored_currency(connection: Connection, tenant: str) -> str | None:
    """Currency of a tenant's sales; None if no line named one."""
    code: str | None = connection.execute(_CURRENCY, {"tenant": tenant}).scalar()
    return code


def stored_products(connection: Connection, scope: Scope, tenant: str) -> list[str]:
    """Products of a tenant with sales at a visible site, sorted by name."""
    of_tenant = {shop.id for shop in read_shops(connection, scope, tenant).values()}
    rows = connection.execute(text("SELECT DISTINCT site_id, product FROM sales_days"))
    return sorted({str(row.product) for row in rows if row.site_id in of_tenant})


def set_aside(connection: Connection, tenant: str, lines: Sequence[tuple[int, str, str]], now_ms: int) -> None:
    """Store lines in the quarantine, each as number, text and reason."""
    values = [
        {"tenant": tenant, "line": line, "content": content, "reason": reason, "at_ms": now_ms}
        for line, content, reason in lines[:MOST_SET_ASIDE]
    ]
    insert_many(connection, "sales_quarantine", _SET_ASIDE, values)


def list_set_aside(connection: Connection, scope: Scope) -> list[SetAside]:
    """Lines in the quarantine if the caller may see all sites of its tenant, oldest first."""
    query = f"SELECT {_LINE} FROM sales_quarantine WHERE {scope.where_tenant('tenant')} ORDER BY id"
    return [SetAside(*row) for row in connection.execute(text(query))]


def newest_set_aside(connection: Connection, scope: Scope, tenant: str, most: int) -> list[SetAside]:
    """Newest lines of a tenant in the quarantine if the caller may see all its sites, the newest first."""
    query = (
        f"SELECT {_LINE} FROM sales_quarantine WHERE tenant = :tenant AND {scope.where_tenant('tenant')}"
        " ORDER BY id DESC LIMIT :most"
    )
    return [SetAside(*row) for row in connection.execute(text(query), {"tenant": tenant, "most": most})]


def forget_set_aside(connection: Connection, now_ms: int) -> int:
    """Delete lines that have been in the quarantine for QUARANTINE_DAYS. Return their number."""
    before = {"before": now_ms - QUARANTINE_DAYS * DAY_MS}
    return int(connection.execute(text("DELETE FROM sales_quarantine WHERE at_ms < :before"), before).rowcount)
