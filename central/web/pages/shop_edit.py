"""Page on which an editor changes the name and the place of a shop that they may see."""

from collections.abc import Mapping

from starlette.responses import Response

from central.errors import NotFoundError, UsageError
from central.languages.recognition import Said, translate_known
from central.store.shops import LONGEST, Shop, check_detail, read_shops, set_details
from central.store.users import Role
from central.web.pages.links import shop_path
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

SHOP = "/shops/{tenant}/{shop}"


def show(context: RequestContext) -> Response:
    """Page with the current details of the shop."""
    shop = _find_shop(context)
    return _edit_page(context, shop, shop.details)


def save(context: RequestContext) -> Response:
    """Set the details of the shop. An empty value is deleted."""
    shop, given = _find_shop(context), {detail: context.form.get(detail, "") for detail in LONGEST}
    try:
        details = {detail: check_detail(detail, value) for detail, value in given.items()}
    except UsageError as error:
        return _edit_page(context, shop, given, translate_known("problem", context.t, str(error)))
    changed = [detail for detail, value in details.items() if value != shop.details[detail]]
    with context.begin_write() as connection:
        set_details(connection, shop.key, details)
        context.record(connection, "shop.set", f"{shop.key}: {', '.join(changed)}", shop.tenant)
    return redirect("/shops")


def _find_shop(context: RequestContext) -> Shop:
    """The shop of the path. Raises NotFoundError for a shop that the user may not see."""
    key = f"{context.path['tenant']}/{context.path['shop']}"
    with context.read_view() as connection:
        shop = read_shops(connection, context.scope).get(key)
    if shop is None:
        raise NotFoundError(f"shop: there is no shop {key}.")
    return shop


def _edit_page(
    context: RequestContext, shop: Shop, values: Mapping[str, str | None], problem: Said | None = None
) -> Response:
    return context.render_page(
        "shop_edit.html.j2",
        400 if problem else 200,
        shop=shop,
        path=shop_path(shop.tenant, shop.site),
        values=values,
        longest=LONGEST,
        problem=problem,
    )


ROUTES = [
    page_route(f"{SHOP}/edit", show, needs=Role.EDITOR),
    page_route(f"{SHOP}/details", save, needs=Role.EDITOR, methods=["POST"]),
]
