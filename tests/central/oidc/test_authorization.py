"""The request to the provider, and the first checks of its response. The rest: tests/central/web/test_oidc.py."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from central.oidc.authorization import (
    authorization_address,
    check_state,
    end_session_address,
    read_code,
)
from central.oidc.metadata import Metadata
from central.oidc.refusal import SignInRefusedError
from central.oidc.transaction import LIFETIME_S, start_transaction
from central.oidc_settings import OidcSection

ISSUER = "https://id.example.org"
METADATA = Metadata(ISSUER, f"{ISSUER}/a", f"{ISSUER}/t", f"{ISSUER}/k", None, f"{ISSUER}/end?tenant=1", True, False)
STRICT = replace(METADATA, returns_issuer=True)
SETTINGS = OidcSection(
    issuer=ISSUER,
    client_id="vitrina & co",
    scopes=("openid", "groups"),
    roles={"staff": "viewer"},
    sites={"staff": ["acme/*"]},
)
STARTED = start_transaction("/", "https://vitrina.example.org/oidc/callback", 1_000)


def query_of(address: str | None) -> dict[str, str]:
    assert address is not None
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


def test_the_request_has_all_that_protects_the_response() -> None:
    assert query_of(authorization_address(METADATA, SETTINGS, STARTED)) == {
        "response_type": "code",
        "client_id": "vitrina & co",
        "redirect_uri": STARTED.redirect_uri,
        "scope": "openid groups",
        "state": STARTED.state,
        "nonce": STARTED.nonce,
        "code_challenge": STARTED.challenge,
        "code_challenge_method": "S256",
    }
    assert STARTED.verifier not in authorization_address(METADATA, SETTINGS, STARTED)


def test_the_sign_out_keeps_the_providers_own_query() -> None:
    landing = "https://vitrina.example.org/sign-in"
    found = query_of(end_session_address(METADATA, SETTINGS, landing))
    assert found == {"tenant": "1", "client_id": "vitrina & co", "post_logout_redirect_uri": landing}
    assert end_session_address(replace(METADATA, end_session_endpoint=None), SETTINGS, landing) is None


@pytest.mark.parametrize(
    ("query", "at_s"),
    [
        ({}, 1_000),
        ({"state": ""}, 1_000),
        ({"state": "other"}, 1_000),
        ({"state": "\udcff"}, 1_000),
        ({"state": STARTED.state}, 1_001 + LIFETIME_S),
        ({"state": STARTED.state}, 999),
    ],
)
def test_a_response_to_another_sign_in_is_stale(query: Mapping[str, str], at_s: int) -> None:
    with pytest.raises(SignInRefusedError) as caught:
        check_state(STARTED, query, at_s)
    assert caught.value.code == "stale"


def test_a_response_to_this_sign_in_is_accepted() -> None:
    assert check_state(STARTED, {"state": STARTED.state}, 1_000 + LIFETIME_S) is STARTED
    with pytest.raises(SignInRefusedError, match="no cookie"):
        check_state(None, {"state": ""}, 1_000)


@pytest.mark.parametrize(
    ("metadata", "query", "code"),
    [
        (METADATA, {"code": "c"}, ""),
        (METADATA, {"code": "c", "iss": ISSUER}, ""),
        (STRICT, {"code": "c", "iss": ISSUER}, ""),
        (METADATA, {"code": "c" * 4_096}, ""),
        (STRICT, {"code": "c"}, "invalid"),
        (METADATA, {"code": "c", "iss": f"{ISSUER}/"}, "invalid"),
        (METADATA, {"code": "c", "iss": ""}, "invalid"),
        (METADATA, {}, "invalid"),
        (METADATA, {"code": "c" * 4_097}, "invalid"),
        (METADATA, {"error": "access_denied"}, "denied"),
        (METADATA, {"error": "", "code": "c"}, "denied"),
        (STRICT, {"error": "access_denied"}, "invalid"),
    ],
)
def test_a_code_counts_only_with_the_right_issuer(metadata: Metadata, query: Mapping[str, str], code: str) -> None:
    if not code:
        assert read_code(query, metadata) == query["code"]
        return
    with pytest.raises(SignInRefusedError) as caught:
        read_code(query, metadata)
    assert caught.value.code == code
