"""HTTP Digest authentication (RFC 7616): challenges of a camera, and answers that do not contain the password.

Basic is never answered, not even over TLS: it sends the password itself, and cameras sign their own certificates.
Texts are as HTTP sends them: one character per byte.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from edge.onvif.soap import Login

MOST_CHARACTERS = 4_000
"""Longest accepted header with challenges."""

_HASHES: dict[str, Callable[[bytes], str]] = {
    "SHA-256": lambda content: hashlib.sha256(content).hexdigest(),
    "MD5": lambda content: hashlib.md5(content, usedforsecurity=False).hexdigest(),
}
"""Supported hash functions, the preferred one first."""

_WORD = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_PART = re.compile(rf'({_WORD})(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?')
_ESCAPED = re.compile(r"\\(.)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_QUOTED = re.compile(r'(["\\])')


@dataclass(frozen=True, slots=True)
class DigestChallenge:
    """A supported challenge. `algorithm`: a name of `_HASHES`, or one with "-sess" after it."""

    realm: str
    nonce: str
    opaque: str | None
    algorithm: str


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """Request that gets the header. `uri`: path. `count`: requests with the camera's nonce so far, from 1."""

    method: str
    uri: str
    client_nonce: str
    count: int


def read_challenge(header: str) -> DigestChallenge | None:
    """The best supported challenge of a WWW-Authenticate header; None without one."""
    if len(header) > MOST_CHARACTERS or _UNPRINTABLE.search(header):
        return None
    offered = [made for scheme, values in _challenges(header) if scheme == "digest" and (made := _digest(values))]
    order = list(_HASHES)
    return min(offered, key=lambda one: order.index(one.algorithm.removesuffix("-sess")), default=None)


def asks_for_basic(header: str) -> bool:
    """True if a WWW-Authenticate header asks for the password itself."""
    return any(scheme == "basic" for scheme, _ in _challenges(header[:MOST_CHARACTERS]))


def digest_header(challenge: DigestChallenge, login: Login, request: DigestRequest) -> str:
    """Value of the Authorization header."""
    digest = _HASHES[challenge.algorithm.removesuffix("-sess")]

    def hashed(*parts: str) -> str:
        return digest(":".join(parts).encode("latin-1"))

    user = _bytes_as_text(login.user)
    secret = hashed(user, challenge.realm, _bytes_as_text(login.password))
    if challenge.algorithm.endswith("-sess"):
        secret = hashed(secret, challenge.nonce, request.client_nonce)
    asked, count = hashed(request.method, request.uri), f"{request.count:08x}"
    response = hashed(secret, challenge.nonce, count, request.client_nonce, "auth", asked)
    opaque = "" if challenge.opaque is None else f", opaque={_quoted(challenge.opaque)}"
    return (
        f"Digest username={_quoted(user)}, realm={_quoted(challenge.realm)}, nonce={_quoted(challenge.nonce)}, "
        f"uri={_quoted(request.uri)}, algorithm={challenge.algorithm}, qop=auth, nc={count}, "
        f'cnonce="{request.client_nonce}", response="{response}"{opaque}'
    )


def _challenges(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Scheme and parameters of each challenge. A word without a value starts the next challenge."""
    scheme, values = "", dict[str, str]()
    for part in _PART.finditer(header):
        name, quoted, plain = part[1].lower(), part[2], part[3]
        if quoted is None and plain is None:
            yield scheme, values
            scheme, values = name, {}
        else:
            values.setdefault(name, plain if quoted is None else _ESCAPED.sub(r"\1", quoted))
    yield scheme, values


def _digest(values: dict[str, str]) -> DigestChallenge | None:
    """The challenge, if its hash is supported and the digest contains a nonce of the client (qop "auth").

    Without that nonce, a hostile camera could look the password up in a table that was computed before.
    """
    name = values.get("algorithm", "MD5").upper()
    base, _, session = name.partition("-SESS")
    protections = {word.strip().lower() for word in values.get("qop", "").split(",")}
    if base not in _HASHES or session or "auth" not in protections or not values.get("nonce"):
        return None
    algorithm = base if name == base else f"{base}-sess"
    return DigestChallenge(values.get("realm", ""), values["nonce"], values.get("opaque"), algorithm)


def _quoted(text: str) -> str:
    return '"' + _QUOTED.sub(r"\\\1", text) + '"'


def _bytes_as_text(text: str) -> str:
    """The UTF-8 bytes of a text, one character for each."""
    return text.encode().decode("latin-1")
