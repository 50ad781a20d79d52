"""Rules for codes of new kiosks and for revoking kiosks, for the pages and the API."""

import re

from starlette.exceptions import HTTPException

from central.enrolment.enroller import Enroller, NewCode
from central.errors import BrokerRefusedError, NotFoundError, UsageError
from central.store.enrolments import Enrolment, list_enrolments
from central.web.management_queries import NewKiosk
from central.web.request_context import RequestContext
from central.web.shop_management import find_visible_shop
from edge.messages.names import propose_valid_name
from edge.messages.wire import NAME

NO_ACCOUNT = "The broker did not accept this, so no code was made. The server's log has the reason. Try again later."
STILL_THERE = (
    "The code and the token of this kiosk are now invalid, but the broker did not delete its account, so the kiosk may"
    " still send messages. The server's log has the reason. Revoke the kiosk again later."
)
NO_ENROLMENT = "This server does not enrol kiosks. Use the pages of the server that receives their messages."
NOT_SET_UP = (
    "enrol: this server is not set up for kiosks yet. Ask the person who runs it to enrol one on the command line,"
    " which shows the reason."
)


def listed_enrolments(context: RequestContext) -> list[Enrolment]:
    """Kiosks with a code or with credentials, at sites that the caller may see."""
    with context.read_view() as connection:
        return list_enrolments(connection, context.scope)


def find_enrolment(context: RequestContext, device: str) -> Enrolment:
    """Enrolment of a kiosk, given as tenant/site/device. Raises NotFoundError if the caller may not see it."""
    found = [each for each in listed_enrolments(context) if each.device == device]
    if not found:
        raise NotFoundError(f"enrol: there is no enrolled kiosk {device}, or you may not see it.")
    return found[0]


def make_code(context: RequestContext, new: NewKiosk) -> NewCode:
    """Make a one-time code for a kiosk at a visible shop. Raises UsageError or HTTPException."""
    shop = find_visible_shop(context, new.site)
    device = f"{shop.key}/{_check_device(new.device)}"
    if not new.replace and any(
        each.device == device and each.revoked_ms is None and each.enrolled_ms is not None
        for each in listed_enrolments(context)
    ):
        raise UsageError(
            f"enrol: {device} is enrolled already. Choose another name, or confirm that a new machine replaces it."
        )
    try:
        return _enroller(context).make_code(shop.tenant, shop.site, new.device, by=context.actor)
    except BrokerRefusedError as error:
        context.services.fault_log.log_error("enrol: %s", error)
        raise HTTPException(503, NO_ACCOUNT) from None
    except UsageError as error:
        if context.scope.patterns is None:
            raise
        context.services.fault_log.log_error("enrol: %s", error)
        raise UsageError(NOT_SET_UP) from None  # the settings name files and hosts of the server


def withdraw_code(context: RequestContext, device: str) -> None:
    """Make an unused code invalid. Raises UsageError."""
    find_enrolment(context, device)
    _enroller(context).withdraw_code(device, by=context.actor)


def revoke_kiosk(context: RequestContext, device: str) -> None:
    """Revoke the credentials of a kiosk. Raises UsageError, or HTTPException if its broker account still works."""
    find_enrolment(context, device)
    try:
        _enroller(context).revoke_kiosk(device, by=context.actor)
    except BrokerRefusedError as error:
        context.services.fault_log.log_error("enrol: %s", error)
        raise HTTPException(503, STILL_THERE) from None


def creates_accounts(context: RequestContext) -> bool:
    """True if central itself creates and deletes the broker accounts of kiosks."""
    return _enroller(context).creates_accounts


def _enroller(context: RequestContext) -> Enroller:
    if context.services.enroller is None:
        raise HTTPException(503, NO_ENROLMENT)
    return context.services.enroller


def _check_device(name: str) -> str:
    if re.fullmatch(NAME, name) is None:
        proposed = propose_valid_name(name)
        shown = "".join(letter for letter in name[:40] if letter.isprintable())
        if proposed:
            raise UsageError(
                f"enrol: '{shown}' is not a valid name of a kiosk. Use a-z, 0-9, '_' and '-'. Try {proposed}."
            )
        raise UsageError(f"enrol: '{shown}' is not a valid name of a kiosk. Use a-z, 0-9, '_' and '-'.")
    return name
