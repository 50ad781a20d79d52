"""Rules for making and revoking tokens, for the pages and the API.

Nobody makes a token with more rights than their own. A token makes no token that may manage or that outlives it.
"""

from dataclasses import replace

from starlette.exceptions import HTTPException

from central.clock import DAY_MS
from central.errors import NotFoundError, UsageError
from central.store.makers import record_ended
from central.store.scope import Scope
from central.store.shops import read_shops
from central.store.tokens import MANAGE, Token, add_token, find_token, list_tokens, revoke_token_id
from central.web.management_queries import NewToken
from central.web.request_context import RequestContext

MANAGES_ALONE = "A token may not make another token that may manage. Sign in as an administrator."


def visible_tokens(context: RequestContext) -> list[Token]:
    """Tokens for sites that the caller may all see, newest first. Tokens of enrolled kiosks are not among them: they
    end with the kiosk's credentials. `made_by` is None if the caller may not see that token.
    """
    with context.read_view() as connection:
        found = list_tokens(connection)
    shown = {
        token.id: token
        for token in reversed(found)
        if not token.is_of_kiosk and token.scope.patterns != frozenset() and context.scope.contains(token.scope)
    }
    return [each if each.made_by in shown else replace(each, made_by=None) for each in shown.values()]


def make_token(context: RequestContext, new: NewToken) -> tuple[Token, str]:
    """Make a token, and return it with its text, which cannot be shown again. Raises UsageError or HTTPException."""
    scope = _scope(context, new)
    own = context.identity.token
    if own is not None:
        _check_own(own, new, context.now_ms)
    with context.begin_write() as connection:
        secret = add_token(connection, new.name, new.access, scope, new.days, by=context.actor)
        made = find_token(connection, secret, context.now_ms)
        assert made is not None
        detail = f"{new.name}, {new.access}, {new.days} days, sites: {scope}"
        context.record(connection, "token.add", detail, scope.tenant)
    return made, secret


def revoke_token(context: RequestContext, number: int) -> None:
    """Revoke a visible token, and end what it has made. Raises NotFoundError."""
    found = [token for token in visible_tokens(context) if token.id == number and token.revoked_ms is None]
    if not found:
        raise NotFoundError("token: there is no valid token with this number, or you may not see it.")
    with context.begin_write() as connection:
        ended = revoke_token_id(connection, number)
        context.record(connection, "token.revoke", found[0].name, found[0].scope.tenant)
        record_ended(connection, context.actor, f"token {found[0].name}", ended)


def _scope(context: RequestContext, new: NewToken) -> Scope:
    """Sites of a new token. A site that the caller may not see is answered like one that does not exist."""
    if new.sites is None:
        return context.scope
    with context.read_view() as connection:
        shops = read_shops(connection, context.scope)
    for name in new.sites:
        if not (name in shops or (name.endswith("/*") and context.scope.allows_tenant(name.removesuffix("/*")))):
            raise NotFoundError(f"shop: there is no shop {name}, or you may not see it.")
    return Scope.sites_scope(new.sites)


def _check_own(own: Token, new: NewToken, at_ms: int) -> None:
    if new.access == MANAGE:
        raise HTTPException(403, MANAGES_ALONE)
    if at_ms + new.days * DAY_MS > own.expires_ms:
        left = max(0, own.expires_ms - at_ms) // DAY_MS
        raise UsageError(f"token: this token ends in {left} days, and makes none that ends later. Choose fewer days.")
