"""Server side of HTTP Digest authentication, as RFC 7616 has it, on the parsers of the standard library."""

import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.request import parse_http_list, parse_keqv_list

HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@dataclass
class DigestDoor:
    """Asks for a digest and checks it. `uses`: requests that one nonce serves; then it is stale."""

    user: str
    password: str
    algorithms: tuple[str, ...] = ("MD5",)
    realm: str = 'IP Camera, "north" \\ 1'
    uses: int = 1_000
    accepted: list[str] = field(default_factory=list)  # each header that was right
    refused: list[str] = field(default_factory=list)  # each that was not
    _nonce: str = ""
    _seen: int = 0

    def challenges(self) -> list[str]:
        """Values of WWW-Authenticate, with a new nonce."""
        is_stale, self._nonce, self._seen = self._seen >= self.uses, secrets.token_urlsafe(12), 0
        realm = self.realm.replace("\\", "\\\\").replace('"', '\\"')
        return [
            f'Digest realm="{realm}", qop="auth, auth-int", algorithm={name}, nonce="{self._nonce}", opaque="a\\"b", '
            f"stale={str(is_stale).upper()}"
            for name in self.algorithms
        ]

    def opens_for(self, header: str, method: str, uri: str) -> bool:
        """True for the right answer to the present nonce with the next count."""
        scheme, _, rest = header.partition(" ")
        if scheme != "Digest" or self._seen >= self.uses:
            return False
        is_right = self._is_right(parse_keqv_list(parse_http_list(rest)), method, uri)
        (self.accepted if is_right else self.refused).append(header)
        return is_right

    def _is_right(self, sent: dict[str, str], method: str, uri: str) -> bool:
        name = sent["algorithm"]
        if name not in self.algorithms or sent["nonce"] != self._nonce or sent["uri"] != uri or sent["qop"] != "auth":
            return False
        if int(sent["nc"], 16) != self._seen + 1 or sent["opaque"] != 'a"b' or sent["realm"] != self.realm:
            return False
        self._seen += 1

        def digest(*parts: str) -> str:
            return HASHES[name.removesuffix("-sess")](":".join(parts).encode()).hexdigest()

        secret = digest(self.user, self.realm, self.password)
        if name.endswith("-sess"):
            secret = digest(secret, sent["nonce"], sent["cnonce"])
        wanted = digest(secret, sent["nonce"], sent["nc"], sent["cnonce"], "auth", digest(method, uri))
        return sent["username"] == self.user and sent["response"] == wanted
