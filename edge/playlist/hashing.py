"""The hash from which all random orders of a playlist are drawn."""

import hashlib


def hash_of(*parts: object) -> bytes:
    """SHA-256 of names and numbers."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).digest()
