"""Wire format of names, topics, times, ids and JSON. The same values always give the same bytes."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

NAME = r"[a-z0-9_-]{1,64}"  # tenants, sites and devices
_SECOND = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
TIME = _SECOND + r"\.[0-9]{3}Z"  # times of the kiosk
ANY_TIME = _SECOND + r"(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"  # times of other senders
LOCAL = "local"
"""Reason that messages report for every pause that was requested on this kiosk, by the console, an opt-out, the
setup view or a study.
"""

_VERSIONS = {"reaction": 3}  # of the kinds that are not at version 1
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class Header:
    """Identity of the kiosk in every topic and payload, from the settings.

    Raises ValueError for a name that does not match `NAME`.
    """

    tenant: str
    site: str
    device: str

    def __post_init__(self) -> None:
        for key in ("tenant", "site", "device"):
            name = getattr(self, key)
            if re.fullmatch(NAME, name) is None:
                raise ValueError(
                    f"{key} = {name!r} cannot be part of a topic: use 1 to 64 of the letters a-z, digits, '_' and '-'."
                )


def creative_name(title: str) -> str:
    """Name of a creative in messages, `[a-z0-9_.-]{1,64}`, from the title of its file: "Frühling 2" becomes
    `fruhling-2`.

    Removes accents and capitals, then replaces each run of other characters with one `-`. If nothing remains, as for a
    title in a non-Latin script, the name is `advert-` and the start of its SHA-256.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    if not re.search("[a-z0-9]", plain):
        return f"advert-{hashlib.sha256(title.encode(errors='surrogatepass')).hexdigest()[:8]}"
    marked = "".join(letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9_.-]+", "-", marked.lower()).strip("-.")[:64].rstrip("-.")


def message_topic(header: Header, kind: str) -> str:
    """Topic of a message kind: `vitrina/1/{tenant}/{site}/{device}/{kind}`."""
    return f"vitrina/1/{header.tenant}/{header.site}/{header.device}/{kind}"


def schema_name(kind: str) -> str:
    """Value of the field `schema` for a kind: its name and version."""
    return f"vitrina.{kind}/{_VERSIONS.get(kind, 1)}"


def unix_ms(at_s: float) -> int:
    """Milliseconds since 1970, rounded. Until 2100, a float in seconds is precise enough for milliseconds."""
    return round(at_s * 1000)


def time_text(at_s: float) -> str:
    """RFC 3339 text in UTC, with milliseconds and `Z`. Raises OverflowError outside the years 1 to 9999."""
    whole_s, rest_ms = divmod(unix_ms(at_s), 1000)
    whole = (_EPOCH + timedelta(seconds=whole_s)).isoformat()[:19]
    return f"{whole}.{rest_ms:03d}Z"


def parse_rfc3339_s(text: str) -> float:
    """Seconds since 1970 of an RFC 3339 time with a time zone, to the microsecond. Raises ValueError for any other
    text.
    """
    if re.fullmatch(ANY_TIME, text) is None:
        raise ValueError(f"{text!r} is not a time like 2026-11-24T10:00:00.000Z")
    fraction, zone = _tail(text[19:])
    local = datetime.fromisoformat(text[:19] + zone)
    microseconds = (local - _EPOCH) // timedelta(microseconds=1) + int(fraction[:6].ljust(6, "0"))
    return microseconds / 1_000_000


def _tail(text: str) -> tuple[str, str]:
    """Splits the text after the seconds into the digits of the fraction and the zone's offset."""
    fraction = re.match(r"\.([0-9]+)", text)
    zone = text[fraction.end() :] if fraction else text
    return (fraction[1] if fraction else "0"), ("+00:00" if zone == "Z" else zone)


def uuid7(at_s: float, random: Callable[[int], bytes]) -> str:
    """Makes a UUIDv7 (RFC 9562, 5.7) for this millisecond.

    `random(n)` returns n random bytes: `os.urandom` in a kiosk, a seeded generator's `randbytes` in a replay.
    """
    random_bits = int.from_bytes(random(_ID_BYTES), "big")
    number = (unix_ms(at_s) & (1 << 48) - 1) << 80 | random_bits
    number = number & ~(0xF << 76) | 7 << 76  # version
    number = number & ~(0x3 << 62) | 2 << 62  # variant
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def to_json(value: dict[str, Any]) -> bytes:
    """Compact UTF-8 JSON with the keys in their given order. Raises ValueError for a number that is not finite."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
