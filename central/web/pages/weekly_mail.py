"""The Monday mail: switched on and off on the account page, confirmed and switched off by the links in mails.

A link in a mail changes nothing when it is opened, because mail servers open links too. Its page has a button.
"""

from collections.abc import Callable

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.mail_settings import is_mail_address
from central.store import audit, weekly_mail
from central.store.attempts import address_bucket
from central.store.database import read_view, translate_database_errors
from central.store.weekly_mail import Subscription, find_subscription
from central.store.weekly_queue import find_unsubscriber
from central.web.pages.account import account_page
from central.web.request_context import RequestContext, redirect
from central.web.routes import PUBLIC, page_route, requested_language, run_in_thread
from central.web.services import Services

TOO_OFTEN = "Too many requests."
ASKED, SWITCHED_ON, SWITCHED_OFF = "mail.ask", "mail.on", "mail.off"


def ask(context: RequestContext) -> Response:
    """Store an address, and send a confirmation to it. Without a confirmation it receives nothing else."""
    user, address = context.identity.user, context.form.get("address", "").strip()
    assert user is not None
    if not context.services.sends_mail:
        return account_page(context, "weekly_mail.no_server", 400)
    if not is_mail_address(address):
        return account_page(context, "weekly_mail.bad_address", 400)
    with context.begin_write() as connection:
        before = find_subscription(connection, user.id)
        if before is not None and before.confirmed_ms is not None and before.address == address:
            return redirect("/account#mail")
        is_stored = weekly_mail.ask_for_mail(connection, user, address, context.t.code, context.now_ms)
        if is_stored:
            context.record(connection, ASKED)
    return redirect("/account#mail") if is_stored else account_page(context, "weekly_mail.too_often", 429)


def switch_off(context: RequestContext) -> Response:
    """Switch the mail off, and delete the address."""
    user = context.identity.user
    assert user is not None
    with context.begin_write() as connection:
        if weekly_mail.end_mail(connection, user.id):
            context.record(connection, SWITCHED_OFF)
    return redirect("/account?done=mail#mail")


async def show_confirmation(request: Request) -> Response:
    """Page that asks whether the mail is wanted. Opening it changes nothing."""
    return await _in_thread(request, _confirmation_page)


async def confirm(request: Request) -> Response:
    """Switch the mail on. The link works only once."""
    return await _in_thread(request, _confirm)


async def show_off(request: Request) -> Response:
    """Page that asks whether the mail is to be switched off. Opening it changes nothing."""
    return await _in_thread(request, _off_page)


async def one_click_off(request: Request) -> Response:
    """Switch the mail off, from that page or by a mail program. It works again and again."""
    return await _in_thread(request, _off)


async def _in_thread(request: Request, work: Callable[[Request, Services, str], Response]) -> Response:
    """Answer of a link. Raises HTTPException with status 429: a link that is pressed takes the database's one place
    for writing, also if it is wrong.
    """
    services: Services = request.app.state.services
    token = str(request.path_params["token"])[:64]
    wait_s = services.request_limit.count_request(f"mail {address_bucket(str(request.scope['address']))}")
    if wait_s:
        raise HTTPException(429, TOO_OFTEN, {"retry-after": str(wait_s)})
    return await run_in_thread(lambda: work(request, services, token), services.identity_limiter)


def _confirmation_page(request: Request, services: Services, token: str) -> Response:
    with read_view(services.store) as connection:
        found = weekly_mail.find_unconfirmed(connection, token, now_ms())
    if found is None:
        return _link_page(request, "old_link", 404)
    return _link_page(request, "confirm", name=found.user.name)


def _confirm(request: Request, services: Services, token: str) -> Response:
    with translate_database_errors(), services.store.engine.begin() as connection:
        found = weekly_mail.find_unconfirmed(connection, token, now_ms())
        if found is None or not weekly_mail.confirm_mail(connection, token, now_ms()):
            return _link_page(request, "old_link", 404)
        _record(connection, found, SWITCHED_ON, request)
    return _link_page(request, "confirmed")


def _off_page(request: Request, services: Services, token: str) -> Response:
    with read_view(services.store) as connection:
        is_known = find_unsubscriber(connection, token) is not None
    return _link_page(request, "off") if is_known else _link_page(request, "old_link", 404)


def _off(request: Request, services: Services, token: str) -> Response:
    with translate_database_errors(), services.store.engine.begin() as connection:
        user_id = find_unsubscriber(connection, token)
        if user_id is None:
            return _link_page(request, "old_link", 404)
        found = find_subscription(connection, user_id)
        if found is not None and weekly_mail.end_mail(connection, user_id):
            _record(connection, found, SWITCHED_OFF, request)
    return _link_page(request, "off_done")


def _record(connection: Connection, found: Subscription, what: str, request: Request) -> None:
    user, address = found.user, str(request.scope["address"])
    audit.record_entry(connection, user.name, what, "by a link", address, tenant=user.scope.tenant)


def _link_page(request: Request, step: str, status: int = 200, name: str = "") -> Response:
    services: Services = request.app.state.services
    t = requested_language(request, None)
    answer = services.pages.page_response(t, "mail_link.html.j2", status, step=step, name=name)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


ROUTES = [
    page_route("/account/mail", ask, methods=["POST"]),
    page_route("/account/mail/off", switch_off, methods=["POST"]),
    Route("/mail/confirm/{token}", show_confirmation, methods=["GET"], name=PUBLIC),
    Route("/mail/confirm/{token}", confirm, methods=["POST"], name=PUBLIC),
    Route("/mail/off/{token}", show_off, methods=["GET"], name=PUBLIC),
    Route("/mail/off/{token}", one_click_off, methods=["POST"], name=PUBLIC),
]
