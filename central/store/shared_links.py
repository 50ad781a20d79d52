"""Links that show one experiment to people without an account, until they expire or somebody revokes them.

The store contains only the SHA-256 of a link's token. A link ends with the user who made it: when the user is removed
or blocked, or may no longer edit the whole tenant. Openings are counted by day, and nothing else about the readers is
stored.
"""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.errors import UsageError
from central.store.audit import record_entry, replace_detail
from central.store.scope import Scope
from central.store.secrets import new_secret, secret_digest
from central.store.users import ROLES, Role, User

LONGEST_DAYS, USUAL_DAYS, MOST_LINKS = 90, 14, 20
KEEP_ENDED_DAYS = 180
_COLUMNS = "l.id, l.tenant, l.experiment, l.made_by, l.made_ms, l.expires_ms, l.after_end"
_MADE_BY = "u.id = l.user_id AND u.name = l.made_by AND u.created_ms <= l.made_ms AND u.blocked_ms IS NULL"
_FIND = text(
    f"SELECT {_COLUMNS}, l.digest, u.role, u.scope FROM shared_links l JOIN users u ON {_MADE_BY}"
    " WHERE l.digest = :digest AND l.revoked_ms IS NULL AND l.expires_ms > :at"
)
_LIST = text(
    f"SELECT {_COLUMNS}, u.role, u.scope,"
    " (SELECT coalesce(sum(d.openings), 0) FROM shared_link_days d WHERE d.link_id = l.id)"
    f" FROM shared_links l JOIN users u ON {_MADE_BY}"
    " WHERE l.tenant = :tenant AND l.experiment = :experiment AND l.revoked_ms IS NULL AND l.expires_ms > :at"
    " ORDER BY l.id DESC"
)
_INSERT = text(
    "INSERT INTO shared_links (digest, tenant, experiment, made_by, user_id, made_ms, expires_ms, after_end)"
    " VALUES (:digest, :tenant, :experiment, :made_by, :user_id, :made_ms, :expires_ms, :after_end)"
)
_REVOKE = text(
    "UPDATE shared_links SET revoked_ms = :at"
    " WHERE id = :id AND tenant = :tenant AND experiment = :experiment AND revoked_ms IS NULL"
)
_OPEN = text(
    "INSERT INTO shared_link_days (link_id, day, openings) VALUES (:id, :day, 1)"
    " ON CONFLICT (link_id, day) DO UPDATE SET openings = shared_link_days.openings + 1"
)
_OPENINGS = text("SELECT openings FROM shared_link_days WHERE link_id = :id AND day = :day")
_ENDED = "SELECT id FROM shared_links WHERE coalesce(revoked_ms, expires_ms) < :before"


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A valid link. `after_end`: it shows results only after the planned end of the experiment. `openings`: number of
    times that somebody opened it.
    """

    id: int
    tenant: str
    experiment: str
    made_by: str
    made_ms: int
    expires_ms: int
    after_end: bool
    openings: int = 0


def add_link(
    connection: Connection, user: User, tenant: str, experiment: str, days: int, at_ms: int, *, after_end: bool
) -> str:
    """Add a link, and return its token, which cannot be shown again. Raises UsageError."""
    if not 1 <= days <= LONGEST_DAYS:
        raise UsageError(f"link: {days} is not a number of days from 1 to {LONGEST_DAYS}. Nothing was changed.")
    if len(list_links(connection, tenant, experiment, at_ms)) >= MOST_LINKS:
        raise UsageError(f"link: {experiment} already has {MOST_LINKS} links. Revoke one that nobody needs.")
    secret = new_secret()
    row = {"digest": secret_digest(secret), "tenant": tenant, "experiment": experiment, "after_end": after_end}
    times = {"made_ms": at_ms, "expires_ms": at_ms + days * DAY_MS}
    connection.execute(_INSERT, {**row, **times, "made_by": user.name, "user_id": user.id})
    return secret


def find_link(connection: Connection, secret: str, at_ms: int) -> SharedLink | None:
    """The link with a token; None if it has expired, was revoked, never existed, or the user who made it may no longer
    share the experiment.
    """
    digest = secret_digest(secret)
    row = connection.execute(_FIND, {"digest": digest, "at": at_ms}).first()
    stored = bytes(row.digest) if row is not None else b""
    if not hmac.compare_digest(stored, digest) or row is None:
        return None
    return _link(row) if _may_share(row) else None


def list_links(connection: Connection, tenant: str, experiment: str, at_ms: int) -> list[SharedLink]:
    """Valid links of an experiment, newest first."""
    rows = connection.execute(_LIST, {"tenant": tenant, "experiment": experiment, "at": at_ms})
    return [_link(row, int(row[-1])) for row in rows if _may_share(row)]


def revoke_link(connection: Connection, tenant: str, experiment: str, number: int, at_ms: int) -> bool:
    """Revoke a link of an experiment. False if there is no such link."""
    values = {"at": at_ms, "id": number, "tenant": tenant, "experiment": experiment}
    return bool(connection.execute(_REVOKE, values).rowcount)


def count_opening(connection: Connection, link: SharedLink, at_ms: int, day_name: str) -> None:
    """Count one opening of a link. The audit log has one entry for each link and day, with the number of openings.

    `day_name`: the day in UTC, for the audit log.
    """
    day = at_ms // DAY_MS
    connection.execute(_OPEN, {"id": link.id, "day": day})
    openings = int(connection.execute(_OPENINGS, {"id": link.id, "day": day}).scalar_one())
    about = f"{link.tenant}/{link.experiment} link {link.id} on {day_name}: openings"
    detail = f"{about} {openings}"
    if openings == 1 or not replace_detail(
        connection, "experiment.shared", f"{about} {openings - 1}", detail, day * DAY_MS
    ):
        record_entry(connection, "shared link", "experiment.shared", detail, tenant=link.tenant)


def forget_ended_links(connection: Connection, at_ms: int) -> None:
    """Delete links that ended long ago, with the counts of their openings."""
    before = {"before": at_ms - KEEP_ENDED_DAYS * DAY_MS}
    connection.execute(text(f"DELETE FROM shared_link_days WHERE link_id IN ({_ENDED})"), before)
    connection.execute(text(f"DELETE FROM shared_links WHERE id IN ({_ENDED})"), before)


def _may_share(row: Any) -> bool:
    """True if the user who made the link may still edit the whole tenant."""
    return ROLES[row.role] >= Role.EDITOR and Scope.parse(row.scope).allows_tenant(row.tenant)


def _link(row: Any, openings: int = 0) -> SharedLink:
    number, tenant, experiment, made_by, made_ms, expires_ms, after_end = tuple(row)[:7]
    return SharedLink(number, tenant, experiment, made_by, made_ms, expires_ms, bool(after_end), openings)
