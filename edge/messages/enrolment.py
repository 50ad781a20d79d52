"""Enrolment of a kiosk: the code that a person types in, and the central server's answer to it.

A code is a sequence of bytes in Crockford's base32. It consists of groups of five letters, each followed by a check
letter. The check letter is a weighted sum over GF(32) with different weights, plus a number for the position of the
group. It detects every wrong letter, every swap of two neighbouring letters, and groups in the wrong order, and shows
which group is wrong. Two bytes of SHA-256 at the end detect all other errors.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from edge.messages.payloads import Name

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = FINGERPRINT_BYTES = 16
"""Number of bytes (128 bits) of the secret in an enrolment code, and of the server certificate's SHA-256 in it
(docs/develop/decisions/0019-enrolment.md).
"""
VALID_MS = 24 * 3_600_000
PATH = "/enrol"
LONGEST_HOST, LARGEST_PEM, LARGEST_ROOT, LARGEST_ANSWER = 128, 32_768, 40_000, 131_072
LOOPBACK = ("127.0.0.1", "::1", "localhost")

_GROUP, _CHECK_BYTES, _LONGEST = 5, 2, 1_000
_WITH_TLS, _WITHOUT_TLS = 1, 2
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,126}[a-z0-9])?|[0-9a-f:]{2,39}")
_RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_RFC_4648, ALPHABET)
_TO_RFC_4648 = str.maketrans(ALPHABET, _RFC_4648)
_LOOK_ALIKE = str.maketrans("OIL", "011")


def _powers() -> tuple[int, ...]:
    """Powers of x in GF(32), modulo x^5 + x^2 + 1: 31 different numbers."""
    powers = [1]
    while len(powers) < 31:
        twice = powers[-1] << 1
        powers.append(twice ^ 0b100101 if twice & 32 else twice)
    return tuple(powers)


_POWERS = _powers()


class CodeError(Exception):
    """The text is not a valid code. The message shows where it was mistyped."""


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """Address of the server, the first 16 bytes of the SHA-256 of its certificate, and a one-time secret.

    If `fingerprint` is None, the server does not use TLS and must be on this computer. Raises ValueError.
    """

    host: str
    port: int
    fingerprint: bytes | None
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if _HOST.fullmatch(self.host) is None or not 1 <= self.port <= 65_535:
            raise ValueError(f"{self.host[:60]!r} port {self.port} is not the address of a server")
        if len(self.secret) != SECRET_BYTES or len(self.fingerprint or bytes(16)) != FINGERPRINT_BYTES:
            raise ValueError("the secret and the fingerprint must have 16 bytes each")
        if self.fingerprint is None and self.host not in LOOPBACK:
            raise ValueError(f"{self.host} is not a loopback address, so the connection needs TLS")

    def typed_text(self) -> str:
        """The enrolment code as a person types it."""
        kind = _WITHOUT_TLS if self.fingerprint is None else _WITH_TLS
        content = bytes([kind]) + self.secret + (self.fingerprint or b"")
        content += self.port.to_bytes(2, "big") + self.host.encode("ascii")
        letters = base64.b32encode(content + _digest(content)).decode("ascii").rstrip("=").translate(_TO_OURS)
        groups = [letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP)]
        return "-".join(group + _check_letter(group, place) for place, group in enumerate(groups))


def certificate_fingerprint(certificate: bytes) -> bytes:
    """Fingerprint of a DER certificate, as it appears in a code."""
    return hashlib.sha256(certificate).digest()[:FINGERPRINT_BYTES]


def parse_enrolment_code(typed: str) -> EnrolmentCode:
    """Parses the code in a text. Accepts small letters, and spaces or nothing instead of hyphens. Raises CodeError."""
    if len(typed) > _LONGEST:
        raise CodeError("enrol: the entered text is too long to be a code. Enter only the code. Nothing was sent.")
    groups = _checked_letter_groups(typed)
    for place, group in enumerate(groups):
        if len(group) < 2 or _check_letter(group[:-1], place) != group[-1]:
            raise CodeError(
                f"enrol: group {place + 1} of {len(groups)} of the code is mistyped. Check it letter by letter. "
                "Nothing was sent."
            )
    return _parse_letters("".join(group[:-1] for group in groups))


def _checked_letter_groups(typed: str) -> list[str]:
    """The groups of a code in capital letters, including their check letters. Raises CodeError if a group has a wrong
    letter or length.
    """
    groups = re.split(r"[\s-]+", typed.upper().translate(_LOOK_ALIKE).strip(" \t\r\n-"))
    for letter in "".join(groups):
        if letter not in ALPHABET:
            raise CodeError(
                f"enrol: no code contains {letter!r}, so there is a typing error. Correct it: a code contains only 0 "
                "to 9, and A to Z without I, L, O and U. Nothing was sent."
            )
    if groups == [""]:
        raise CodeError(
            "enrol: the code is empty. Enter the code that `vitrina-central kiosk enrol` printed. Nothing was sent."
        )
    size = _GROUP + 1
    if len(groups) == 1:
        (alone,) = groups
        return [alone[at : at + size] for at in range(0, len(alone), size)]
    for place, group in enumerate(groups, 1):
        if len(group) > size or (len(group) < size and place < len(groups)):
            raise CodeError(
                f"enrol: group {place} of {len(groups)} has {len(group)} letters instead of {size}. Correct this group "
                "of the code. Nothing was sent."
            )
    return groups


def _check_letter(group: str, place: int) -> str:
    total = _POWERS[place % len(_POWERS)]
    for position, letter in enumerate(group, 1):
        if value := ALPHABET.index(letter):  # times x to the power of its position
            total ^= _POWERS[(_POWERS.index(value) + position) % len(_POWERS)]
    return ALPHABET[total]


def _parse_letters(letters: str) -> EnrolmentCode:
    """Parses the code from groups with valid check letters. Raises CodeError."""
    try:
        padded = letters.translate(_TO_RFC_4648) + "=" * (-len(letters) % 8)
        content = base64.b32decode(padded)
        content, digest = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
        if digest != _digest(content):
            raise ValueError
    except ValueError:  # also binascii.Error
        raise CodeError(
            "enrol: part of the code is missing or mistyped. Enter the whole code. Nothing was sent."
        ) from None
    kind, rest = content[0], content[1:]
    if kind not in (_WITH_TLS, _WITHOUT_TLS):
        raise CodeError(
            "enrol: this code is for a newer version of Vitrina. Install that version on this kiosk first. Nothing "
            "was sent."
        )
    secret, rest = rest[:SECRET_BYTES], rest[SECRET_BYTES:]
    fingerprint = rest[:FINGERPRINT_BYTES] if kind == _WITH_TLS else None
    rest = rest[len(fingerprint or b"") :]
    try:
        return EnrolmentCode(rest[2:].decode("ascii"), int.from_bytes(rest[:2], "big"), fingerprint, secret)
    except ValueError:
        raise CodeError(
            "enrol: this is not a Vitrina code. Enter the code that `vitrina-central kiosk enrol` printed. Nothing "
            "was sent."
        ) from None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_CHECK_BYTES]


_Line = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[\x20-\x7e]*$")]
_Pem = Annotated[str, Field(max_length=LARGEST_PEM, pattern=r"^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n -]+$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, hide_input_in_errors=True)


class EnrolmentRequest(_Part):
    """Body of the request. `present`: the kiosk's current name as tenant/site/device; null if it has no settings."""

    present: Annotated[str, Field(max_length=200)] | None = None


class EnrolledBroker(_Part):
    """The kiosk's broker, and its credentials for this broker."""

    host: Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9._:-]+$")]
    port: Annotated[int, Field(ge=1, le=65_535)]
    tls: bool
    ca: _Pem | None = Field(
        None, description="PEM of the certificate authority of its certificate; null: one of the system's authorities"
    )
    username: _Line
    password: Annotated[str, Field(min_length=16, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")] = Field(repr=False)


class EnrolmentAnswer(_Part):
    """All settings that the central server gives to an enrolled kiosk."""

    schema_: Literal["vitrina.enrolment/1"] = Field("vitrina.enrolment/1", alias="schema")
    tenant: Name
    site: Name
    device: Name
    timezone: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")] | None = None
    country: Annotated[str, Field(max_length=6, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    broker: EnrolledBroker
    media_url: Annotated[str, Field(max_length=400, pattern=r"^https?://[\x21-\x7e]+$")]
    media_token: Annotated[str, Field(min_length=16, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")] = Field(repr=False)
    media_ca: _Pem | None = Field(
        None, description="PEM of the certificate authority of `media_url`; null: one of the system's authorities"
    )

    fleet_root: Annotated[str, Field(max_length=LARGEST_ROOT)] | None = Field(
        None, description="first root of the server's signed files; null: it has none"
    )

    @property
    def kiosk_name(self) -> str:
        """Name of the kiosk, unique in the fleet."""
        return f"{self.tenant}/{self.site}/{self.device}"
