"""Page with the codes that wait, the kiosks that have not sent a message yet, and all enrolled kiosks."""

from dataclasses import dataclass

from starlette.responses import Response

from central.errors import NotFoundError, UsageError
from central.store.enrolments import Enrolment
from central.store.users import Role
from central.web.kiosk_management import creates_accounts, listed_enrolments, withdraw_code
from central.web.management_queries import DeviceForm, EnrolmentsPageQuery
from central.web.pages.links import add_query, shop_path
from central.web.queries import parse_form, parse_query
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

RELOAD_S = 10
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A kiosk as a row. `step`: `code` while its code waits, `message` until its first message, `works`, or `ended`."""

    enrolment: Enrolment
    state: str

    @property
    def step(self) -> str:
        """Step on the way from a code to the first message."""
        if self.state == "waiting":
            return "code"
        if self.state != "enrolled":
            return "ended"
        return "message" if self.enrolment.awaits_message else "works"

    @property
    def name(self) -> str:
        """Name of the kiosk at its shop."""
        return self.enrolment.device.split("/")[2]


def show(context: RequestContext) -> Response:
    """Page with what waits first. It reloads itself while something waits."""
    query = parse_query(EnrolmentsPageQuery, context.query)
    at_ms = context.now_ms
    rows = [Row(each, each.enrolment_state(at_ms)) for each in listed_enrolments(context)]
    waiting = [row for row in rows if row.step in ("code", "message")]
    others = [row for row in rows if row.step not in ("code", "message")]
    end = query.offset + AT_ONCE
    revoked = [row.enrolment.device for row in rows if row.state == "revoked" and row.enrolment.device == query.revoked]
    return context.render_page(
        "enrolments.html.j2",
        waiting=waiting,
        others=others[query.offset : end],
        total=len(others),
        shop_path=shop_path,
        reload_s=RELOAD_S if waiting else None,
        revoked=revoked[0] if revoked else "",
        by_hand=bool(revoked) and not creates_accounts(context),
        next=add_query("/fleet/enrolments", query, leave={"revoked"}, offset=end) if end < len(others) else "",
    )


def withdraw(context: RequestContext) -> Response:
    """Make a code invalid. A code that no longer waits is nothing to withdraw."""
    try:
        withdraw_code(context, parse_form(DeviceForm, context.form).device)
    except NotFoundError:
        raise
    except UsageError:
        return redirect("/fleet/enrolments")  # used, or withdrawn by somebody else: the page shows it
    return redirect("/fleet/enrolments")


ROUTES = [
    page_route("/fleet/enrolments", show, needs=Role.ADMIN),
    page_route("/fleet/enrolments/withdraw", withdraw, needs=Role.ADMIN, methods=["POST"]),
]
