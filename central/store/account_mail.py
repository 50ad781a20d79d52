"""Queue of mails about accounts: an invitation, a link that resets the password, a sign-in from an unknown browser.

The secret of a link is made when its mail is sent, so the store never contains it.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.user_links import make_user_link
from central.store.users import COLUMNS, User, build_user, lock_user
from central.store.weekly_mail import wait_ms

MailKind = Literal["invite", "reset", "browser"]
MailState = Literal["queued", "sent", "refused", "late"]
KEEP_MS = 30 * DAY_MS
MOST_RESETS = 3
"""Most mails with a link that a user may ask for within a day."""
_INSERT = text(
    "INSERT INTO account_mails (user_id, attempts, kind, language, detail, state, made_ms, due_ms)"
    " VALUES (:user, 0, :kind, :language, :detail, 'queued', :at, :at)"
)
_NEXT = text(
    f"SELECT m.id, m.kind, m.language, m.detail, m.made_ms, m.attempts, m.due_ms,"
    f" {', '.join(f'u.{column}' for column in COLUMNS)} FROM account_mails m JOIN users u ON u.id = m.user_id"
    " WHERE m.due_ms <= :at ORDER BY m.due_ms, m.id LIMIT 1"
)
_OWN = 7
_TAKE = text(
    "UPDATE account_mails SET due_ms = NULL, attempts = attempts + 1, state = 'sent' WHERE id = :id AND due_ms = :due"
)
_STATE = text("UPDATE account_mails SET state = :state, due_ms = :due WHERE id = :id")
_NEWEST = text("SELECT state FROM account_mails WHERE user_id = :user AND kind <> 'browser' ORDER BY id DESC LIMIT 1")


@dataclass(frozen=True, slots=True)
class AccountMail:
    """A mail that was taken from the queue. `detail`: name of the browser. `token`: secret of the link; "" without a
    link.
    """

    id: int
    user: User
    kind: MailKind
    language: str
    detail: str
    made_ms: int
    attempts: int
    token: str = ""


def queue_account_mail(
    connection: Connection, user: User, kind: MailKind, at_ms: int, language: str, detail: str = ""
) -> None:
    """Queue a mail to a user who has an address. `language`: to use if the user has set none."""
    if user.mail is None:
        return
    values = {"user": user.id, "kind": kind, "language": user.language or language, "detail": detail, "at": at_ms}
    connection.execute(_INSERT, values)


def may_ask_for_reset(connection: Connection, user: User, at_ms: int) -> bool:
    """True if a user may be sent another link today. Locks the user's row, so that of simultaneous requests no more
    than the limit pass.
    """
    if not lock_user(connection, user):
        return False
    query = text("SELECT count(*) FROM account_mails WHERE user_id = :user AND kind = 'reset' AND made_ms > :since")
    return int(connection.execute(query, {"user": user.id, "since": at_ms - DAY_MS}).scalar_one()) < MOST_RESETS


def take_account_mail(connection: Connection, at_ms: int) -> AccountMail | None:
    """Take the mail that has been due for the longest time, with the secret of its link. None if no mail is due."""
    row = connection.execute(_NEXT, {"at": at_ms}).first()
    if row is None:
        return None
    number, kind, language, detail, made_ms, attempts, due_ms = tuple(row)[:_OWN]
    user = build_user(tuple(row)[_OWN:])
    if not connection.execute(_TAKE, {"id": number, "due": due_ms}).rowcount:
        return None  # another process was faster
    is_link = kind in ("invite", "reset") and user.blocked_ms is None
    token = make_user_link(connection, user, kind, at_ms) if is_link else ""
    return AccountMail(number, user, kind, language, detail, made_ms, attempts + 1, token)


def end_account_mail(connection: Connection, mail: AccountMail, state: MailState) -> None:
    """Note that a mail was not sent for ever."""
    connection.execute(_STATE, {"id": mail.id, "state": state, "due": None})


def retry_account_mail(connection: Connection, mail: AccountMail, at_ms: int) -> None:
    """Send a mail again later, after it could certainly not be sent. It is given up after a day."""
    if at_ms - mail.made_ms >= DAY_MS:
        end_account_mail(connection, mail, "late")
        return
    connection.execute(_STATE, {"id": mail.id, "state": "queued", "due": at_ms + wait_ms(mail.attempts)})


def newest_mail_state(connection: Connection, user: User) -> MailState | None:
    """State of the newest mail with a link to a user; None if there is none."""
    state: MailState | None = connection.execute(_NEWEST, {"user": user.id}).scalar_one_or_none()
    return state


def forget_old_account_mails(connection: Connection, at_ms: int) -> None:
    """Delete the notes about mails that were sent or given up long ago."""
    query = text("DELETE FROM account_mails WHERE due_ms IS NULL AND made_ms <= :since")
    connection.execute(query, {"since": at_ms - KEEP_MS})
