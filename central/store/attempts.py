"""Attempts to sign in, by account and by address: at most five a minute each. A restart does not forget them.

Who attacks an account uses its five attempts up, so a browser in which the user signed in before has a bucket of its
own: nobody can keep an administrator out for ever. A refused attempt is not counted.
"""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection, text

from central.store.secrets import digest_of

LIMIT, WINDOW_MS = 5, 60_000

_RECENT = text("SELECT at_ms FROM sign_in_attempts WHERE bucket = :bucket AND at_ms > :since ORDER BY at_ms DESC")
_INSERT = text("INSERT INTO sign_in_attempts (bucket, at_ms) VALUES (:bucket, :at)")
_DELETE = text("DELETE FROM sign_in_attempts WHERE bucket = :bucket")


def account_bucket(name: str, known_browser: str | None = None) -> str:
    """Bucket of an account, or of a browser that the account knows. It holds no secret."""
    return f"account {name}" if known_browser is None else f"browser {digest_of(known_browser).hex()}"


def address_bucket(address: str) -> str:
    """Bucket of an address; of IPv6 that of its /64, which one customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "address ?"
    if isinstance(parsed, IPv6Address):
        return f"address {IPv6Address(int(parsed) >> 64 << 64)}/64"
    return f"address {parsed}"


def take_attempt(connection: Connection, buckets: Sequence[str], at_ms: int) -> int:
    """Counts an attempt in all buckets, and returns 0; or counts nothing and returns the seconds to wait."""
    wait_ms = max(_wait_ms(connection, bucket, at_ms) for bucket in buckets)
    if wait_ms <= 0:
        for bucket in buckets:
            connection.execute(_INSERT, {"bucket": bucket, "at": at_ms})
    return max(0, -(-wait_ms // 1000))


def clear_attempts(connection: Connection, bucket: str) -> None:
    """Forgets the attempts of a bucket, after one that was right."""
    connection.execute(_DELETE, {"bucket": bucket})


def forget(connection: Connection, at_ms: int) -> None:
    """Deletes attempts that no longer count."""
    connection.execute(text("DELETE FROM sign_in_attempts WHERE at_ms <= :since"), {"since": at_ms - WINDOW_MS})


def _wait_ms(connection: Connection, bucket: str, at_ms: int) -> int:
    since = at_ms - WINDOW_MS
    times = [row[0] for row in connection.execute(_RECENT, {"bucket": bucket, "since": since})]
    return 0 if len(times) < LIMIT else int(min(times[LIMIT - 1] + WINDOW_MS - at_ms, WINDOW_MS))
