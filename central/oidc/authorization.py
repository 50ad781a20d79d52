"""Request to the provider's sign-in page, and the checks of its response."""

import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from central.oidc.metadata import Metadata
from central.oidc.refusal import SignInRefusedError
from central.oidc.transaction import Transaction
from central.oidc_settings import OidcSection

LONGEST_CODE = 4_096


def authorization_address(metadata: Metadata, settings: OidcSection, transaction: Transaction) -> str:
    """Address of the provider's sign-in page for a transaction: code flow with PKCE."""
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": transaction.redirect_uri,
        "scope": " ".join(settings.scopes),
        "state": transaction.state,
        "nonce": transaction.nonce,
        "code_challenge": transaction.challenge,
        "code_challenge_method": "S256",
    }
    return add_to_address(metadata.authorization_endpoint, query)


def end_session_address(metadata: Metadata, settings: OidcSection, landing: str) -> str | None:
    """Address that ends the session at the provider and returns to `landing`; None if the provider has none."""
    if metadata.end_session_endpoint is None:
        return None
    query = {"client_id": settings.client_id, "post_logout_redirect_uri": landing}
    return add_to_address(metadata.end_session_endpoint, query)


def add_to_address(address: str, query: Mapping[str, str]) -> str:
    """The address with more query parameters."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def check_state(transaction: Transaction | None, query: Mapping[str, str], at_s: int) -> Transaction:
    """The transaction of this browser, if a response answers it. Raises SignInRefusedError."""
    if transaction is None:
        raise SignInRefusedError("stale", "the browser has no cookie of a started sign-in")
    if not hmac.compare_digest(transaction.state.encode(), query.get("state", "").encode("utf-8", "replace")):
        raise SignInRefusedError("stale", "state: the response belongs to another sign-in")
    if not transaction.is_valid_at(at_s):
        raise SignInRefusedError("stale", "state: the sign-in took too long")
    return transaction


def read_code(query: Mapping[str, str], metadata: Metadata) -> str:
    """Authorization code of a response. Its issuer must be the expected one, otherwise the code of one provider would
    be sent to another (mix-up, RFC 9207). Raises SignInRefusedError.
    """
    issuer = query.get("iss")
    if issuer != metadata.issuer and (issuer is not None or metadata.returns_issuer):
        raise SignInRefusedError("invalid", "iss: the response is of another issuer")
    if "error" in query:
        raise SignInRefusedError("denied", "the provider refused the sign-in")
    code = query.get("code", "")
    if not code or len(code) > LONGEST_CODE:
        raise SignInRefusedError("invalid", "code: the response has no valid code")
    return code
