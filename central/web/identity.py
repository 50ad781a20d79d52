"""Identity of whoever asks: a user with a session, or a token of the API. Its scope goes into every query."""

import hashlib
import hmac
from dataclasses import dataclass

from starlette.requests import Request

from central.clock import now_ms
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.sessions import Session, find_session, touch_session
from central.store.store import Store
from central.store.tokens import MEDIA, PREFIX, Token, find_token
from central.store.users import Role, User


@dataclass(frozen=True, slots=True)
class Identity:
    """A user or a token. `secret` is that of the session, of which the forms' tokens are made; None: a token."""

    name: str
    role: Role
    scope: Scope
    secret: str | None = None
    user: User | None = None


def session_cookie(is_encrypted: bool) -> str:
    """Name of the cookie. With its prefix no other host, and no page without TLS, can set it."""
    return "__Host-vitrina" if is_encrypted else "vitrina"


def session_identity(store: Store, token: str, address: str) -> Identity | None:
    """The user of a session; None if it has ended."""
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
    """The holder of a bearer token; None if it has ended, was revoked or never was."""
    with read_view(store) as connection:
        token = find_token(connection, secret, now_ms())
    return None if token is None or token.access == MEDIA else _of_token(token)


def find_kiosk_scope(store: Store, secret: str) -> Scope | None:
    """Sites of a kiosk that may fetch films; None for any other token."""
    with read_view(store) as connection:
        token = find_token(connection, secret, now_ms())
    return token.scope if token is not None and token.access == MEDIA else None


def _of_token(token: Token) -> Identity:
    """A token never has the rights of an administrator."""
    role = Role.EDITOR if token.access == "write" else Role.VIEWER
    return Identity(f"token {token.name}", role, token.scope)


def bearer_token(request: Request) -> str | None:
    """The bearer token of a request."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip().startswith(PREFIX) else None


def may_connect_from(user: User, address: str) -> bool:
    """False for a user of this machine alone who comes from another one."""
    return not user.loopback_only or address.startswith("127.") or address == "::1"


def form_token(secret: str) -> str:
    """Token of the forms of a session: who cannot read its pages does not know it."""
    return hmac.new(secret.encode("utf-8", "surrogateescape"), b"form", hashlib.sha256).hexdigest()


def is_form_token(secret: str, given: str | None) -> bool:
    """Compares in a time that tells nothing of the token."""
    return given is not None and hmac.compare_digest(form_token(secret).encode(), given.encode("utf-8", "replace"))
