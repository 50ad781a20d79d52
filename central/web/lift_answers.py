"""Answers about sales and lifts that pages and API share, within the scope of the caller."""

from datetime import date, timedelta

from sqlalchemy import Connection

from central.errors import UsageError
from central.reports.lift import LiftRequest
from central.reports.lift_forecast import ForecastRequest, forecast_lift
from central.reports.lift_list import Viewer
from central.reports.lift_rows import PAST_DAYS
from central.reports.lift_values import LiftForecast
from central.reports.sales_days import StoredSales, read_stored_sales
from central.web.lift_queries import ForecastQuery, LiftQuery
from central.web.request_context import RequestContext


def viewer_of(context: RequestContext) -> Viewer:
    """Sites of the caller, and the time of the request."""
    return Viewer(context.scope, context.now_ms)


def lift_request(query: LiftQuery) -> LiftRequest:
    """The lift that a query requests."""
    return LiftRequest(query.id, query.tenant, query.product)


def answer_forecast(connection: Connection, context: RequestContext, query: ForecastQuery) -> LiftForecast:
    """Smallest lifts for a product, by default from the last half year. Raises UsageError if no sales are stored."""
    stored = read_stored_sales(connection, context.scope, query.tenant)
    tenant = query.tenant or next((one.tenant for one in stored), None)
    of_tenant = [one for one in stored if one.tenant == tenant]
    product = query.product or default_product(of_tenant)
    of_product = [one for one in of_tenant if one.product == product]
    if tenant is None or product is None or not of_product:
        raise UsageError(
            "lift: no sales of this product are stored. Import them on the page Sales, or name another one."
        )
    first = query.from_ or first_past_day(of_product)
    asked = ForecastRequest(tenant, product, first, query.to)
    return forecast_lift(connection, context.scope, asked, context.now_ms)


def default_product(stored: list[StoredSales]) -> str | None:
    """Product that is sold in the most shops; None without sales."""
    shops: dict[str, int] = {}
    for one in stored:
        shops[one.product] = shops.get(one.product, 0) + 1
    return max(shops, key=lambda name: (shops[name], name != "all", name), default=None)


def first_past_day(stored: list[StoredSales]) -> date:
    """First day of the last half year that has sales."""
    last = max(one.to for one in stored)
    return max(min(one.from_ for one in stored), last - timedelta(days=PAST_DAYS - 1))
