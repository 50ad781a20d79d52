"""Page about imported sales: which days are stored, and the upload of another file. No page shows how much was sold."""

from typing import BinaryIO

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import UsageError
from central.languages.recognition import Said, translate_known
from central.reports.sales_days import StoredSales, read_stored_sales
from central.sales.head import COLUMNS
from central.sales.importing import Imported, ImportRequest, import_sales, parse_correction
from central.sales.sales_file import MOST_BYTES, decode_text, read_sales
from central.store.sales import newest_set_aside
from central.store.scope import visible_sites
from central.store.shops import list_shops
from central.store.users import Role
from central.web.lift_queries import NewSales, SalesQuery
from central.web.pages.links import add_query
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route, upload_route

MOST_SHOWN = 200
"""Maximum number of bad lines on the page. Further ones are only counted."""
EXAMPLE = (",".join(COLUMNS), "2026-11-02,berlin-7,cola,41,55,98.50")
NOT_ALL_SHOPS = (
    "Sales are imported for all shops of an owner, but you may see only some of them. Ask a user who may see all shops."
)


def show(context: RequestContext) -> Response:
    """Page with the stored days by shop and product, and the quarantine for who may import."""
    return _page(context, parse_query(SalesQuery, context.query))


def upload(context: RequestContext, file: BinaryIO | None) -> Response:
    """Store the totals of a file by the rules of `sales import`, and show what was set aside."""
    query = parse_form(NewSales, context.form)
    shown = SalesQuery(tenant=query.tenant)
    with context.read_view() as connection:
        if query.tenant not in visible_sites(connection, context.scope).tenants:
            raise HTTPException(404)
    if not context.may_edit(query.tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)
    if file is None:
        return _page(context, shown, problem=Said(context.t("shops.no_file"), context.t.code))
    file.seek(0)
    try:
        correction = parse_correction(query.site, query.days.split()) if query.site or query.days else None
        content = read_sales(decode_text(file.read(MOST_BYTES + 1)))
        with context.begin_write() as connection:
            asked = ImportRequest(query.tenant, correction, context.identity.name, context.address)
            found = import_sales(connection, asked, content, context.now_ms)
    except UsageError as error:
        return _page(context, shown, problem=translate_known("problem", context.t, str(error)))
    return _page(context, shown, imported=found)


def _page(
    context: RequestContext, query: SalesQuery, problem: Said | None = None, imported: Imported | None = None
) -> Response:
    with context.read_view() as connection:
        tenants = visible_sites(connection, context.scope).tenants
        if query.tenant is None and tenants:
            query = query.model_copy(update={"tenant": tenants[0]})
        stored = read_stored_sales(connection, context.scope, query.tenant)
        may_import = query.tenant is not None and context.may_edit(query.tenant)
        waiting = _set_aside(connection, context, query.tenant) if may_import and query.tenant else []
        shops = list_shops(connection, context.scope, query.tenant) if may_import and query.tenant else []
    chosen = [one for one in stored if query.product in (None, one.product)]
    end = query.offset + query.limit
    bad = [] if imported is None else imported.bad
    return context.render_page(
        "sales.html.j2",
        400 if problem else 200,
        problem=problem,
        imported=imported,
        bad=[(each.line, translate_known("problem", context.t, each.reason)) for each in bad[:MOST_SHOWN]],
        rows=chosen[query.offset : end],
        total=len(chosen),
        first=query.offset + 1,
        next=add_query("/sales", query, offset=end) if end < len(chosen) else "",
        previous=add_query("/sales", query, {"offset"}, offset=max(query.offset - query.limit, 0))
        if query.offset
        else "",
        products=_products(stored),
        query=query,
        tenants=tenants,
        may_import=may_import,
        is_editor=context.identity.role >= Role.EDITOR,
        waiting=waiting,
        shops=shops,
        example=EXAMPLE,
    )


def _products(stored: list[StoredSales]) -> list[str]:
    return sorted({one.product for one in stored})


def _set_aside(connection: Connection, context: RequestContext, tenant: str) -> list[tuple[int, int, Said]]:
    """Time, number and reason of the newest lines in the quarantine. Their content stays in the store: it may be
    anything.
    """
    found = newest_set_aside(connection, context.scope, tenant, MOST_SHOWN)
    return [(one.at_ms, one.line, translate_known("problem", context.t, one.reason)) for one in found]


ROUTES = [page_route("/sales", show), upload_route("/sales/file", upload, Role.EDITOR)]
