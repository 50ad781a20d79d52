"""Failed sign-in attempts by account and by address, at most five per minute for each account and address.

They are kept across a restart. An attempt is counted before the password is checked, and counting locks its buckets, so
that of simultaneous attempts no more than the limit pass. The attempt is removed if the password is right. A browser in
which the user has signed in before has its own bucket, which replaces those of the account and the address. An attack
on the account or from the same address therefore does not lock out that browser. A refused attempt is not counted.
"""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection, text

from central.store.postgres import lock_keys
from central.store.secrets import secret_digest

LIMIT, WINDOW_MS = 5, 60_000

_RECENT = text("SELECT at_ms FROM sign_in_attempts WHERE bucket = :bucket AND at_ms > :since ORDER BY at_ms DESC")
_INSERT = text("INSERT INTO sign_in_attempts (bucket, at_ms) VALUES (:bucket, :at)")
_DELETE = text("DELETE FROM sign_in_attempts WHERE bucket = :bucket")
_DELETE_ONE = text(
    "DELETE FROM sign_in_attempts WHERE id ="
    " (SELECT max(id) FROM sign_in_attempts WHERE bucket = :bucket AND at_ms = :at)"
)


def account_bucket(name: str, known_browser: str | None = None) -> str:
    """Bucket of an account, or of a browser in which the user has signed in before. It contains no secret."""
    return f"account {name}" if known_browser is None else f"browser {secret_digest(known_browser).hex()}"


def address_bucket(address: str) -> str:
    """Bucket of an address. For IPv6 it is the bucket of the /64 network, which belongs to one customer."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "address ?"
    if isinstance(parsed, IPv6Address):
        return f"address {IPv6Address(int(parsed) >> 64 << 64)}/64"
    return f"address {parsed}"


def take_attempt(connection: Connection, buckets: Sequence[str], at_ms: int) -> int:
    """Count an attempt in all buckets and return 0. If a bucket is full, count nothing and return the seconds to
    wait. Until the transaction ends, other attempts in these buckets wait.
    """
    _lock_buckets(connection, buckets)
    wait_ms = max(_wait_ms(connection, bucket, at_ms) for bucket in buckets)
    if wait_ms <= 0:
        forget_old_attempts(connection, at_ms)  # so that no number of names and addresses makes the table large
        for bucket in buckets:
            connection.execute(_INSERT, {"bucket": bucket, "at": at_ms})
    return max(0, -(-wait_ms // 1000))


def clear_attempts(connection: Connection, bucket: str) -> None:
    """Delete all attempts of a bucket after a successful attempt."""
    connection.execute(_DELETE, {"bucket": bucket})


def give_attempt_back(connection: Connection, bucket: str, at_ms: int) -> None:
    """Delete one attempt that was counted at this time, because it was successful."""
    connection.execute(_DELETE_ONE, {"bucket": bucket, "at": at_ms})


def forget_old_attempts(connection: Connection, at_ms: int) -> None:
    """Delete attempts that are too old to count."""
    connection.execute(text("DELETE FROM sign_in_attempts WHERE at_ms <= :since"), {"since": at_ms - WINDOW_MS})


def _lock_buckets(connection: Connection, buckets: Sequence[str]) -> None:
    """Lock the buckets in PostgreSQL, where a row of another transaction is invisible until its commit. In SQLite a
    transaction that writes is the only one.
    """
    if connection.dialect.name == "postgresql":
        lock_keys(connection, [int.from_bytes(secret_digest(bucket)[:8], "big", signed=True) for bucket in buckets])


def _wait_ms(connection: Connection, bucket: str, at_ms: int) -> int:
    since = at_ms - WINDOW_MS
    times = [row[0] for row in connection.execute(_RECENT, {"bucket": bucket, "since": since})]
    return 0 if len(times) < LIMIT else int(min(times[LIMIT - 1] + WINDOW_MS - at_ms, WINDOW_MS))
