"""List of shops with their names and places, searched and filtered, and the same list as a CSV file."""

from starlette.responses import Response

from central.reports.rendering.table import table_csv
from central.store.shop_file import COLUMNS
from central.store.shops import Shop, read_shops, shop_order
from central.store.users import Role
from central.web.pages.exports import file_response
from central.web.pages.links import add_query, shop_path
from central.web.queries import ShopsQuery, parse_query
from central.web.request_context import RequestContext
from central.web.routes import page_route
from central.web.shop_management import may_add_shops

AT_ONCE = 100


def show(context: RequestContext) -> Response:
    """Page with the shops that the user may see, sorted by name."""
    query = parse_query(ShopsQuery, context.query)
    shops = _shops(context)
    found = [shop for shop in shops if query.matches(shop)]
    shown = found[query.offset : query.offset + AT_ONCE]
    return context.render_page(
        "shops.html.j2",
        shown=[(shop, shop_path(shop.tenant, shop.site)) for shop in shown],
        total=len(found),
        has_any=bool(shops),
        has_tenants=len({shop.tenant for shop in shops}) > 1,
        groups=sorted({shop.group for shop in shops if shop.group}, key=str.casefold),
        first=query.offset + 1,
        query=query,
        link=lambda **changed: add_query("/shops", query, **changed),
        at_once=AT_ONCE,
        can_edit=context.identity.role >= Role.EDITOR,
        may_enrol=context.identity.role >= Role.ADMIN,
        may_add=context.identity.role >= Role.ADMIN and may_add_shops(context),
    )


def export(context: RequestContext) -> Response:
    """The shops as a CSV file that can be changed in a spreadsheet and uploaded again."""
    rows = [[shop.key, *shop.details.values()] for shop in _shops(context)]
    return file_response(context, "csv", "shops", f"{len(rows)} shops", {"csv": lambda: table_csv(COLUMNS, rows)})


def _shops(context: RequestContext) -> list[Shop]:
    with context.read_view() as connection:
        return sorted(read_shops(connection, context.scope).values(), key=shop_order)


ROUTES = [page_route("/shops", show), page_route("/shops/file", export)]
