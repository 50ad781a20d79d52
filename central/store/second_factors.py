"""Second factors of users: the secret that the user's app shares, and recovery codes.

The secret lies apart, in a table that backups do not contain. After a restore a user who has a second factor signs in
with a recovery code. Recovery codes are 80 random bits, so the store needs only their SHA-256.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.secrets import secret_digest
from central.store.users import User

RECOVERY_CODES = 10
_CODE_BYTES, _GROUP = 10, 4
MOST_WRONG = 20
"""Wrong codes in a row after which only a recovery code signs the user in. A code has 6 digits, so who knows a password
could otherwise try codes until one is right.
"""
_TABLES = ("second_factors", "second_factor_secrets", "recovery_codes")
_FIND = text(
    "SELECT f.since_ms, f.wrong, s.secret,"
    " (SELECT count(*) FROM recovery_codes c WHERE c.user_id = f.user_id)"
    " FROM second_factors f LEFT JOIN second_factor_secrets s ON s.user_id = f.user_id WHERE f.user_id = :user"
)
_USE_STEP = text(
    "UPDATE second_factors SET last_step = :step, wrong = 0"
    " WHERE user_id = :user AND last_step < :step AND wrong < :most"
)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Second factor of a user. `secret`: None after a restore. `codes`: number of unused recovery codes."""

    since_ms: int
    wrong: int
    secret: str | None
    codes: int

    @property
    def takes_app_codes(self) -> bool:
        """False if only a recovery code signs the user in."""
        return self.secret is not None and self.wrong < MOST_WRONG


def find_second_factor(connection: Connection, user: User) -> SecondFactor | None:
    """Second factor of a user."""
    row = connection.execute(_FIND, {"user": user.id}).first()
    return None if row is None else SecondFactor(*row)


def users_with_second_factor(connection: Connection) -> set[int]:
    """Numbers of the users who have a second factor."""
    return {int(row[0]) for row in connection.execute(text("SELECT user_id FROM second_factors"))}


def set_second_factor(connection: Connection, user: User, secret: str, step: int, at_ms: int) -> list[str]:
    """Set a second factor, and return new recovery codes, which cannot be shown again. `step`: time step of the code
    that confirmed it.
    """
    remove_second_factor(connection, user)
    insert = "INSERT INTO second_factors (user_id, since_ms, last_step, wrong) VALUES (:user, :at, :step, 0)"
    connection.execute(text(insert), {"user": user.id, "at": at_ms, "step": step})
    insert = "INSERT INTO second_factor_secrets (user_id, secret) VALUES (:user, :secret)"
    connection.execute(text(insert), {"user": user.id, "secret": secret})
    return set_recovery_codes(connection, user)


def set_recovery_codes(connection: Connection, user: User) -> list[str]:
    """Replace the recovery codes of a user, and return the new ones, which cannot be shown again."""
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    connection.execute(text("DELETE FROM recovery_codes WHERE user_id = :user"), {"user": user.id})
    insert = text("INSERT INTO recovery_codes (user_id, digest) VALUES (:user, :digest)")
    for code in codes:
        connection.execute(insert, {"user": user.id, "digest": _code_digest(code)})
    return codes


def use_step(connection: Connection, user: User, steps: Sequence[int]) -> bool:
    """Use a code of the app up. `steps`: the time steps of the entered code. False if the code, or one of a later step,
    was used before, and after too many wrong codes.
    """
    return any(
        connection.execute(_USE_STEP, {"user": user.id, "step": step, "most": MOST_WRONG}).rowcount for step in steps
    )


def use_recovery_code(connection: Connection, user: User, code: str) -> bool:
    """Use a recovery code up. False if the user has no such code."""
    values = {"user": user.id, "digest": _code_digest(code)}
    used = connection.execute(text("DELETE FROM recovery_codes WHERE user_id = :user AND digest = :digest"), values)
    if used.rowcount:
        connection.execute(text("UPDATE second_factors SET wrong = 0 WHERE user_id = :user"), {"user": user.id})
    return bool(used.rowcount)


def count_wrong_code(connection: Connection, user: User) -> None:
    """Count a wrong code."""
    connection.execute(text("UPDATE second_factors SET wrong = wrong + 1 WHERE user_id = :user"), {"user": user.id})


def remove_second_factor(connection: Connection, user: User) -> None:
    """Remove the second factor of a user, and the recovery codes."""
    for table in _TABLES:
        connection.execute(text(f"DELETE FROM {table} WHERE user_id = :user"), {"user": user.id})


def _new_code() -> str:
    code = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def _code_digest(code: str) -> bytes:
    """Digest of a recovery code, whatever its case and separators."""
    return secret_digest("".join(letter for letter in code.lower() if letter.isalnum()))
