"""The signed record of one wearer's consent: content, signature, and checks.

A record is a JSON object with the members of `MEMBERS`. `signature` is the HMAC-SHA256 of all other members with the
key of this device, in hex. It is computed over their JSON with sorted keys, no blanks, and \\u for non-ASCII
characters.
"""

import hmac
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from edge.messages.wire import time_s, time_text
from edge.settings.section import NAME

SCHEMA = "vitrina.consent/1"
MEMBERS = ("schema", "wearer", "kits", "purpose", "text", "from", "until", "signature")
LARGEST = 65_536  # bytes; a longer file is no record


class ConsentError(Exception):
    """A consent could not be written or withdrawn. The text says why and what to do."""


class InvalidConsentError(Exception):
    """A record is invalid. The text gives the reason as a verb phrase after "the record", and never names the
    wearer."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Content of one wearer's consent. Times are in seconds since 1970 UTC."""

    wearer: str
    kits: tuple[str, ...]  # kinds of kits that may be read, as in [[kits]] kit
    purpose: str
    text: str  # version of the text that the wearer read
    from_s: float
    until_s: float


def sign(consent: Consent, key: bytes) -> bytes:
    """Signs a consent; returns the bytes of its record."""
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "wearer": consent.wearer,
        "kits": list(consent.kits),
        "purpose": consent.purpose,
        "text": consent.text,
        "from": time_text(consent.from_s),
        "until": time_text(consent.until_s),
    }
    record["signature"] = _signature(record, key)
    return json.dumps(record, indent=1, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, key: bytes) -> Consent:
    """Reads a record that was signed with this key and not changed since. Raises InvalidConsentError."""
    record = _parse_object(data)
    claimed = record.pop("signature", None)
    if not isinstance(claimed, str) or not hmac.compare_digest(claimed.encode(), _signature(record, key).encode()):
        raise InvalidConsentError("was altered, or signed on another device")
    try:
        return _parse_consent(record)
    except (KeyError, TypeError, ValueError):
        raise InvalidConsentError("was written by another version of Vitrina") from None


def signature_in(data: bytes) -> str:
    """The signature that a record claims, not checked; empty if it has none. Withdrawn records are listed by it."""
    try:
        claimed = _parse_object(data).get("signature")
    except InvalidConsentError:
        return ""
    return claimed if isinstance(claimed, str) and re.fullmatch("[0-9a-f]{64}", claimed) else ""


def _parse_object(data: bytes) -> dict[str, Any]:
    try:
        record = json.loads(data)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidConsentError("is no JSON") from None
    if not isinstance(record, dict):
        raise InvalidConsentError("is no record")
    return record


def _signature(record: dict[str, Any], key: bytes) -> str:
    text = json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _parse_consent(record: dict[str, Any]) -> Consent:
    if record["schema"] != SCHEMA or set(record) != set(MEMBERS) - {"signature"}:
        raise ValueError
    kits = tuple(record["kits"])
    words = (record["purpose"], record["text"], *kits)
    if not re.fullmatch(NAME, record["wearer"]) or not kits or not all(isinstance(word, str) for word in words):
        raise ValueError
    return Consent(
        record["wearer"], kits, record["purpose"], record["text"], time_s(record["from"]), time_s(record["until"])
    )
