"""Mails of a week: one row for each user and Monday. A mail is sent at most once.

A row changes to `sending` before its mail leaves. If the process is killed after that, nobody knows whether the mail
arrived, so it is not sent again. Only a mail that the server has certainly not accepted is tried again within the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.secrets import new_secret, secret_digest
from central.store.weekly_mail import wait_ms

State = Literal["queued", "sending", "sent", "unsure", "refused", "late", "empty"]
"""`unsure`: the connection broke before the server's answer. `refused`: by the mail server, for ever. `late`: not sent
within a day. `empty`: there was nothing that the user may see.
"""
KEEP_DAYS = 370
"""Days for which the link that switches the mail off works."""
_ADD = text(
    "INSERT INTO weekly_mails (user_id, week, state, made_ms, due_ms, attempts)"
    " VALUES (:user, :week, 'queued', :at, :at, 0) ON CONFLICT (user_id, week) DO NOTHING"
)
_NEXT = text(
    "SELECT m.user_id, m.week, m.made_ms, m.attempts FROM weekly_mails m JOIN users u ON u.id = m.user_id"
    " WHERE m.state = 'queued' AND m.due_ms <= :at ORDER BY u.scope, m.user_id, m.week LIMIT 1"
)
_TAKE = text(
    "UPDATE weekly_mails SET state = 'sending', attempts = attempts + 1, digest = :digest"
    " WHERE user_id = :user AND week = :week AND state = 'queued' AND attempts = :attempts"
)
_END = text("UPDATE weekly_mails SET state = :state WHERE user_id = :user AND week = :week AND state <> 'sent'")
_AGAIN = text(
    "UPDATE weekly_mails SET state = 'queued', due_ms = :due, attempts = :attempts"
    " WHERE user_id = :user AND week = :week AND state IN ('queued', 'sending')"
)


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """Mail of a user for the week before the Monday with the number `week`."""

    user_id: int
    week: int
    made_ms: int
    attempts: int


def queue_mails(connection: Connection, mails: Iterable[tuple[int, int]], at_ms: int) -> None:
    """Queue mails, given by user and week. A mail that was queued before is not queued again."""
    rows = [{"user": user, "week": week, "at": at_ms} for user, week in mails]
    if rows:
        connection.execute(_ADD, rows)


def next_mail(connection: Connection, at_ms: int) -> QueuedMail | None:
    """A mail that is due. Mails of users with the same sites follow one another, so their numbers are computed only
    once.
    """
    row = connection.execute(_NEXT, {"at": at_ms}).first()
    return None if row is None else QueuedMail(*row)


def take_mail(connection: Connection, mail: QueuedMail) -> str | None:
    """Mark a mail as being sent, and return the token for the link that switches the mail off. None if another process
    was faster.
    """
    token = new_secret()
    values = {"digest": secret_digest(token), "user": mail.user_id, "week": mail.week, "attempts": mail.attempts}
    return token if connection.execute(_TAKE, values).rowcount else None


def end_mail_of_week(connection: Connection, mail: QueuedMail, state: State) -> None:
    """Note what became of a mail."""
    connection.execute(_END, {"state": state, "user": mail.user_id, "week": mail.week})


def retry_mail(connection: Connection, mail: QueuedMail, at_ms: int) -> bool:
    """Queue a mail again that was certainly not sent. Return False if its day is over, so that it is given up."""
    due_ms = at_ms + wait_ms(mail.attempts)
    if due_ms - mail.made_ms >= DAY_MS:
        end_mail_of_week(connection, mail, "late")
        return False
    values = {"due": due_ms, "attempts": mail.attempts + 1, "user": mail.user_id, "week": mail.week}
    connection.execute(_AGAIN, values)
    return True


def end_late_mails(connection: Connection, at_ms: int) -> int:
    """Give up mails that have been queued for a day, such as while this server was off. Return their number."""
    query = text("UPDATE weekly_mails SET state = 'late' WHERE state = 'queued' AND made_ms <= :before")
    return int(connection.execute(query, {"before": at_ms - DAY_MS}).rowcount)


def find_unsubscriber(connection: Connection, token: str) -> int | None:
    """Number of the user who switches off the mail with this token."""
    query = text("SELECT user_id FROM weekly_mails WHERE digest = :digest")
    found: int | None = connection.execute(query, {"digest": secret_digest(token)}).scalar_one_or_none()
    return found


def newest_states(connection: Connection) -> dict[int, tuple[int, str]]:
    """Week and state of the newest mail of each user, by the user's number."""
    rows = connection.execute(text("SELECT user_id, week, state FROM weekly_mails ORDER BY week"))
    return {row.user_id: (row.week, row.state) for row in rows}


def forget_old_mails(connection: Connection, at_ms: int) -> None:
    """Delete the rows of mails that are more than KEEP_DAYS old."""
    query = text("DELETE FROM weekly_mails WHERE made_ms <= :before")
    connection.execute(query, {"before": at_ms - KEEP_DAYS * DAY_MS})
