"""Page on which an administrator revokes a kiosk, after it has said what that does."""

from urllib.parse import quote

from starlette.responses import Response

from central.store.users import Role
from central.web.kiosk_management import creates_accounts, find_enrolment, revoke_kiosk
from central.web.management_queries import DeviceForm
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route


def ask(context: RequestContext) -> Response:
    """Page that says what revoking does. Raises NotFoundError for a kiosk that the user may not see."""
    device = parse_query(DeviceForm, context.query).device
    return context.render_page(
        "kiosk_revoke.html.j2", enrolment=find_enrolment(context, device), by_hand=not creates_accounts(context)
    )


def revoke(context: RequestContext) -> Response:
    """Revoke the kiosk. Raises NotFoundError or HTTPException."""
    device = parse_form(DeviceForm, context.form).device
    revoke_kiosk(context, device)
    return redirect(f"/fleet/enrolments?revoked={quote(device, safe='/')}")


ROUTES = [
    page_route("/fleet/revoke", ask, needs=Role.ADMIN),
    page_route("/fleet/revoke", revoke, needs=Role.ADMIN, methods=["POST"]),
]
