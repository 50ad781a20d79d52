"""Functions of the API that add shops, kiosks and tokens, with the same rules as the pages."""

from datetime import datetime, timezone

from central.reports.fleet import read_sites
from central.reports.fleet_values import SiteList
from central.store.enrolments import Enrolment
from central.store.tokens import Token
from central.web.api.answers import next_offset, part_slice
from central.web.api.management_values import (
    EnrolmentList,
    ListedEnrolment,
    ListedToken,
    NewCodeAnswer,
    NewTokenAnswer,
    TokenList,
)
from central.web.kiosk_management import listed_enrolments, make_code, revoke_kiosk, withdraw_code
from central.web.management_queries import (
    EnrolmentsQuery,
    KioskQuery,
    NewKiosk,
    NewShop,
    NewToken,
    TokenQuery,
    TokensQuery,
)
from central.web.queries import Query
from central.web.request_context import RequestContext
from central.web.shop_management import add_shop
from central.web.token_management import make_token, revoke_token, visible_tokens


def new_site(context: RequestContext, _: Query, new: NewShop) -> SiteList:
    """The added site."""
    key = add_shop(context, new)
    with context.read_view() as connection:
        found = read_sites(connection, context.scope).sites
    own = [site for site in found if f"{site.tenant}/{site.site}" == key]
    return SiteList(sites=own, total=len(own), next=None)


def enrolments(context: RequestContext, query: EnrolmentsQuery) -> EnrolmentList:
    """Kiosks with a code."""
    at_ms = context.now_ms
    found = [
        each for each in listed_enrolments(context) if query.state is None or each.enrolment_state(at_ms) == query.state
    ]
    rows = [_listed(each, at_ms) for each in found[part_slice(query)]]
    return EnrolmentList(enrolments=rows, total=len(found), next=next_offset(query, len(found)))


def new_code(context: RequestContext, _: Query, new: NewKiosk) -> NewCodeAnswer:
    """A one-time code."""
    made = make_code(context, new)
    return NewCodeAnswer(
        device=made.device,
        code=made.code.typed_text(),
        expires=_time(made.expires_ms),
        address=f"{made.code.host}:{made.code.port}",
        password_line=made.password_line,
        acl_lines=list(made.acl_lines),
    )


def withdrawn_code(context: RequestContext, query: KioskQuery) -> EnrolmentList:
    """The kiosk after its code was withdrawn."""
    device = f"{query.tenant}/{query.site}/{query.device}"
    withdraw_code(context, device)
    return _only(context, device)


def revoked_kiosk(context: RequestContext, query: KioskQuery) -> EnrolmentList:
    """The kiosk after it was revoked."""
    device = f"{query.tenant}/{query.site}/{query.device}"
    revoke_kiosk(context, device)
    return _only(context, device)


def tokens(context: RequestContext, query: TokensQuery) -> TokenList:
    """Tokens."""
    found, at_ms = visible_tokens(context), context.now_ms
    rows = [_listed_token(token, at_ms) for token in found[part_slice(query)]]
    return TokenList(tokens=rows, total=len(found), next=next_offset(query, len(found)))


def new_token(context: RequestContext, _: Query, new: NewToken) -> NewTokenAnswer:
    """A token with its text."""
    made, secret = make_token(context, new)
    return NewTokenAnswer(made=_listed_token(made, context.now_ms), secret=secret)


def revoked_token(context: RequestContext, query: TokenQuery) -> TokenList:
    """The token after it was revoked."""
    revoke_token(context, query.number)
    found = [token for token in visible_tokens(context) if token.id == query.number]
    rows = [_listed_token(token, context.now_ms) for token in found]
    return TokenList(tokens=rows, total=len(rows), next=None)


def _only(context: RequestContext, device: str) -> EnrolmentList:
    rows = [_listed(each, context.now_ms) for each in listed_enrolments(context) if each.device == device]
    return EnrolmentList(enrolments=rows, total=len(rows), next=None)


def _listed(each: Enrolment, at_ms: int) -> ListedEnrolment:
    return ListedEnrolment(
        device=each.device,
        state=each.enrolment_state(at_ms),
        made=_time(each.made_ms),
        expires=_time(each.expires_ms),
        enrolled=None if each.enrolled_ms is None else _time(each.enrolled_ms),
        revoked=None if each.revoked_ms is None else _time(each.revoked_ms),
        received=_time(each.received_ms) if each.received_ms else None,
        awaits_message=each.awaits_message,
    )


def _listed_token(token: Token, at_ms: int) -> ListedToken:
    patterns = token.scope.patterns
    return ListedToken(
        number=token.id,
        name=token.name,
        prefix=token.prefix,
        access=token.access,
        state=token.state(at_ms),
        created=_time(token.created_ms),
        expires=_time(token.expires_ms),
        sites=None if patterns is None else sorted(patterns),
        made_by=token.made_by,
    )


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc)
