"""Hashes passwords with argon2id. Checking the password of an unknown user takes as long as that of a known user."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
_MEMORY_KIB, _PASSES = 65_536, 3  # RFC 9106, second choice, on one core: 64 MB and some 0.1 s a password
_turn = threading.BoundedSemaphore(AT_ONCE)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


def hash_password(password: str) -> str:
    """Hash of a password, with its salt and its parameters."""
    with _turn:
        return _hasher().hash(_bytes(password))


@cache
def _dummy() -> str:
    return hash_password("no user has this password")


def verify_password(password_hash: str | None, password: str) -> bool:
    """True if the password matches the hash. For an unknown user the hash is None, and for a user without a password it
    is empty; the check then takes as long and returns False.
    """
    wanted = password_hash or _dummy()
    with _turn:
        try:
            _hasher().verify(wanted, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
