"""Identity of the caller: a user with a session, or an API token. The scope of the identity limits every query."""

import hashlib
import hmac
from dataclasses import dataclass

from starlette.requests import Request

from central.clock import now_ms
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.sessions import Session, find_session, touch_session
from central.store.store import Store
from central.store.tokens import MANAGE, MEDIA, PREFIX, READ, Token, find_token
from central.store.users import Role, User


@dataclass(frozen=True, slots=True)
class Identity:
    """A user or an API token. `secret`: secret of the session, from which the form tokens are derived; None for an API
    token. `token`: the API token.
    """

    name: str
    role: Role
    scope: Scope
    secret: str | None = None
    user: User | None = None
    token: Token | None = None

    @property
    def key(self) -> str:
        """Name of the caller that no other caller has. Tokens of several tenants may have the same name."""
        return self.name if self.token is None else f"token {self.token.id}"

    @property
    def may_manage(self) -> bool:
        """True for an administrator, and for a token with the access `manage`: they add shops, kiosks and tokens."""
        return self.role >= Role.ADMIN if self.token is None else self.token.access == MANAGE


def session_cookie(is_encrypted: bool) -> str:
    """Name of the session cookie. Its prefix prevents other hosts and pages without TLS from setting it."""
    return "__Host-vitrina" if is_encrypted else "vitrina"


def session_identity(store: Store, token: str, address: str) -> Identity | None:
    """User of a session; None if the session has ended."""
    at_ms = now_ms()
    with read_view(store) as connection:
        session = find_session(connection, token, at_ms)
    if session is None or not may_connect_from(session.user, address):
        return None
    if session.is_due:
        with translate_database_errors(), store.engine.begin() as connection:
            touch_session(connection, token, at_ms)
    return _of_session(session, token)


def _of_session(session: Session, token: str) -> Identity:
    user = session.user
    return Identity(user.name, user.role, user.scope, token, user)


def token_identity(store: Store, secret: str) -> Identity | None:
    """Holder of a bearer token; None if the token has expired, was revoked or never existed."""
    with read_view(store) as connection:
        token = find_token(connection, secret, now_ms())
    return None if token is None or token.access == MEDIA else _of_token(token)


def find_kiosk_scope(store: Store, secret: str) -> Scope | None:
    """Sites of the kiosk with the given media token; None for a token of any other kind."""
    with read_view(store) as connection:
        token = find_token(connection, secret, now_ms())
    return token.scope if token is not None and token.access == MEDIA else None


def _of_token(token: Token) -> Identity:
    """Identity for an API token. A token never has the permissions of an administrator."""
    role = Role.VIEWER if token.access == READ else Role.EDITOR
    return Identity(f"token {token.name}", role, token.scope, token=token)


def bearer_token(request: Request) -> str | None:
    """Bearer token in the header of a request."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip().startswith(PREFIX) else None


def may_connect_from(user: User, address: str) -> bool:
    """False for a user who may sign in only from this machine, and connects from another machine."""
    return not user.loopback_only or is_loopback(address)


def is_loopback(address: str) -> bool:
    """True for an address of this machine itself."""
    return address.startswith("127.") or address == "::1"


def form_token(secret: str) -> str:
    """Token for the forms of a session. Only somebody who can read the pages of the session knows the token."""
    return hmac.new(secret.encode("utf-8", "surrogateescape"), b"form", hashlib.sha256).hexdigest()


def is_form_token(secret: str, given: str | None) -> bool:
    """True if the token is valid for the session. The comparison takes constant time, so its duration reveals nothing
    about the token.
    """
    return given is not None and hmac.compare_digest(form_token(secret).encode(), given.encode("utf-8", "replace"))
