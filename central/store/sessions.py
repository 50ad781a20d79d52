"""Sessions of signed-in users, and browsers in which a user has signed in before. The store contains only digests of
their secrets.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.secrets import new_secret, secret_digest
from central.store.users import COLUMNS, User, build_user

IDLE_MS, ABSOLUTE_MS = 8 * 3_600_000, 7 * DAY_MS
EXTERNAL_MS = 12 * 3_600_000
"""Longest session of a user of single sign-on. Groups that the provider takes away count from the next sign-in on."""
USED_STEP_MS = 60_000
"""Shortest time between two updates of a session's last use."""
KNOWN_MS = 180 * DAY_MS
MOST_SESSIONS = MOST_BROWSERS = 50
"""Maximum number of sessions of a user, and maximum number of browsers in which a user has signed in before.

Above the maximum, the oldest one is ended.
"""

_FIND = text(
    f"SELECT {', '.join(f'u.{column}' for column in COLUMNS)}, s.used_ms FROM sessions s"
    " JOIN users u ON u.id = s.user_id"
    " WHERE s.digest = :digest AND s.used_ms > :idle AND s.created_ms > :absolute AND u.blocked_ms IS NULL"
    " AND (u.password_hash <> '' OR s.created_ms > :external)"
)
_INSERT = text(
    "INSERT INTO sessions (digest, user_id, created_ms, used_ms, browser) VALUES (:digest, :user, :at, :at, :browser)"
)
_LIST = text(
    "SELECT digest, browser, created_ms, used_ms FROM sessions"
    " WHERE user_id = :user AND used_ms > :idle AND created_ms > :absolute ORDER BY used_ms DESC"
)
_OVER = (
    "DELETE FROM {table} WHERE user_id = :user AND digest NOT IN"
    " (SELECT digest FROM {table} WHERE user_id = :user ORDER BY created_ms DESC LIMIT {most})"
)
_SESSIONS_OVER = text(_OVER.format(table="sessions", most=MOST_SESSIONS))
_BROWSERS_OVER = text(_OVER.format(table="known_browsers", most=MOST_BROWSERS))


@dataclass(frozen=True, slots=True)
class Session:
    """A valid session. `is_due`: True if the time of its last use must be updated."""

    user: User
    is_due: bool


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its user sees it. `id`: first part of its digest, which signs nobody in. `browser`: None for an old
    session.
    """

    id: str
    browser: str | None
    created_ms: int
    used_ms: int
    is_current: bool


def begin_session(connection: Connection, user: User, at_ms: int, browser: str | None = None) -> str:
    """Start a session. Return its token. `browser`: its name, such as Firefox (Linux)."""
    token = new_secret()
    values = {"digest": secret_digest(token), "user": user.id, "at": at_ms, "browser": browser}
    connection.execute(_INSERT, values)
    connection.execute(_SESSIONS_OVER, {"user": user.id})
    return token


def find_session(connection: Connection, token: str, at_ms: int) -> Session | None:
    """The session with the given token.

    None if the session has expired or was ended by sign-out, or if its user no longer exists or is blocked.
    """
    limits = {"idle": at_ms - IDLE_MS, "absolute": at_ms - ABSOLUTE_MS, "external": at_ms - EXTERNAL_MS}
    row = connection.execute(_FIND, {"digest": secret_digest(token), **limits}).first()
    return None if row is None else Session(build_user(tuple(row)[:-1]), is_due=row[-1] < at_ms - USED_STEP_MS)


def touch_session(connection: Connection, token: str, at_ms: int) -> None:
    """Update the time of the last use of a session."""
    connection.execute(
        text("UPDATE sessions SET used_ms = :at WHERE digest = :digest"), {"at": at_ms, "digest": secret_digest(token)}
    )


def end_session(connection: Connection, token: str) -> None:
    """End one session of a user."""
    connection.execute(text("DELETE FROM sessions WHERE digest = :digest"), {"digest": secret_digest(token)})


def list_sessions(connection: Connection, user: User, token: str | None, at_ms: int) -> list[OwnSession]:
    """Valid sessions of a user, the last used first. `token`: that of the current session."""
    own = None if token is None else secret_digest(token)
    limits = {"idle": at_ms - IDLE_MS, "absolute": at_ms - ABSOLUTE_MS}
    return [
        OwnSession(_session_id(row[0]), row[1], row[2], row[3], bytes(row[0]) == own)
        for row in connection.execute(_LIST, {"user": user.id, **limits})
    ]


def end_own_session(connection: Connection, user: User, session_id: str) -> bool:
    """End the session of a user with the given id. Return False if the user has no such session."""
    found = connection.execute(text("SELECT digest FROM sessions WHERE user_id = :user"), {"user": user.id}).fetchall()
    ended = [bytes(row[0]) for row in found if _session_id(row[0]) == session_id]
    for digest in ended:
        connection.execute(text("DELETE FROM sessions WHERE digest = :digest"), {"digest": digest})
    return bool(ended)


def end_other_sessions(connection: Connection, user: User, token: str) -> None:
    """End all sessions of a user except the one with the given token."""
    values = {"user": user.id, "digest": secret_digest(token)}
    connection.execute(text("DELETE FROM sessions WHERE user_id = :user AND digest <> :digest"), values)


def _session_id(digest: bytes) -> str:
    return bytes(digest).hex()[:16]


def end_sessions(connection: Connection, user: User) -> None:
    """End all sessions of a user, and forget the browsers in which the user has signed in."""
    for table in ("sessions", "known_browsers"):
        connection.execute(text(f"DELETE FROM {table} WHERE user_id = :user"), {"user": user.id})


def remember_browser(connection: Connection, user: User, at_ms: int) -> str:
    """Remember a browser in which a user signed in. Return the secret for its cookie."""
    secret = new_secret()
    values = {"digest": secret_digest(secret), "user": user.id, "at": at_ms}
    connection.execute(
        text("INSERT INTO known_browsers (digest, user_id, created_ms) VALUES (:digest, :user, :at)"), values
    )
    connection.execute(_BROWSERS_OVER, {"user": user.id})
    return secret


def is_known_browser(connection: Connection, secret: str, name: str, at_ms: int) -> bool:
    """True if the user with the given name has signed in before in the browser with the given secret."""
    query = text(
        "SELECT 1 FROM known_browsers b JOIN users u ON u.id = b.user_id"
        " WHERE b.digest = :digest AND u.name = :name AND b.created_ms > :since"
    )
    values = {"digest": secret_digest(secret), "name": name, "since": at_ms - KNOWN_MS}
    return connection.execute(query, values).first() is not None


def forget_ended_sessions(connection: Connection, at_ms: int) -> None:
    """Delete expired sessions, and browsers that are no longer remembered."""
    limits = {"idle": at_ms - IDLE_MS, "absolute": at_ms - ABSOLUTE_MS}
    connection.execute(text("DELETE FROM sessions WHERE used_ms <= :idle OR created_ms <= :absolute"), limits)
    connection.execute(text("DELETE FROM known_browsers WHERE created_ms <= :since"), {"since": at_ms - KNOWN_MS})
