"""Page of the API's tokens. The answer to its form shows a new token once, and nothing keeps it."""

from collections import defaultdict

from starlette.datastructures import QueryParams
from starlette.responses import Response

from central.errors import NotFoundError, UsageError
from central.languages.recognition import Said, translate_known
from central.store.shops import read_shops, shop_order
from central.store.tokens import MANAGE, READ, WRITE, Token
from central.store.users import Role
from central.web.management_queries import USUAL_DAYS, NewToken, TokenQuery
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from central.web.shop_management import tenants_for_shops
from central.web.token_management import make_token, revoke_token, visible_tokens

AT_ONCE = 100
ON_PAGE = (READ, WRITE, MANAGE)
DAYS = (7, 30, USUAL_DAYS, 365)
ALL = "all"
"""Value of the field `site` for all sites of the user."""
MOST_FIELDS = 520


def show(context: RequestContext) -> Response:
    """Page with the form for a new token, and the tokens that the user may revoke."""
    return _list_page(context)


def save(context: RequestContext) -> Response:
    """Make a token, and show it once. Raises NotFoundError for a shop that the user may not see."""
    try:
        made, secret = make_token(context, _new_token(context))
    except NotFoundError:
        raise
    except UsageError as error:
        return _list_page(context, translate_known("problem", context.t, str(error)))
    example = f'curl -H "Authorization: Bearer $TOKEN" {context.origin}/api/v1/sites'
    return context.render_page("token.html.j2", made=made, secret=secret, example=example)


def revoke(context: RequestContext) -> Response:
    """Revoke a token. Raises NotFoundError for a token that the user may not see."""
    revoke_token(context, parse_form(TokenQuery, context.form).number)
    return redirect("/tokens")


def _new_token(context: RequestContext) -> NewToken:
    """Values of the form. Each chosen shop is a field `site.acme/berlin-7`."""
    chosen = [name.removeprefix("site.") for name in context.form if name.startswith("site.")]
    values = [(name, context.form[name]) for name in ("name", "access", "days") if name in context.form]
    is_all = context.form.get("sites") == ALL
    if is_all and chosen:
        raise UsageError("token: you chose all shops and single shops. Choose one of the two.")
    if not is_all and not chosen:
        raise UsageError("token: no shop is chosen. Choose all shops, or at least one.")
    values += [("sites", name) for name in chosen]
    return parse_query(NewToken, QueryParams(values))


def _list_page(context: RequestContext, problem: Said | None = None) -> Response:
    with context.read_view() as connection:
        shops = sorted(read_shops(connection, context.scope).values(), key=shop_order)
    found, at_ms = visible_tokens(context), context.now_ms
    tenants = tenants_for_shops(context)
    rows = [(token, token.state(at_ms)) for token in found]
    valid = [(token, state) for token, state in rows if state == "valid"]
    ended = [(token, state) for token, state in rows if state != "valid"]
    return context.render_page(
        "tokens.html.j2",
        400 if problem else 200,
        valid=valid,
        ended=ended[:AT_ONCE],
        kinds=ON_PAGE,
        days=DAYS,
        usual_days=USUAL_DAYS,
        shops=shops,
        tenants=tenants,
        has_choice=len(shops) > 1 or len(tenants) > 1,
        has_tenants=len({shop.tenant for shop in shops}) > 1,
        sites_of=_sites,
        name_by_number={token.id: token.name for token in found},
        given=defaultdict(str, context.form),
        problem=problem,
    )


def _sites(token: Token) -> str:
    """Sites of a token as text; empty for every site."""
    return "" if token.scope.patterns is None else str(token.scope)


ROUTES = [
    page_route("/tokens", show, needs=Role.ADMIN),
    page_route("/tokens", save, needs=Role.ADMIN, methods=["POST"], most_fields=MOST_FIELDS),
    page_route("/tokens/revoke", revoke, needs=Role.ADMIN, methods=["POST"]),
]
