"""Recipients of the Monday mail, and their addresses. A user asks for it, and a link of one use in a confirmation mail
switches it on.

The store contains only the SHA-256 of the token in a link. The token itself exists only in the mail.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.scope import Scope
from central.store.secrets import new_secret, secret_digest
from central.store.users import COLUMNS, User, build_user

CONFIRM_DAYS = 7
"""Days for which the link in a confirmation works. The address is deleted afterwards."""
MOST_CONFIRMATIONS = 3
"""Most confirmations that a user may have sent within a day, and most that an address may receive within MEMORY_DAYS.
An address receives only one within a day.
"""
MEMORY_DAYS = 30
FIRST_WAIT_MS, LONGEST_WAIT_MS = 120_000, 3_600_000
_USER = ", ".join(f"u.{name}" for name in COLUMNS)
_SUBSCRIPTION = "s.address, s.language, s.asked_ms, s.due_ms, s.attempts, s.confirmed_ms, s.digest IS NOT NULL"
_OWN = _SUBSCRIPTION.count(",") + 1
_JOINED = f"SELECT {_SUBSCRIPTION}, {_USER} FROM weekly_subscriptions s JOIN users u ON u.id = s.user_id"
_ASK = text(
    "INSERT INTO weekly_subscriptions (user_id, address, language, asked_ms, due_ms, attempts)"
    " VALUES (:user, :address, :language, :at, :at, 0) ON CONFLICT (user_id) DO UPDATE SET"
    " address = excluded.address, language = excluded.language, asked_ms = excluded.asked_ms,"
    " due_ms = excluded.due_ms, attempts = 0, digest = NULL, confirmed_ms = NULL"
)
_NOTE = text("INSERT INTO mail_confirmations (user_id, address, at_ms) VALUES (:user, :address, :at)")
_RECENT = text("SELECT user_id, address, at_ms FROM mail_confirmations WHERE user_id = :user OR address = :address")
_TAKE = text(
    "UPDATE weekly_subscriptions SET due_ms = NULL, attempts = attempts + 1, digest = :digest"
    " WHERE user_id = :user AND due_ms = :due AND address = :address AND confirmed_ms IS NULL"
)
_CONFIRM = text(
    "UPDATE weekly_subscriptions SET confirmed_ms = :at, due_ms = NULL, digest = NULL"
    " WHERE digest = :digest AND asked_ms > :since"
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Address of a user for the Monday mail, and the language to use if the user has set none. `due_ms`: time at which
    the confirmation is sent; None: it was sent or given up. `confirmed_ms`: None until the link in it was used.
    `has_link`: there is a link that was not used yet.
    """

    user: User
    address: str
    language: str
    asked_ms: int
    due_ms: int | None
    attempts: int
    confirmed_ms: int | None
    has_link: bool

    @property
    def is_waiting(self) -> bool:
        """True if a confirmation will be sent, or may have arrived."""
        return self.confirmed_ms is None and (self.due_ms is not None or self.has_link)

    @property
    def language_of_mail(self) -> str:
        """Code of the language that the user reads."""
        return self.user.language or self.language


def ask_for_mail(connection: Connection, user: User, address: str, language: str, at_ms: int) -> bool:
    """Store an address, and queue a confirmation for it. Return False, and change nothing, if the address or the user
    has had enough confirmations within a day.
    """
    recent = connection.execute(_RECENT, {"address": address.lower(), "user": user.id}).fetchall()
    of_address = [row.at_ms for row in recent if row.address == address.lower()]
    of_user = [row.at_ms for row in recent if row.user_id == user.id and row.at_ms > at_ms - DAY_MS]
    is_within_a_day = any(sent_ms > at_ms - DAY_MS for sent_ms in of_address)
    if is_within_a_day or max(len(of_address), len(of_user)) >= MOST_CONFIRMATIONS:
        return False
    connection.execute(_NOTE, {"user": user.id, "address": address.lower(), "at": at_ms})
    connection.execute(_ASK, {"user": user.id, "address": address, "language": language, "at": at_ms})
    return True


def find_subscription(connection: Connection, user_id: int) -> Subscription | None:
    """The subscription of a user, given by number."""
    row = connection.execute(text(f"{_JOINED} WHERE s.user_id = :user"), {"user": user_id}).first()
    return None if row is None else _subscription(tuple(row))


def confirmed_subscriptions(connection: Connection) -> list[Subscription]:
    """All subscriptions with a confirmed address of users who are not blocked, by the sites of their users."""
    query = f"{_JOINED} WHERE s.confirmed_ms IS NOT NULL AND u.blocked_ms IS NULL ORDER BY u.scope, u.name"
    rows = connection.execute(text(query))
    return [_subscription(tuple(row)) for row in rows]


def find_receivers(connection: Connection, scope: Scope) -> list[str]:
    """Names of the users who receive the mail and may see no site outside the scope."""
    found = (each.user for each in confirmed_subscriptions(connection))
    return sorted(user.name for user in found if scope.contains(user.scope))


def next_confirmation(connection: Connection, at_ms: int) -> Subscription | None:
    """The subscription with the confirmation that has been due for the longest time, of a user who is not blocked."""
    query = f"{_JOINED} WHERE s.due_ms <= :at AND s.confirmed_ms IS NULL AND u.blocked_ms IS NULL"
    row = connection.execute(text(f"{query} ORDER BY s.due_ms, s.user_id LIMIT 1"), {"at": at_ms}).first()
    return None if row is None else _subscription(tuple(row))


def take_confirmation(connection: Connection, due: Subscription) -> str | None:
    """Return a new token for the link in a confirmation, which is sent at most once with it. None if another process
    was faster, or if the user has changed the address.
    """
    token = new_secret()
    values = {"digest": secret_digest(token), "user": due.user.id, "due": due.due_ms, "address": due.address}
    return token if connection.execute(_TAKE, values).rowcount else None


def retry_confirmation(connection: Connection, due: Subscription, at_ms: int) -> None:
    """Send a confirmation again later, after it could certainly not be sent. It is given up after a day."""
    if at_ms - due.asked_ms >= DAY_MS:
        give_up_confirmation(connection, due)
    else:
        values = {"user": due.user.id, "due": at_ms + wait_ms(due.attempts), "asked": due.asked_ms}
        connection.execute(
            text("UPDATE weekly_subscriptions SET due_ms = :due WHERE user_id = :user AND asked_ms = :asked"), values
        )


def give_up_confirmation(connection: Connection, due: Subscription) -> None:
    """Note that a confirmation cannot be sent."""
    query = text("UPDATE weekly_subscriptions SET digest = NULL WHERE user_id = :user AND asked_ms = :asked")
    connection.execute(query, {"user": due.user.id, "asked": due.asked_ms})


def wait_ms(attempts: int) -> int:
    """Time until the next attempt to send, in milliseconds."""
    return min(FIRST_WAIT_MS << min(attempts, 10), LONGEST_WAIT_MS)


def find_unconfirmed(connection: Connection, token: str, at_ms: int) -> Subscription | None:
    """The subscription that the link with a token would switch on."""
    query = text(f"{_JOINED} WHERE s.digest = :digest AND s.confirmed_ms IS NULL AND s.asked_ms > :since")
    row = connection.execute(query, {"digest": secret_digest(token), "since": at_ms - CONFIRM_DAYS * DAY_MS}).first()
    return None if row is None else _subscription(tuple(row))


def confirm_mail(connection: Connection, token: str, at_ms: int) -> bool:
    """Switch the mail on. Return False if the link was used before, or is too old."""
    values = {"at": at_ms, "digest": secret_digest(token), "since": at_ms - CONFIRM_DAYS * DAY_MS}
    return bool(connection.execute(_CONFIRM, values).rowcount)


def end_mail(connection: Connection, user_id: int) -> bool:
    """Switch the mail off and delete the address. Return False if it was off."""
    ended = connection.execute(text("DELETE FROM weekly_subscriptions WHERE user_id = :user"), {"user": user_id})
    return bool(ended.rowcount)


def forget_unconfirmed(connection: Connection, at_ms: int) -> None:
    """Delete addresses that nobody has confirmed, and the notes about old confirmations."""
    connection.execute(
        text("DELETE FROM weekly_subscriptions WHERE confirmed_ms IS NULL AND asked_ms <= :since"),
        {"since": at_ms - CONFIRM_DAYS * DAY_MS},
    )
    connection.execute(
        text("DELETE FROM mail_confirmations WHERE at_ms <= :since"), {"since": at_ms - MEMORY_DAYS * DAY_MS}
    )


def _subscription(row: tuple[Any, ...]) -> Subscription:
    address, language, asked_ms, due_ms, attempts, confirmed_ms, has_link = row[:_OWN]
    user = build_user(row[_OWN:])
    return Subscription(user, address, language, asked_ms, due_ms, attempts, confirmed_ms, bool(has_link))
