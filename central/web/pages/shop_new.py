"""Page on which an administrator adds a shop."""

from collections import defaultdict
from collections.abc import Mapping
from zoneinfo import available_timezones

from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import NotFoundError, UsageError
from central.languages.recognition import Said, translate_known
from central.store.shops import LONGEST
from central.store.users import Role
from central.web.management_queries import NewShop, NewShopQuery
from central.web.pages.links import shop_path
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from central.web.shop_management import NOT_ALL_SHOPS, add_shop, may_add_shops, require_all_of_tenant, tenants_for_shops
from edge.messages.names import propose_valid_name


def show(context: RequestContext) -> Response:
    """Page with an empty form. Raises HTTPException for a user of only some shops."""
    query = parse_query(NewShopQuery, context.query)
    if not may_add_shops(context):
        raise HTTPException(403, NOT_ALL_SHOPS)
    if query.tenant is not None:
        require_all_of_tenant(context, query.tenant)
    return _form_page(context, {"tenant": query.tenant or ""}, enrol=query.enrol)


def save(context: RequestContext) -> Response:
    """Add the shop. A short name that is missing is made from the name."""
    enrol = parse_form(NewShopQuery, context.form).enrol
    given = {name: value.strip() for name, value in context.form.items() if name in NewShop.model_fields}
    given["site"] = given.get("site") or propose_valid_name(given.get("name", ""))
    try:
        key = add_shop(context, parse_form(NewShop, given))
    except NotFoundError:
        raise
    except UsageError as error:
        return _form_page(context, given, translate_known("problem", context.t, str(error)), enrol=enrol)
    return redirect(f"/fleet/enrol?site={key}" if enrol else shop_path(*key.split("/")))


def _form_page(
    context: RequestContext, given: Mapping[str, str], problem: Said | None = None, *, enrol: bool
) -> Response:
    return context.render_page(
        "shop_new.html.j2",
        400 if problem else 200,
        tenants=tenants_for_shops(context),
        may_name_tenant=context.scope.patterns is None,
        zones=sorted(available_timezones()),
        given=defaultdict(str, given),
        longest=LONGEST,
        problem=problem,
        enrol=enrol,
    )


ROUTES = [
    page_route("/shops/new", show, needs=Role.ADMIN),
    page_route("/shops/new", save, needs=Role.ADMIN, methods=["POST"]),
]
