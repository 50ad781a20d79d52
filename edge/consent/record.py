"""The signed record of one wearer's consent: content, signature, and checks.

A record is a JSON object with the members that `MEMBERS` lists for its schema. A record of version 1 covers the kits of
a screen. A record of version 2 covers one study and lists the scopes of the consent. `signature` is the HMAC-SHA256 of
all other members with the key of this kiosk, in hex. It is computed over their JSON with sorted keys, no blanks, and
\\u for non-ASCII characters.
"""

import hmac
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from edge.messages.wire import parse_rfc3339_s, time_text
from edge.settings.section import NAME

SCREEN, STUDY = "vitrina.consent/1", "vitrina.consent/2"
MEMBERS = {
    SCREEN: ("schema", "wearer", "kits", "purpose", "text", "from", "until", "signature"),
    STUDY: ("schema", "wearer", "study", "scopes", "purpose", "text", "from", "until", "signature"),
}
SCOPES = ("kits", "face", "voice", "answers", "pictures", "share")
"""Scopes of consent in a study: sensor kits; numbers from the participant's own face; laughter and sound level; answers
to questions; camera images; sharing of the pseudonymous data.
"""

STREAM_SCOPE = "[a-z][a-z0-9]{1,19}"
"""Form of a scope that a study defines for the stream of another program, such as `eye`."""

LARGEST = 65_536  # bytes; a longer file is no record


class ConsentError(Exception):
    """A consent could not be written or withdrawn. The text explains why and what to do."""


class InvalidConsentError(Exception):
    """A record is invalid. The text gives the reason as a verb phrase that follows "the record", and never contains
    the wearer's name.
    """


@dataclass(frozen=True, slots=True)
class Consent:
    """Content of one wearer's consent. Times are in seconds since 1970 UTC.

    If `study`, the id of a study, is set, the record has version 2. A version 1 record covers only kits.
    """

    wearer: str
    kits: tuple[str, ...]  # kinds of kits that may be read, as in [[kits]] kit
    purpose: str
    text: str  # version of the text that the wearer read
    from_s: float
    until_s: float
    scopes: tuple[str, ...] = ("kits",)
    study: str | None = None


def sign(consent: Consent, key: bytes) -> bytes:
    """Signs a consent and returns the bytes of its record."""
    about = {"kits": list(consent.kits)} if consent.study is None else _study_members(consent)
    record: dict[str, Any] = {
        "schema": SCREEN if consent.study is None else STUDY,
        "wearer": consent.wearer,
        **about,
        "purpose": consent.purpose,
        "text": consent.text,
        "from": time_text(consent.from_s),
        "until": time_text(consent.until_s),
    }
    record["signature"] = _signature(record, key)
    return json.dumps(record, indent=1, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, key: bytes) -> Consent:
    """Reads a record. Raises InvalidConsentError if it was not signed with this key, or has been changed since."""
    record = _parse_object(data)
    claimed = record.pop("signature", None)
    if not isinstance(claimed, str) or not hmac.compare_digest(claimed.encode(), _signature(record, key).encode()):
        raise InvalidConsentError("the record was altered, or signed on another device")
    try:
        return _parse_consent(record)
    except (KeyError, TypeError, ValueError):
        raise InvalidConsentError("the record was written by another version of Vitrina") from None


def sort_scopes(scopes: Collection[str]) -> tuple[str, ...]:
    """The scopes in the order of SCOPES, then the scopes of streams by name."""
    return *(scope for scope in SCOPES if scope in scopes), *sorted(set(scopes) - set(SCOPES))


def claimed_signature(data: bytes) -> str:
    """The signature that a record contains, without checking it. Empty if the record has none. The list of withdrawn
    records consists of these signatures.
    """
    try:
        claimed = _parse_object(data).get("signature")
    except InvalidConsentError:
        return ""
    return claimed if isinstance(claimed, str) and re.fullmatch("[0-9a-f]{64}", claimed) else ""


def _parse_object(data: bytes) -> dict[str, Any]:
    try:
        record = json.loads(data)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidConsentError("the file is not JSON") from None
    if not isinstance(record, dict):
        raise InvalidConsentError("the file is not a consent record")
    return record


def _signature(record: dict[str, Any], key: bytes) -> str:
    text = json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _study_members(consent: Consent) -> dict[str, Any]:
    return {"study": consent.study, "scopes": list(sort_scopes(consent.scopes))}


def _parse_consent(record: dict[str, Any]) -> Consent:
    schema = record["schema"]
    if set(record) != set(MEMBERS[schema]) - {"signature"}:
        raise ValueError
    kits, study, scopes = (), None, ("kits",)
    if schema == SCREEN:
        kits = tuple(record["kits"])
    else:
        study, scopes = str(record["study"]), tuple(record["scopes"])
    words = (record["purpose"], record["text"], *kits)
    if not re.fullmatch(NAME, record["wearer"]) or not all(isinstance(word, str) for word in words):
        raise ValueError
    if not (kits or study) or not all(scope in SCOPES or re.fullmatch(STREAM_SCOPE, scope) for scope in scopes):
        raise ValueError
    times = parse_rfc3339_s(record["from"]), parse_rfc3339_s(record["until"])
    return Consent(record["wearer"], kits, record["purpose"], record["text"], *times, scopes, study)
