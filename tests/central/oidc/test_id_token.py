"""Checks of signed tokens. Attacks through the pages: tests/central/web/test_oidc.py."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from central.oidc.id_token import (
    LOGOUT_EVENT,
    Expected,
    Key,
    check_claims,
    check_logout_claims,
    read_keys,
    verify_signature,
)
from central.oidc.refusal import SignInRefusedError

EXPECTED = Expected("https://id.example.org", "vitrina", 10_000, 120)
CLAIMS: dict[str, Any] = {
    "iss": "https://id.example.org",
    "aud": "vitrina",
    "sub": "s-1",
    "iat": 10_000,
    "exp": 10_060,
    "nonce": "n",
}
LOGOUT: dict[str, Any] = {**{k: v for k, v in CLAIMS.items() if k != "nonce"}, "jti": "1", "events": {LOGOUT_EVENT: {}}}
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
KEYS = {"keys": [RSA.as_dict(private=False), EC.as_dict(private=False)]}


def signed(key: Key | OctKey, algorithm: str, header: Mapping[str, Any] | None = None) -> str:
    head = {"alg": algorithm, **({"kid": key.kid} if header is None else header)}
    token: str = jws.serialize_compact(head, json.dumps(CLAIMS), key, algorithms=[algorithm])
    return token


def refused(check: Callable[[], object]) -> str:
    with pytest.raises(SignInRefusedError) as caught:
        check()
    assert caught.value.code == "invalid"
    return str(caught.value)


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS384"), (EC, "ES256")])
@pytest.mark.parametrize("header", [None, {}])
def test_a_key_of_the_provider_signs(key: Key, algorithm: str, header: Mapping[str, Any] | None) -> None:
    """Also if the token does not name the key."""
    assert verify_signature(signed(key, algorithm, header), read_keys(KEYS)) == CLAIMS


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "ä.b.c",
        signed(RSA, "RS256", {"kid": "other"}),
        signed(RSA, "RS256", {"kid": "ec"}),
    ],
)
def test_what_no_key_has_signed_is_refused(token: str) -> None:
    assert "id_token" in refused(lambda: verify_signature(token, read_keys(KEYS)))
    assert "no key" in refused(lambda: verify_signature(signed(RSA, "RS256"), []))


def test_a_changed_signature_is_refused() -> None:
    head, body, signature = signed(RSA, "RS256").split(".")
    changed = f"{head}.{body}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    assert "no key" in refused(lambda: verify_signature(changed, read_keys(KEYS)))


def test_keys_that_do_not_sign_are_skipped() -> None:
    secret = OctKey.import_key(b"x" * 32, {"kid": "o"}).as_dict(private=True)
    odd: list[object] = [secret, {}, 7, {"kty": "RSA"}, {"kty": "RSA", "n": 1, "e": 2}, {"kty": "EC", "crv": "P-256"}]
    odd.append({**RSA.as_dict(private=False), "use": "enc"})
    assert read_keys({"keys": odd}) == []
    assert [key.kid for key in read_keys({"keys": [*odd, *KEYS["keys"]]})] == ["rsa", "ec"]
    assert read_keys({}) == read_keys({"keys": "x"}) == []
    assert len(read_keys({"keys": KEYS["keys"] * 17})) == 32


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": ["vitrina"]},
        {"aud": ["vitrina", "b"], "azp": "vitrina"},
        {"azp": "vitrina"},
        {"iat": 10_120},
        {"exp": 9_881},
        {"sub": "s" * 255},
        {"sub": "s"},
        {"nbf": 10_120},
    ],
)
def test_a_right_token_names_its_subject(changes: dict[str, Any]) -> None:
    assert check_claims({**CLAIMS, **changes}, EXPECTED, "n") == {**CLAIMS, **changes}["sub"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"nonce": "m"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": ["vitrina", "b"]}, "azp"),
        ({"azp": "b"}, "azp"),
        ({"azp": ""}, "azp"),
        ({"iat": 10_121}, "iat"),
        ({"nbf": 10_121}, "nbf"),
        ({"exp": 9_880}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"iss": "https://id.example.org/"}, "iss"),
        ({"aud": "other"}, "aud"),
        ({"aud": ["other"]}, "aud"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "s" * 256}, "sub"),
    ],
)
def test_a_wrong_claim_is_named_without_its_value(changes: dict[str, Any], name: str) -> None:
    assert name in refused(lambda: check_claims({**CLAIMS, **changes}, EXPECTED, "n"))


@pytest.mark.parametrize("name", [*CLAIMS])
def test_no_claim_may_be_missing(name: str) -> None:
    refused(lambda: check_claims({k: v for k, v in CLAIMS.items() if k != name}, EXPECTED, "n"))


def test_the_clock_is_named_if_it_may_be_the_reason() -> None:
    assert "timedatectl" in refused(lambda: check_claims({**CLAIMS, "exp": 1}, EXPECTED, "n"))
    assert "timedatectl" in refused(lambda: check_claims({**CLAIMS, "iat": 20_000}, EXPECTED, "n"))


def test_a_logout_token_is_no_id_token_and_the_other_way_round() -> None:
    assert check_logout_claims(LOGOUT, EXPECTED) == "s-1"
    refused(lambda: check_claims(LOGOUT, EXPECTED, "n"))
    refused(lambda: check_logout_claims(CLAIMS, EXPECTED))
    wrong: list[dict[str, Any]] = [{"nonce": "n"}, {"events": []}, {"events": {}}, {"events": {LOGOUT_EVENT: 1}}]
    for changes in [*wrong, {"jti": None}]:
        assert refused(partial(check_logout_claims, {**LOGOUT, **changes}, EXPECTED))
