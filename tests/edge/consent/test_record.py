"""Records of consent: only a record signed by this device is valid."""

import hmac
import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.consent.record import (
    MEMBERS,
    SCOPES,
    SCREEN,
    STUDY,
    Consent,
    InvalidConsentError,
    claimed_signature,
    read,
    sign,
)

KEY = bytes(range(32))
CONSENT = Consent("w1", ("grove", "pulsesensor"), "welche Werbung beruhigt: süß", "2026-11", 1000.0, 90_000.5)


def test_a_signed_record_is_read_back() -> None:
    """It is the same consent, with times to the millisecond, and has the documented members."""
    data = sign(CONSENT, KEY)
    assert read(data, KEY) == CONSENT
    assert tuple(json.loads(data)) == MEMBERS[SCREEN]


def test_a_record_of_a_study_names_its_scopes() -> None:
    """Version 2 has the scopes in a fixed order; version 1 is about kits alone."""
    about = replace(CONSENT, kits=(), study="0123456789abcdef", scopes=("share", "kits", "face"))
    data = sign(about, KEY)
    assert tuple(json.loads(data)) == MEMBERS[STUDY]
    assert read(data, KEY) == replace(about, scopes=("kits", "face", "share"))
    assert read(sign(CONSENT, KEY), KEY).scopes == ("kits",)
    assert SCOPES == ("kits", "face", "voice", "answers", "pictures", "share")


@pytest.mark.parametrize(
    "change", [{"scopes": ["every thing"]}, {"study": ""}, {"schema": SCREEN}, {"kits": ["grove"]}, {"scopes": "kits"}]
)
def test_a_signed_record_of_another_form_is_invalid(change: dict[str, object]) -> None:
    """Such a record was signed by another version: nothing is taken from it by halves."""
    record = json.loads(sign(replace(CONSENT, kits=(), study="0123456789abcdef"), KEY)) | change
    del record["signature"]
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    record["signature"] = hmac.new(KEY, text.encode("ascii"), sha256).hexdigest()
    with pytest.raises(InvalidConsentError, match="another version"):
        read(json.dumps(record).encode(), KEY)


def test_the_signature_is_the_documented_one() -> None:
    """It is an HMAC-SHA256 over the other members, sorted, without blanks, so that other programs can check it."""
    record = json.loads(sign(CONSENT, KEY))
    signature = record.pop("signature")
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    assert signature == hmac.new(KEY, text.encode("ascii"), sha256).hexdigest()
    assert claimed_signature(sign(CONSENT, KEY)) == signature


@pytest.mark.parametrize("member", MEMBERS[SCREEN])
def test_every_change_of_a_record_is_detected(member: str) -> None:
    """One member is changed, removed, or added."""
    record = json.loads(sign(CONSENT, KEY))
    other = {**record, member: ["w2"] if member == "kits" else "w2"}
    less = {key: value for key, value in record.items() if key != member}
    more = {**record, f"{member}2": record[member]}
    for altered in (other, less, more):
        with pytest.raises(InvalidConsentError, match="was altered, or signed on another device"):
            read(json.dumps(altered).encode(), KEY)


def test_a_record_of_another_device_is_invalid() -> None:
    """The other device has another key."""
    with pytest.raises(InvalidConsentError, match="signed on another device"):
        read(sign(CONSENT, KEY), KEY[::-1])


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_data_that_is_no_record_is_invalid(data: bytes) -> None:
    """For any data, InvalidConsentError is the only exception."""
    with pytest.raises(InvalidConsentError):
        read(data, KEY)
    assert claimed_signature(data) == ""


def test_a_record_of_another_version_is_invalid() -> None:
    """It is signed by this device, but has members that this version does not know."""
    record = {"schema": "vitrina.consent/2", "wearer": "w1"}
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    record["signature"] = hmac.new(KEY, text.encode(), sha256).hexdigest()
    with pytest.raises(InvalidConsentError, match="another version"):
        read(json.dumps(record).encode(), KEY)
