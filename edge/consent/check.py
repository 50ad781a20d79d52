"""Consent check for one kit. The kit may be read only while its wearer's consent is valid."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge.consent.record import LARGEST, Consent, InvalidConsentError, claimed_signature, read
from edge.consent.store import ConsentStore
from edge.files import open_regular_file
from edge.messages.wire import time_text
from edge.settings.sensors import KitSettings

ANEW = "Let the wearer consent again: vitrina consent --help."


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """Result of a consent check. `none` is not an error: there is no consent, or the wearer withdrew it. `invalid`
    means that the consent record has a problem.

    `text` never contains the wearer's name or a file name, because a file name may contain the wearer's name.
    """

    state: Literal["valid", "none", "invalid"]
    text: str
    consent: Consent | None = None


def check_consent(kit: KitSettings, name: str, store: ConsentStore, now_s: float) -> ConsentStatus:
    """Checks the consent for one kit. `name` is the kit's name for use in texts. Reads the record from the disk each
    time.
    """
    try:
        data = _read_record(kit.consent)
        if data is None or store.is_withdrawn(claimed_signature(data)):
            text = f"consent: there is no consent for kit {name}, or it was withdrawn. The kit is not read."
            return ConsentStatus("none", text)
        consent = read(data, store.read_key())
        _require_match(consent, kit, now_s)
    except InvalidConsentError as error:
        return ConsentStatus(
            "invalid", f"consent: the consent for kit {name} is not valid: {error}. The kit is not read. {ANEW}"
        )
    return ConsentStatus(
        "valid", f"consent: the consent for kit {name} is valid until {time_text(consent.until_s)[:10]}.", consent
    )


def _read_record(path: Path) -> bytes | None:
    """Reads the record's bytes; None if there is no file. Raises InvalidConsentError."""
    try:
        with open_regular_file(path) as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InvalidConsentError(f"the record cannot be read ({error.strerror})") from None
    if len(data) > LARGEST:
        raise InvalidConsentError("the file is not a consent record")
    return data


def _require_match(consent: Consent, kit: KitSettings, now_s: float) -> None:
    """Raises InvalidConsentError if an authentic record is for another kit, another wearer or another time."""
    if consent.study is not None:
        raise InvalidConsentError("the record is for a study, not for this screen")
    if consent.wearer != kit.wearer:
        raise InvalidConsentError("the record is for another wearer")
    if kit.kit not in consent.kits:
        raise InvalidConsentError(f"the consent does not cover the kit type {kit.kit}")
    if now_s < consent.from_s:
        raise InvalidConsentError(f"the consent starts on {time_text(consent.from_s)[:10]}")
    if now_s >= consent.until_s:
        raise InvalidConsentError(f"the consent ended on {time_text(consent.until_s)[:10]}")
