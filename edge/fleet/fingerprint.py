"""Fingerprint of a root, which a person compares before a kiosk trusts it. Only the standard library."""

import hashlib
import hmac

HEX_DIGITS = 16


def root_fingerprint(data: bytes) -> str:
    """Fingerprint of a root file: the first 16 hex digits of its SHA-256, as `sha256sum` prints them."""
    return hashlib.sha256(data).hexdigest()[:HEX_DIGITS]


def is_root_with_fingerprint(data: bytes, fingerprint: str) -> bool:
    """True if a root file has the fingerprint that a person typed, with or without spaces, colons and capitals."""
    typed = "".join(fingerprint.replace(":", "").split()).lower()
    return hmac.compare_digest(root_fingerprint(data).encode(), typed.encode())
