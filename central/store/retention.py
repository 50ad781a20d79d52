"""Retention times of rows, and the deletion of rows that are older."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.clock import DAY_MS, now_ms
from central.store import (
    account_mail,
    attempts,
    audit,
    external_identities,
    quarantine,
    sales,
    sessions,
    shared_links,
    sign_in_steps,
    user_links,
    weekly_mail,
    weekly_queue,
)
from central.store.failed_sums import try_failed_again
from central.store.store import Store
from central.store.sums import sum_all

RETENTION = {
    "windows, reactions, comments, alerts": "for ever",
    "imported reviews": "counts by day until you remove them; the days that were imported, for ever",
    "sales by day, plans of arms by day": "for ever",
    "lines of sales that could not be stored": f"{sales.QUARANTINE_DAYS} days",
    "single plays": "[central] play_days (92)",
    "hourly and daily totals": "for ever",
    "changes of state": "for ever",
    "health": "the newest of each kiosk; hourly values for ever",
    "quarantine": f"{quarantine.KEEP_DAYS} days",
    "losses": "for ever",
    "audit log": f"{audit.KEEP_DAYS} days",
    "users, API tokens, second factors": "until you remove them",
    "mails about accounts": f"{account_mail.KEEP_MS // DAY_MS} days",
    "shared links": f"{shared_links.KEEP_ENDED_DAYS} days after their end",
    "days on which an experiment was looked at": "for ever",
    "addresses for the Monday mail": "until the user switches it off",
    "enrolled kiosks": "for ever",
}
"""Retention times, as `doctor` prints them in a table."""

_SET_FROM_DAY = text(
    "INSERT INTO facts (name, value) VALUES ('plays_from_day', :day)"
    " ON CONFLICT (name) DO UPDATE SET value = CASE WHEN excluded.value > facts.value THEN excluded.value"
    " ELSE facts.value END"
)
_PARTITIONS = text(
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = 'plays'::regclass AND c.relname ~ '^plays_[0-9]{4}_[0-9]{2}$'"
)
ZONES_MS = 2 * DAY_MS
"""Largest difference in time between a local day and the same UTC day."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Numbers of messages that the retention has deleted."""

    plays: int
    quarantined: int
    audited: int


def forget_old_days(store: Store, play_days: int) -> Forgotten:
    """Compute all totals, then delete old data: plays of local days more than `play_days` ago, quarantined messages,
    audit log entries and sessions. Totals that failed are computed again first.
    """
    with store.engine.begin() as connection:
        try_failed_again(connection)
    sum_all(store)
    at_ms = now_ms()
    from_day = at_ms // DAY_MS - play_days
    with store.engine.begin() as connection:
        connection.execute(_SET_FROM_DAY, {"day": from_day})
        plays = _drop_months(connection, from_day) if store.dialect.name == "postgresql" else 0
        plays += connection.execute(text("DELETE FROM plays WHERE day < :day"), {"day": from_day}).rowcount
        sessions.forget_ended_sessions(connection, at_ms)
        external_identities.forget_absent_users(connection, at_ms)
        attempts.forget_old_attempts(connection, at_ms)
        shared_links.forget_ended_links(connection, at_ms)
        weekly_mail.forget_unconfirmed(connection, at_ms)
        weekly_queue.forget_old_mails(connection, at_ms)
        account_mail.forget_old_account_mails(connection, at_ms)
        user_links.forget_expired_links(connection, at_ms)
        sign_in_steps.forget_old_steps(connection, at_ms)
        sales.forget_set_aside(connection, at_ms)
        return Forgotten(
            plays, quarantine.forget_old_messages(connection, at_ms), audit.forget_old_entries(connection, at_ms)
        )


def _drop_months(connection: Connection, from_day: int) -> int:
    """Drop partitions with whole months of plays. This takes almost no time, and leaves no gaps in the tables."""
    dropped = 0
    for (name,) in connection.execute(_PARTITIONS).fetchall():
        newest = connection.exec_driver_sql(f"SELECT max(day), count(*) FROM {name}").one()
        if newest[0] is not None and newest[0] < from_day - ZONES_MS // DAY_MS:
            connection.exec_driver_sql(f"DROP TABLE {name}")
            dropped += newest[1]
    return dropped
