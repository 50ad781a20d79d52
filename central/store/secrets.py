"""Random secrets of sessions and tokens, and the digests under which the store has them."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """A secret of 256 bits as text."""
    return secrets.token_urlsafe(BYTES)


def secret_digest(secret: str) -> bytes:
    """SHA-256 of a secret. It needs no salt: nobody can try 2^256 secrets."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
