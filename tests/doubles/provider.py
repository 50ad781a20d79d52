"""A small OpenID provider on a free port of this machine. Tests change what it answers."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlsplit

from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "vitrina", "a secret/with+signs"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Grant:
    """What a code stands for."""

    query: Mapping[str, str]
    claims: Mapping[str, Any]


@dataclass
class Provider:
    """Provider that signs anybody in. `change`: changes the claims of an ID token; `sign`: makes the token of them.
    `userinfo`: claims at that endpoint. `discovery`: changes of the discovery document. `key_set`: keys instead of its
    own. `returns`: what it answers without a session, given the redirect address: status and address, or only a status.
    `ahead_s`: how far its clock is ahead.
    """

    issuer: str
    key: RSAKey = field(default_factory=lambda: new_key("first"))
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: "Callable[[Provider, dict[str, Any]], str] | None" = None
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    key_set: list[Any] | None = None
    returns: Callable[[str], tuple[int, str]] = lambda address: (302, f"{address}?error=login_required")
    ahead_s: float = 0.0

    def reset(self) -> None:
        """Forget all changes."""
        self.change, self.sign, self.discovery, self.userinfo = lambda claims: claims, None, {}, {}
        self.key_set, self.ahead_s = None, 0.0
        self.returns = lambda address: (302, f"{address}?error=login_required")
        self.requests.clear()

    def sign_in(self, address: str, subject: str, **claims: Any) -> str:
        """Sign a person in who opens the address of the sign-in page. Gives the query of the response."""
        query = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{self.issuer}/authorize?"), address
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(query, {"sub": subject, **claims})
        return f"?code={code}&state={query['state']}&iss={self.issuer.replace(':', '%3A').replace('/', '%2F')}"

    def document(self) -> dict[str, Any]:
        """Discovery document."""
        names = {"authorization": "authorize", "token": "token", "userinfo": "me", "end_session": "end"}
        found: dict[str, Any] = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in names.items()}
        found |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        return found | {"authorization_response_iss_parameter_supported": True} | self.discovery

    def id_token(self, claims: dict[str, Any]) -> str:
        """Token with claims, signed as tests want it."""
        return signed(claims, self.key, "RS256") if self.sign is None else self.sign(self, claims)

    def logout_token(self, subject: str, **changes: Any) -> str:
        """Token by which the provider reports a sign-out."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": subject, "iat": now, "exp": now + 120, "jti": "1"}
        return self.id_token({**claims, "events": {LOGOUT_EVENT: {}}, **changes})

    def redeem(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Status and answer of the token endpoint. A code counts once."""
        client, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        pair = (
            (unquote_plus(client), unquote_plus(secret))
            if authorization
            else (form["client_id"], form["client_secret"])
        )
        grant = self.grants.pop(form["code"], None)
        if pair != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        verifier = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        )
        if (
            grant is None
            or verifier != grant.query["code_challenge"]
            or form["redirect_uri"] != grant.query["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": grant.query["nonce"]}
        token = self.id_token(self.change({**claims, **grant.claims}))
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": token}


def new_key(kid: str) -> RSAKey:
    """A new key."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def signed(claims: Mapping[str, Any], key: "RSAKey | OctKey", algorithm: str) -> str:
    """A signed token."""
    header = {"alg": algorithm, "kid": key.kid}
    token: str = jws.serialize_compact(header, json.dumps(claims), key, algorithms=[algorithm])
    return token


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.provider = provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def date_time_string(self, timestamp: "float | None" = None) -> str:
        """Time in the head of each answer."""
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        return super().date_time_string((timestamp or time.time()) + provider.ahead_s)

    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        provider.requests.append(self.path)
        if self.path.startswith("/authorize?"):
            status, address = provider.returns(parse_qs(urlsplit(self.path).query)["redirect_uri"][0])
            self._answer(status, {}, address)
            return
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": provider.document,
            "/keys": lambda: {
                "keys": [provider.key.as_dict(private=False)] if provider.key_set is None else provider.key_set
            },
            "/me": lambda: provider.userinfo,
        }
        self._answer(200, answers[self.path]())

    def do_POST(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        provider.requests.append(self.path)
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(*provider.redeem(form, self.headers.get("authorization", "")))

    def _answer(self, status: int, content: Mapping[str, Any], location: str = "") -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
