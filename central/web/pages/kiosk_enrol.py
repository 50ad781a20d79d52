"""Page on which an administrator enrols a kiosk. The answer to its form shows the one-time code, and nothing keeps it:
a redirect would need the code in an address or in the store.
"""

from starlette.responses import Response

from central.enrolment.enroller import NewCode
from central.errors import NotFoundError, UsageError
from central.languages.recognition import Said, translate_known
from central.store.shops import read_shops, shop_order
from central.store.users import Role
from central.web.kiosk_management import make_code
from central.web.management_queries import NewKiosk, NewKioskQuery
from central.web.qr import qr_svg
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from central.web.shop_management import may_add_shops

KIOSK_COMMAND, RELOAD_COMMAND = "sudo vitrina enrol -", "systemctl reload mosquitto"


def show(context: RequestContext) -> Response:
    """Page with the shops to choose from. Without any, the user adds one first."""
    query = parse_query(NewKioskQuery, context.query)
    return _form_page(context, query.site)


def save(context: RequestContext) -> Response:
    """Make the code, and show it once. Raises NotFoundError for a shop that the user may not see."""
    try:
        made = make_code(context, parse_form(NewKiosk, context.form))
    except NotFoundError:
        raise
    except UsageError as error:
        problem = translate_known("problem", context.t, str(error))
        return _form_page(context, context.form.get("site"), problem, can_replace="is enrolled already" in str(error))
    return _code_page(context, made)


def _form_page(
    context: RequestContext, site: str | None, problem: Said | None = None, *, can_replace: bool = False
) -> Response:
    with context.read_view() as connection:
        shops = sorted(read_shops(connection, context.scope).values(), key=shop_order)
    if not shops and may_add_shops(context):
        return redirect("/shops/new?enrol=true")
    return context.render_page(
        "kiosk_enrol.html.j2",
        400 if problem else 200,
        shops=shops,
        chosen=site,
        device=context.form.get("device", ""),
        may_add_shops=may_add_shops(context),
        problem=problem,
        can_replace=can_replace,
    )


def _code_page(context: RequestContext, made: NewCode) -> Response:
    typed = made.code.typed_text()
    return context.render_page(
        "kiosk_code.html.j2",
        made=made,
        code=typed,
        qr=qr_svg(typed.replace("-", ""), context.t("enrolment.qr_label", device=made.device)),
        address=f"{made.code.host}:{made.code.port}",
        kiosk_command=KIOSK_COMMAND,
        reload_command=RELOAD_COMMAND,
        is_local=made.code.fingerprint is None,
    )


ROUTES = [
    page_route("/fleet/enrol", show, needs=Role.ADMIN),
    page_route("/fleet/enrol", save, needs=Role.ADMIN, methods=["POST"]),
]
