"""The discovery document of a provider."""

import pytest

from central.oidc.metadata import discovery_address, read_metadata
from central.oidc.refusal import SignInRefusedError

ISSUER = "https://id.example.org/realms/shops"
DOCUMENT: dict[str, object] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


def test_a_short_document_is_enough() -> None:
    found = read_metadata(DOCUMENT, ISSUER)
    assert (found.issuer, found.authorization_endpoint) == (ISSUER, f"{ISSUER}/authorize")
    assert (found.token_endpoint, found.jwks_uri) == (f"{ISSUER}/token", f"{ISSUER}/keys")
    assert found.userinfo_endpoint is None
    assert found.end_session_endpoint is None
    assert found.takes_header
    assert not found.returns_issuer


def test_more_is_read_if_it_is_there() -> None:
    more = {"userinfo_endpoint": f"{ISSUER}/me", "end_session_endpoint": f"{ISSUER}/end?x=1"}
    found = read_metadata({**DOCUMENT, **more, "authorization_response_iss_parameter_supported": True}, ISSUER)
    assert (found.userinfo_endpoint, found.end_session_endpoint) == (f"{ISSUER}/me", f"{ISSUER}/end?x=1")
    assert found.returns_issuer


@pytest.mark.parametrize(
    ("methods", "takes_header"),
    [
        (["client_secret_basic"], True),
        (["client_secret_post"], False),
        (["client_secret_post", "client_secret_basic"], True),
        (["private_key_jwt"], True),
        ("client_secret_post", True),
    ],
)
def test_the_secret_goes_where_the_provider_takes_it(methods: object, takes_header: bool) -> None:
    document = {**DOCUMENT, "token_endpoint_auth_methods_supported": methods}
    assert read_metadata(document, ISSUER).takes_header is takes_header


@pytest.mark.parametrize("issuer", [f"{ISSUER}/", "https://evil.example", ISSUER.upper(), None, 7])
def test_a_document_of_another_issuer_is_refused(issuer: object) -> None:
    with pytest.raises(SignInRefusedError, match="another issuer") as caught:
        read_metadata({**DOCUMENT, "issuer": issuer}, ISSUER)
    assert caught.value.code == "unreachable"


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address",
    [
        *(None, 7, "", "/x", "https:///x", "https://[::1/x"),
        *(f"{ISSUER}/x?{end}" for end in ("\x1b[2J", "a b", "a\nX: y", "é", "\ud800", "#x")),
        *("http://id.example.org/x", "http://127.0.0.1/x", "ftp://id.example.org/x", "https://a@id.example.org/x"),
        *("https://id.example.org/x#y", "https://id.example.org/x?y#z", "https://id.example.org/ x"),
    ],
)
def test_an_address_without_encryption_is_none(name: str, address: object) -> None:
    with pytest.raises(SignInRefusedError, match=f"no valid {name}"):
        read_metadata({**DOCUMENT, name: address}, ISSUER)


def test_a_provider_on_this_machine_may_do_without_encryption() -> None:
    far, near = "https://id.example.org", "http://127.0.0.1:1"
    local = {name: str(value).replace(far, near) for name, value in DOCUMENT.items()}
    assert read_metadata(local, local["issuer"]).token_endpoint == "http://127.0.0.1:1/realms/shops/token"


def test_the_document_is_below_the_issuer() -> None:
    wanted = f"{ISSUER}/.well-known/openid-configuration"
    assert discovery_address(ISSUER) == discovery_address(f"{ISSUER}/") == wanted
