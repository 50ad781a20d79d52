"""The provider of the single sign-on: its metadata and keys, and what it states about a person."""

import base64
import threading
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote_plus

from central.clock import monotonic_s, now_ms
from central.oidc.access import find_access, read_groups, user_name
from central.oidc.authorization import authorization_address, end_session_address, read_code
from central.oidc.exchange import JsonExchange
from central.oidc.id_token import Claims, Expected, Key, check_claims, check_logout_claims, read_keys, verify_signature
from central.oidc.metadata import Metadata, discovery_address, read_metadata
from central.oidc.person import Person
from central.oidc.refusal import SignInRefusedError
from central.oidc.transaction import Transaction, derive_cookie_key
from central.oidc_settings import OidcSection

T = TypeVar("T")
KEEP_S = 3_600.0
AGAIN_S = 10.0
"""Shortest time between two requests for the provider's metadata or keys, so that nobody can cause many of them."""


class Provider:
    """The provider in section [oidc]. All methods may be called by several threads."""

    def __init__(self, settings: OidcSection, secret: str) -> None:
        self.settings, self._secret = settings, secret
        self.cookie_key = derive_cookie_key(secret)
        self._exchange = JsonExchange(settings.ca_file)
        self._metadata = _Cached(self._fetch_metadata)
        self._keys = _Cached(self._fetch_keys)

    def authorization_address(self, transaction: Transaction) -> str:
        """Address of the provider's sign-in page. Raises SignInRefusedError."""
        return authorization_address(self._metadata.read(), self.settings, transaction)

    def end_session_address(self, landing: str) -> str | None:
        """Address that ends the session at the provider; None if it has none, or does not answer."""
        try:
            return end_session_address(self._metadata.read(), self.settings, landing)
        except SignInRefusedError:
            return None

    def read_code(self, query: Mapping[str, str]) -> str:
        """Code in the provider's response. Raises SignInRefusedError."""
        return read_code(query, self._metadata.read())

    def fetch_person(self, code: str, transaction: Transaction) -> Person:
        """Redeem a code. Raises SignInRefusedError."""
        metadata = self._metadata.read()
        answer = self._redeem(metadata, code, transaction)
        claims = self._verified(answer.get("id_token"))
        subject = check_claims(claims, self._expected(), transaction.nonce)
        groups = read_groups(claims, self.settings.groups_claim)
        if groups is None:
            more = self._fetch_userinfo(metadata, answer.get("access_token"), subject)
            groups = read_groups(more, self.settings.groups_claim) or frozenset()
            claims = {**more, **claims}
        name = user_name(claims, metadata.issuer, subject)
        return Person(metadata.issuer, subject, name, find_access(groups, self.settings))

    def read_logout(self, token: str) -> str:
        """Subject of a logout token: all sessions of this person end. Raises SignInRefusedError."""
        return check_logout_claims(self._verified(token), self._expected())

    def _expected(self) -> Expected:
        settings = self.settings
        return Expected(settings.issuer, settings.client_id, now_ms() // 1000, settings.clock_skew_s)

    def _redeem(self, metadata: Metadata, code: str, transaction: Transaction) -> dict[str, object]:
        """Response of the token endpoint (RFC 6749, section 4.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": transaction.redirect_uri,
            "code_verifier": transaction.verifier,
        }
        client, secret = self.settings.client_id, self._secret
        if not metadata.takes_header:
            return self._exchange.post(
                metadata.token_endpoint, {}, {**form, "client_id": client, "client_secret": secret}
            )
        pair = base64.b64encode(f"{quote_plus(client)}:{quote_plus(secret)}".encode()).decode()
        return self._exchange.post(metadata.token_endpoint, {"Authorization": f"Basic {pair}"}, form)

    def _verified(self, token: object) -> Claims:
        """Claims of a signed token. The keys are fetched again if none of them fits: providers rotate them."""
        if not isinstance(token, str):
            raise SignInRefusedError("invalid", "id_token: the response has none")
        try:
            return verify_signature(token, self._keys.read())
        except SignInRefusedError:
            if not self._keys.renew():
                raise
        return verify_signature(token, self._keys.read())

    def _fetch_userinfo(self, metadata: Metadata, access_token: object, subject: str) -> dict[str, Any]:
        """Claims at the userinfo endpoint, about the same person; none if the provider has no such endpoint."""
        if metadata.userinfo_endpoint is None or not isinstance(access_token, str) or not access_token.isprintable():
            return {}
        found = self._exchange.get(metadata.userinfo_endpoint, {"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise SignInRefusedError("invalid", "userinfo: sub is another person")
        return found

    def _fetch_metadata(self) -> Metadata:
        return read_metadata(self._exchange.get(discovery_address(self.settings.issuer)), self.settings.issuer)

    def _fetch_keys(self) -> list[Key]:
        return read_keys(self._exchange.get(self._metadata.read().jwks_uri))


class _Cached(Generic[T]):
    """A value that is fetched when it is first read, and again after KEEP_S."""

    def __init__(self, fetch: Callable[[], T]) -> None:
        self._fetch, self._lock = fetch, threading.Lock()
        self._value: T | None = None
        self._fetched_s = self._tried_s = self._renewed_s = -KEEP_S

    def read(self) -> T:
        """The value. Raises SignInRefusedError."""
        with self._lock:
            is_old = monotonic_s() - self._fetched_s >= KEEP_S
            if self._value is None or (is_old and self._may_try()):
                return self._fetch_now()
            return self._value

    def renew(self) -> bool:
        """Fetch the value again. False if this was done a moment ago. Raises SignInRefusedError."""
        with self._lock:
            if monotonic_s() - self._renewed_s < AGAIN_S:
                return False
            self._renewed_s = monotonic_s()
            self._fetch_now()
            return True

    def _may_try(self) -> bool:
        return monotonic_s() - self._tried_s >= AGAIN_S

    def _fetch_now(self) -> T:
        if self._value is None and not self._may_try():
            raise SignInRefusedError("unreachable", "the provider did not answer some seconds ago")
        self._tried_s = monotonic_s()
        self._value = self._fetch()
        self._fetched_s = monotonic_s()
        return self._value
