"""The cookie of a sign-in that has started."""

import base64
import hashlib
import hmac
import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.oidc.transaction import (
    LIFETIME_S,
    Transaction,
    derive_cookie_key,
    open_transaction,
    seal_transaction,
    start_transaction,
)

KEY = derive_cookie_key("a secret")
BACK = "https://vitrina.example.org/oidc/callback"


@given(st.text(max_size=300), st.integers(0, 2**40))
def test_a_cookie_gives_the_transaction_back(following: str, at_s: int) -> None:
    transaction = start_transaction(following, BACK, at_s)
    assert open_transaction(seal_transaction(transaction, KEY), KEY) == transaction


@given(st.data())
def test_a_changed_cookie_is_worth_nothing(data: st.DataObject) -> None:
    sealed = seal_transaction(start_transaction("/", BACK, 1_000), KEY)
    at = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda each: each != sealed[at]))
    assert open_transaction(sealed[:at] + letter + sealed[at + 1 :], KEY) is None
    assert open_transaction(sealed[:at], KEY) is None


@pytest.mark.parametrize("sealed", ["", ".", "a", "a.b", "ä.ä", "a" * 5_000 + "." + "b" * 64])
def test_what_is_no_cookie_of_this_server_is_none(sealed: str) -> None:
    assert open_transaction(sealed, KEY) is None


def test_another_secret_opens_nothing() -> None:
    sealed = seal_transaction(start_transaction("/", BACK, 1), KEY)
    assert open_transaction(sealed, derive_cookie_key("another secret")) is None
    assert len(KEY) == 32


def test_every_transaction_has_secrets_of_its_own() -> None:
    made = [start_transaction("/", BACK, 1) for _ in range(3)]
    secrets = {secret for each in made for secret in (each.state, each.nonce, each.verifier)}
    assert len(secrets) == 9
    assert all(len(secret) == 43 for secret in secrets)
    assert made[0].verifier not in repr(made[0])


def test_the_challenge_is_that_of_rfc_7636() -> None:
    """The example of its appendix B."""
    made = Transaction("", "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "", "", 0)
    assert made.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_transaction_lasts_ten_minutes() -> None:
    made = start_transaction("/", BACK, 1_000)
    assert LIFETIME_S == 600
    times = (999, 1_000, 1_000 + LIFETIME_S, 1_001 + LIFETIME_S)
    assert [made.is_valid_at(at_s) for at_s in times] == [False, True, True, False]


def test_a_path_that_fills_the_cookie_is_dropped() -> None:
    assert start_transaction("/" + "a" * 999, BACK, 1).following != ""
    assert start_transaction("/" + "a" * 1_000, BACK, 1).following == ""
    assert len(seal_transaction(start_transaction("/" + "a" * 999, BACK * 5, 2**40), KEY)) < 3_500


def test_signed_content_of_another_form_is_none() -> None:
    """As after an update that changed its fields."""
    made = asdict(start_transaction("/", BACK, 1))
    for content in (json.dumps({**made, "more": 1}), json.dumps([1]), "no json"):
        packed = base64.urlsafe_b64encode(content.encode()).rstrip(b"=").decode()
        signature = hmac.new(KEY, packed.encode(), hashlib.sha256).hexdigest()
        assert open_transaction(f"{packed}.{signature}", KEY) is None
