"""Generates random secrets for sessions and tokens, and the digests of these secrets that the store keeps."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """A 256-bit secret as text."""
    return secrets.token_urlsafe(BYTES)


def secret_digest(secret: str) -> bytes:
    """SHA-256 of a secret. It needs no salt, because nobody can try 2^256 possible secrets."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
