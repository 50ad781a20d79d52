"""Page of the audit log, for administrators."""

from starlette.responses import Response

from central.store.audit import KEEP_DAYS, NEWEST, audit_entries
from central.store.users import Role
from central.web.request_context import RequestContext
from central.web.routes import page_route

AT_ONCE = 100


def show(context: RequestContext) -> Response:
    """Page with the newest entries, or with the entries before a given number."""
    before = context.query.get("before", "")
    limit = int(before) if before.isdecimal() and len(before) < 10 else NEWEST
    with context.read_view() as connection:
        found = audit_entries(connection, context.scope, limit, AT_ONCE)
    older = found[-1].id if len(found) == AT_ONCE else None
    return context.render_page("audit.html.j2", entries=found, older=older, keep_days=KEEP_DAYS)


ROUTES = [page_route("/audit", show, needs=Role.ADMIN)]
