"""Ends the tokens and the unused codes for kiosks that a user or a token has made, together with their maker.

Kiosks that have used a code stay enrolled, because a program that installs kiosks gets a new token now and then.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.errors import UsageError
from central.store.audit import Actor, find_place_tenant, record_entry
from central.store.scope import Scope

_LOCK_USER = text("UPDATE users SET role = role WHERE id = :id AND blocked_ms IS NULL")
_LOCK_TOKEN = text("UPDATE tokens SET access = access WHERE id = :id AND revoked_ms IS NULL")
_MADE = text("SELECT id FROM tokens WHERE (user_id = :user OR made_by = :token) AND revoked_ms IS NULL ORDER BY id")
_REVOKE = text("UPDATE tokens SET revoked_ms = :at WHERE id = :id AND revoked_ms IS NULL RETURNING name, scope")
_WITHDRAW = text(
    "UPDATE enrolments SET salt = NULL, expires_ms = made_ms WHERE (user_id = :user OR token_id = :token)"
    " AND salt IS NOT NULL AND revoked_ms IS NULL AND expires_ms > :at RETURNING device"
)
"""Also of a code that a kiosk is using, which the server would release if that attempt fails."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Tokens and codes that ended with their maker. `tokens`: name and tenant of each. `devices`: their kiosks."""

    tokens: tuple[tuple[str, str | None], ...] = ()
    devices: tuple[str, ...] = ()

    def __add__(self, other: "Ended") -> "Ended":
        return Ended(self.tokens + other.tokens, self.devices + other.devices)


def lock_maker(connection: Connection, actor: Actor) -> None:
    """Lock the user and the token that are about to make something, so that nothing is made while they end. Raises
    UsageError if one of them has ended.
    """
    for query, number in ((_LOCK_USER, actor.user_id), (_LOCK_TOKEN, actor.token_id)):
        if number is not None and not connection.execute(query, {"id": number}).rowcount:
            raise UsageError(f"access: {actor.name} has just ended. Use another user or token. Nothing was changed.")


def end_made(connection: Connection, at_ms: int, *, user_id: int | None = None, token_id: int | None = None) -> Ended:
    """End all that a user or a revoked token has made, and all that these tokens have made in turn."""
    values = {"at": at_ms, "user": user_id, "token": token_id}
    ended = Ended()
    for number in connection.execute(_MADE, values).scalars().all():  # a maker before what it made, so none deadlock
        for name, scope in connection.execute(_REVOKE, {"at": at_ms, "id": number}).all():
            ended += Ended(((name, Scope.parse(scope).tenant),)) + end_made(connection, at_ms, token_id=number)
    return ended + Ended(devices=tuple(connection.execute(_WITHDRAW, values).scalars()))


def record_ended(connection: Connection, actor: Actor, maker: str, ended: Ended) -> None:
    """Add an entry to the audit log for each thing that ended with its maker."""
    for name, tenant in ended.tokens:
        detail = f"{name}, made by {maker}"
        record_entry(connection, actor.name, "token.revoke", detail, actor.address, tenant=tenant)
    for device in ended.devices:
        detail, tenant = f"{device}, made by {maker}", find_place_tenant(device)
        record_entry(connection, actor.name, "enrol.withdraw", detail, actor.address, tenant=tenant)
