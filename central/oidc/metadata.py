"""Discovery document of a provider (OpenID Connect Discovery 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass

from central.oidc.refusal import SignInRefusedError
from central.oidc_settings import is_provider_address


@dataclass(frozen=True, slots=True)
class Metadata:
    """Addresses of a provider, and two of its abilities. `takes_header`: the token endpoint takes the client secret in
    a header; otherwise in the form. `returns_issuer`: responses state the issuer (RFC 9207).
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    takes_header: bool
    returns_issuer: bool


def discovery_address(issuer: str) -> str:
    """Address of the discovery document."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def read_metadata(document: Mapping[str, object], issuer: str) -> Metadata:
    """The metadata in a discovery document. Raises SignInRefusedError if it is of another issuer, or lacks an
    address.
    """
    if document.get("issuer") != issuer:
        raise SignInRefusedError("unreachable", "the discovery document states another issuer than [oidc] issuer")
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_required(document, "authorization_endpoint", issuer),
        token_endpoint=_required(document, "token_endpoint", issuer),
        jwks_uri=_required(document, "jwks_uri", issuer),
        userinfo_endpoint=_address(document, "userinfo_endpoint", issuer),
        end_session_endpoint=_address(document, "end_session_endpoint", issuer),
        takes_header=not isinstance(methods, list)
        or "client_secret_post" not in methods
        or "client_secret_basic" in methods,
        returns_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _required(document: Mapping[str, object], name: str, issuer: str) -> str:
    address = _address(document, name, issuer)
    if address is None:
        raise SignInRefusedError("unreachable", f"the discovery document has no valid {name}")
    return address


def _address(document: Mapping[str, object], name: str, issuer: str) -> str | None:
    """Address in the document; None if it is missing or not encrypted. An issuer on this machine may do without TLS."""
    address = document.get(name)
    if not isinstance(address, str) or not is_provider_address(address.partition("?")[0]):
        return None
    if not (address.isascii() and address.isprintable()) or " " in address or "#" in address:
        return None
    return address if address.startswith("https:") or issuer.startswith("http:") else None
