"""Codes of the second factor (TOTP, RFC 6238): six digits that an app computes from a shared secret every 30 s."""

import hashlib
import hmac

import pyotp

from central.store.users import User

STEP_S = 30
SECRET_LENGTH = 32
"""Number of base32 characters of a secret: 160 bits."""
ISSUER = "Vitrina"


def new_totp_secret() -> str:
    """A random secret in base32."""
    return pyotp.random_base32(SECRET_LENGTH)


def totp_uri(secret: str, user: User, host: str) -> str:
    """Address that an app reads from the QR code. `host`: name of the server, for users with accounts on several."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=f"{user.name}@{host}", issuer_name=ISSUER)


def matching_steps(secret: str, code: str, at_ms: int) -> list[int]:
    """Time steps of the entered code: the current one, the one before or the one after, because clocks differ."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return []
    totp, now = pyotp.TOTP(secret, interval=STEP_S), at_ms // 1000 // STEP_S
    return [step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.generate_otp(step), digits)]


def setup_proof(session_secret: str, secret: str) -> str:
    """Proof that this session was given the secret after the password was checked. Without it nobody can confirm a
    secret.
    """
    return hmac.new(session_secret.encode(), f"second factor {secret}".encode(), hashlib.sha256).hexdigest()


def is_setup_proof(session_secret: str, secret: str, given: str) -> bool:
    """True if the proof is that of the session and the secret."""
    return hmac.compare_digest(setup_proof(session_secret, secret).encode(), given.encode("utf-8", "replace"))
