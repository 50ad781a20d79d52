"""Stored days of sales by shop and product: how many, the first and the last one, and never how much was sold."""

from datetime import date

from pydantic import Field
from sqlalchemy import Connection, text

from central.reports.selection import local_date
from central.reports.values import Value
from central.store.scope import Scope, visible_sites


class StoredSales(Value):
    """Stored days of a product in a shop. `missing_days`: days between the first and the last one without a total.
    `corrected_days`: days with totals that were replaced.
    """

    tenant: str
    site: str
    product: str
    from_: date = Field(alias="from")
    to: date
    days: int
    missing_days: int
    corrected_days: int


class SalesList(Value):
    """Stored days of sales by shop and product. `products`: of all of them. `next`: `offset` of the next page; null on
    the last page.
    """

    schema_: str = Field("vitrina.sales_days/1", alias="schema")
    sales: list[StoredSales]
    products: list[str]
    total: int
    next: int | None


def read_stored_sales(connection: Connection, scope: Scope, tenant: str | None) -> list[StoredSales]:
    """Stored days of the visible shops, of one tenant or of all, by shop and product."""
    visible = visible_sites(connection, scope)
    query = text(
        "SELECT d.site_id, d.product, min(d.day) AS first, max(d.day) AS last, count(*) AS days,"
        " sum(CASE WHEN d.replaced_ms IS NULL THEN 0 ELSE 1 END) AS corrected"
        f" FROM sales_days d WHERE {visible.sql_filter('d.site_id')} GROUP BY d.site_id, d.product"
    )
    found = [
        StoredSales(
            tenant=visible.names[row.site_id][0],
            site=visible.names[row.site_id][1],
            product=row.product,
            **{"from": local_date(row.first)},
            to=local_date(row.last),
            days=row.days,
            missing_days=row.last - row.first + 1 - row.days,
            corrected_days=int(row.corrected),
        )
        for row in connection.execute(query)
    ]
    return sorted(
        (one for one in found if tenant in (None, one.tenant)), key=lambda one: (one.tenant, one.site, one.product)
    )
