"""The record of a consent: what is signed is believed, and nothing else."""

import hmac
import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.consent.record import MEMBERS, Consent, InvalidConsentError, read, sign, signature_in

KEY = bytes(range(32))
CONSENT = Consent("w1", ("grove", "pulsesensor"), "welche Werbung beruhigt: süß", "2026-11", 1000.0, 90_000.5)


def test_what_was_signed_is_read() -> None:
    """The same, to the millisecond; and a record has the members that are documented."""
    data = sign(CONSENT, KEY)
    assert read(data, KEY) == CONSENT
    assert tuple(json.loads(data)) == MEMBERS


def test_the_signature_is_what_the_documents_say() -> None:
    """HMAC-SHA256 over the other members, sorted, without blanks: so others can check it."""
    record = json.loads(sign(CONSENT, KEY))
    told = record.pop("signature")
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    assert told == hmac.new(KEY, text.encode("ascii"), sha256).hexdigest()
    assert signature_in(sign(CONSENT, KEY)) == told


@pytest.mark.parametrize("member", MEMBERS)
def test_whatever_is_altered_is_found(member: str) -> None:
    """One member changed, taken out, or one more put in."""
    record = json.loads(sign(CONSENT, KEY))
    other = {**record, member: ["w2"] if member == "kits" else "w2"}
    less = {key: value for key, value in record.items() if key != member}
    more = {**record, f"{member}2": record[member]}
    for altered in (other, less, more):
        with pytest.raises(InvalidConsentError, match="was altered, or signed on another device"):
            read(json.dumps(altered).encode(), KEY)


def test_a_record_of_another_device_is_none() -> None:
    """It has another key."""
    with pytest.raises(InvalidConsentError, match="signed on another device"):
        read(sign(CONSENT, KEY), KEY[::-1])


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_what_is_no_record_is_doubted(data: bytes) -> None:
    """Whatever lies there; nothing else is raised."""
    with pytest.raises(InvalidConsentError):
        read(data, KEY)
    assert signature_in(data) == ""


def test_a_record_of_another_version_is_doubted() -> None:
    """Signed by this device, with members that are not known here."""
    record = {"schema": "vitrina.consent/2", "wearer": "w1"}
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    record["signature"] = hmac.new(KEY, text.encode(), sha256).hexdigest()
    with pytest.raises(InvalidConsentError, match="another version"):
        read(json.dumps(record).encode(), KEY)
