"""Enrolled kiosks, and the newest one-time code of each. The store contains only hashes of the codes.

A code is claimed in one statement, so that exactly one of two simultaneous attempts succeeds.
"""

import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.audit import COMMAND, Actor
from central.store.makers import lock_maker
from central.store.scope import Scope
from central.store.users import ROLES, Role

_PUT = text(
    "INSERT INTO enrolments (device, digest, salt, made_ms, expires_ms, user_id, token_id)"
    " VALUES (:device, :digest, :salt, :at, :expires, :user, :token)"
    " ON CONFLICT (device) DO UPDATE SET digest = excluded.digest, salt = excluded.salt, made_ms = excluded.made_ms,"
    " expires_ms = excluded.expires_ms, used_ms = NULL, revoked_ms = NULL, user_id = excluded.user_id,"
    " token_id = excluded.token_id,"
    " enrolled_ms = CASE WHEN enrolments.revoked_ms IS NULL THEN enrolments.enrolled_ms END"
)
_OPEN = "digest = :digest AND used_ms IS NULL AND revoked_ms IS NULL AND expires_ms > :at"
_FIND = text(
    "SELECT e.device, e.digest, e.salt, e.user_id, u.role AS maker_role, u.scope AS maker_scope FROM enrolments e"
    f" LEFT JOIN users u ON u.id = e.user_id AND u.blocked_ms IS NULL WHERE {_OPEN}"
)
_CLAIM = text(f"UPDATE enrolments SET used_ms = :at WHERE {_OPEN}")
_RELEASE = text("UPDATE enrolments SET used_ms = NULL WHERE digest = :digest")
_COMPLETE = text(
    "UPDATE enrolments SET salt = NULL, enrolled_ms = :at WHERE digest = :digest AND revoked_ms IS NULL"
    " AND used_ms IS NOT NULL AND salt IS NOT NULL"
)
_REVOKE = text("UPDATE enrolments SET salt = NULL, revoked_ms = :at WHERE device = :device")
_WITHDRAW = text(
    "UPDATE enrolments SET salt = NULL, expires_ms = made_ms"
    " WHERE device = :device AND salt IS NOT NULL AND revoked_ms IS NULL AND expires_ms > :at"
)
_LIST = (
    "SELECT e.device, e.made_ms, e.expires_ms, e.used_ms, e.enrolled_ms, e.revoked_ms, coalesce(d.received_ms, 0)"
    " FROM enrolments e LEFT JOIN devices d ON d.key = e.device ORDER BY e.device"
)


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that has not been used yet. `device`: tenant/site/device."""

    device: str
    digest: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A kiosk and its newest code. `enrolled_ms`: time at which the kiosk last used a code. `received_ms`: time of its
    last message; 0 if it has sent none.
    """

    device: str
    made_ms: int
    expires_ms: int
    used_ms: int | None
    enrolled_ms: int | None
    revoked_ms: int | None
    received_ms: int = 0

    def enrolment_state(self, at_ms: int) -> str:
        """State of the enrolment: `revoked`; `waiting` while the code is valid; `enrolled`; or `expired` if the code
        was not used in time, `withdrawn` if somebody withdrew it.
        """
        if self.revoked_ms is not None:
            return "revoked"
        if self.used_ms is None and self.expires_ms > at_ms:
            return "waiting"
        if self.enrolled_ms is not None:
            return "enrolled"
        return "withdrawn" if self.expires_ms == self.made_ms else "expired"

    @property
    def tenant(self) -> str:
        """Tenant of the kiosk."""
        return self.device.split("/")[0]

    @property
    def site(self) -> str:
        """Site of the kiosk, without its tenant."""
        return self.device.split("/")[1]

    @property
    def awaits_message(self) -> bool:
        """True for a kiosk that has used its code, and has sent no message since."""
        return self.revoked_ms is None and self.enrolled_ms is not None and self.received_ms < self.enrolled_ms


def put_code(connection: Connection, code: OpenCode, at_ms: int, expires_ms: int, *, by: Actor = COMMAND) -> None:
    """Store the code of a kiosk. An older code of the same kiosk becomes invalid. Raises UsageError if its maker has
    ended meanwhile.
    """
    lock_maker(connection, by)
    values = {"device": code.device, "digest": code.digest, "salt": code.salt}
    maker = {"user": by.user_id, "token": by.token_id}
    connection.execute(_PUT, {**values, **maker, "at": at_ms, "expires": expires_ms})


def find_open_code(connection: Connection, digest: bytes, at_ms: int) -> OpenCode | None:
    """The code with the given secret, if it is still valid, and if the user who made it may still make it."""
    row = connection.execute(_FIND, {"digest": digest, "at": at_ms}).first()
    if row is None or not hmac.compare_digest(bytes(row.digest), digest):
        return None
    if row.user_id is not None and not _may_enrol(row.maker_role, row.maker_scope, row.device):
        return None
    return OpenCode(row.device, bytes(row.digest), bytes(row.salt))


def _may_enrol(role: str | None, scope: str | None, device: str) -> bool:
    """True if a user may make codes for a kiosk. `role`, `scope` None: there is no such user."""
    tenant, site, _ = device.split("/")
    return role is not None and ROLES[role] >= Role.ADMIN and Scope.parse(str(scope)).can_see(tenant, site)


def claim_code(connection: Connection, digest: bytes, at_ms: int) -> bool:
    """Claim the code. Return False if another caller has claimed it, or if it is no longer valid."""
    return bool(connection.execute(_CLAIM, {"digest": digest, "at": at_ms}).rowcount == 1)


def release_code(connection: Connection, digest: bytes) -> None:
    """Release a claimed code for which no credentials could be sent."""
    connection.execute(_RELEASE, {"digest": digest})


def complete_enrolment(connection: Connection, digest: bytes, at_ms: int) -> bool:
    """Record that a kiosk has received its credentials. Return False if the kiosk was revoked or got another code in
    the meantime, or if its code was withdrawn.
    """
    return bool(connection.execute(_COMPLETE, {"digest": digest, "at": at_ms}).rowcount == 1)


def revoke_enrolment(connection: Connection, device: str, at_ms: int) -> bool:
    """Invalidate the code of a kiosk, and record that the kiosk is revoked. Return False if the kiosk was never
    enrolled.
    """
    return bool(connection.execute(_REVOKE, {"device": device, "at": at_ms}).rowcount == 1)


def withdraw_code(connection: Connection, device: str, at_ms: int) -> bool:
    """Make the unused code of a kiosk invalid, also while a kiosk is using it. Credentials that the kiosk already has
    stay valid. Return False if no code waits.
    """
    return bool(connection.execute(_WITHDRAW, {"device": device, "at": at_ms}).rowcount == 1)


def list_enrolments(connection: Connection, scope: Scope | None = None) -> list[Enrolment]:
    """Kiosks for which a code was created, sorted by name: those at the sites of a scope, or all."""
    found = (Enrolment(*row) for row in connection.exec_driver_sql(_LIST))
    return [each for each in found if scope is None or scope.can_see(each.tenant, each.site)]
