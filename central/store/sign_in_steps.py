"""Sign-ins with a right password that still lack the code of the second factor. The store contains only the digests of
their secrets.
"""

from sqlalchemy import Connection, text

from central.store.secrets import new_secret, secret_digest
from central.store.users import COLUMNS, User, build_user

STEP_MS = 600_000
"""Time to enter the code after the password."""
_FIND = text(
    f"SELECT {', '.join(f'u.{column}' for column in COLUMNS)} FROM sign_in_steps s JOIN users u ON u.id = s.user_id"
    " WHERE s.digest = :digest AND s.made_ms > :since AND u.blocked_ms IS NULL"
)


def begin_step(connection: Connection, user: User, at_ms: int) -> str:
    """Note that a user has entered the right password. Return the secret for the cookie."""
    secret = new_secret()
    insert = text("INSERT INTO sign_in_steps (digest, user_id, made_ms) VALUES (:digest, :user, :at)")
    connection.execute(insert, {"digest": secret_digest(secret), "user": user.id, "at": at_ms})
    return secret


def find_step_user(connection: Connection, secret: str, at_ms: int) -> User | None:
    """The user who has entered the right password; None if that is too long ago."""
    row = connection.execute(_FIND, {"digest": secret_digest(secret), "since": at_ms - STEP_MS}).first()
    return None if row is None else build_user(tuple(row))


def end_step(connection: Connection, secret: str) -> bool:
    """End a sign-in that lacked the code. Of two requests at the same time one gets False."""
    ended = connection.execute(
        text("DELETE FROM sign_in_steps WHERE digest = :digest"), {"digest": secret_digest(secret)}
    )
    return bool(ended.rowcount)


def forget_old_steps(connection: Connection, at_ms: int) -> None:
    """Delete sign-ins that nobody can complete any more."""
    connection.execute(text("DELETE FROM sign_in_steps WHERE made_ms <= :since"), {"since": at_ms - STEP_MS})
