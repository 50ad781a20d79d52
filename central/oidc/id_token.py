"""Checks of an ID token (OpenID Connect Core 1.0, section 3.1.3.7) and of a logout token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from joserfc import jws, jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from central.oidc.refusal import SignInRefusedError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a private key of the provider. Never `none`, and never a secret that both sides know."""
MOST_KEYS = 32
LONGEST_SUBJECT = 255
_TIMES = ("exp", "iat", "nbf")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

Claims: TypeAlias = Mapping[str, Any]
Key: TypeAlias = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class Expected:
    """Values that a token must have. `at_s`: current time, in seconds since 1970. `skew_s`: tolerance of the clocks."""

    issuer: str
    client_id: str
    at_s: int
    skew_s: int


def read_keys(document: Mapping[str, object]) -> list[Key]:
    """Public signing keys in a JWK set. Keys of other kinds and unreadable ones are skipped."""
    listed = document.get("keys")
    keys: list[Key] = []
    for each in listed[:MOST_KEYS] if isinstance(listed, list) else []:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig" or each.get("kty") not in ("RSA", "EC"):
            continue
        try:
            keys.append(JWKRegistry.import_key(each))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return keys


def verify_signature(token: str, keys: Sequence[Key]) -> Claims:
    """Claims of a token that one of the keys has signed. Raises SignInRefusedError."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError):
        raise SignInRefusedError("invalid", "id_token: it is not a signed token") from None
    for key in [each for each in keys if kid is None or each.kid == kid]:
        try:
            claims: Claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            return claims
        except (JoseError, ValueError):
            continue
    raise SignInRefusedError("invalid", "id_token: no key of the provider has signed it, with a public-key algorithm")


def check_claims(claims: Claims, expected: Expected, nonce: str) -> str:
    """The subject of an ID token. Raises SignInRefusedError."""
    subject = _check_common(claims, expected, ("sub", "exp", "iat"))
    if claims.get("nonce") != nonce:
        raise SignInRefusedError("invalid", "id_token: nonce belongs to another sign-in")
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (party is not None or is_shared) and party != expected.client_id:
        raise SignInRefusedError("invalid", "id_token: azp is another client")
    return subject


def check_logout_claims(claims: Claims, expected: Expected) -> str:
    """The subject of a logout token (OpenID Connect Back-Channel Logout 1.0). Raises SignInRefusedError."""
    subject = _check_common(claims, expected, ("sub", "exp", "iat", "jti"))
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict) or "nonce" in claims:
        raise SignInRefusedError("invalid", "logout_token: it is another kind of token")
    return subject


def _check_common(claims: Claims, expected: Expected, essential: Sequence[str]) -> str:
    wanted: dict[str, Any] = {name: {"essential": True} for name in essential}
    wanted |= {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
    }
    try:
        jwt.JWTClaimsRegistry(now=expected.at_s, leeway=expected.skew_s, **wanted).validate(dict(claims))
    except ClaimError as error:
        cure = ". Compare the clocks (timedatectl)" if error.claim in _TIMES else ""
        raise SignInRefusedError("invalid", f"id_token: {error.claim} is missing or wrong{cure}") from None
    subject = str(claims["sub"])
    if len(subject) > LONGEST_SUBJECT:
        raise SignInRefusedError("invalid", "id_token: sub is too long")
    return subject
