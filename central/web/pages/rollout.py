"""Part of the page of kiosks about rollouts of programs, and the orders of an administrator to stop or to go on."""

from functools import partial
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.errors import UsageError
from central.reports.rendering import rollout_words as words
from central.reports.rendering.text import number_text
from central.reports.rollout import read_rollouts
from central.reports.rollout_values import Rollout
from central.store.rollouts import Orderer, order_rollout
from central.store.users import Role
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

LONGEST_NUMBER = 16
NOT_ALL_SHOPS = (
    "A rollout concerns all shops, but you may see only some of them. Nothing was changed. Ask an administrator who may"
    " see all shops."
)


def rollout_part(context: RequestContext, connection: Connection) -> dict[str, Any]:
    """Values for the template. Without a plan, the page shows nothing about rollouts."""
    is_admin = context.identity.role >= Role.ADMIN
    found = read_rollouts(connection, context.scope, context.now_ms, with_people=is_admin).rollouts
    t = context.t
    return {
        "rollouts": found,
        "may_order": is_admin,
        "phase_counts": words.phase_counts,
        "lead_sentence": partial(words.lead_sentence, t=t),
        "next_sentence": partial(words.next_sentence, t=t),
        "asked_sentence": partial(words.asked_sentence, t=t),
        "limit_rows": partial(words.limit_rows, t=t),
        "ring_state": partial(words.ring_state, t=t),
        "waiting_reason": partial(words.waiting_reason, t=t),
        "since_text": partial(words.since_text, t=t),
        "hours_text": lambda rollout: _hours_text(context, rollout),
    }


def order(context: RequestContext) -> Response:
    """Ask for a rollout to stop or to go on."""
    plan = context.form.get("plan", "")
    if not (plan.isascii() and plan.isdecimal()) or len(plan) > LONGEST_NUMBER:
        raise UsageError("rollout: the number of the plan is missing. Open the page again. Nothing was changed.")
    tenant = context.form.get("tenant", "")
    if not context.scope.allows_tenant(tenant) and context.scope.has_site_of(tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)
    person = Orderer(context.identity.name, context.scope, context.address)
    with context.begin_write() as connection:
        order_rollout(connection, person, tenant, int(plan), context.form.get("order", ""))
    return redirect("/fleet")


def _hours_text(context: RequestContext, rollout: Rollout) -> str:
    return number_text(rollout.hold_h, 0 if rollout.hold_h % 1 == 0 else 1, context.t)


ROUTES = [page_route("/fleet/rollout", order, needs=Role.ADMIN, methods=["POST"])]
