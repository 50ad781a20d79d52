"""Whether a kit may be read now: whether its wearer has consented, and still does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge.consent.record import LARGEST, Consent, InvalidConsentError, read, signature_in
from edge.consent.store import ConsentStore
from edge.messages.wire import time_text
from edge.settings.sensors import KitSettings

ANEW = "Let the wearer consent anew: vitrina consent --help."


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """`none`: nobody has consented, or it was withdrawn, which is anybody's right. `invalid`: something is wrong.

    No wearer is in `text`, nor the name of a file that may be called after one.
    """

    state: Literal["valid", "none", "invalid"]
    text: str
    consent: Consent | None = None


def check_consent(kit: KitSettings, name: str, shelf: ConsentStore, now_s: float) -> ConsentStatus:
    """On one kit, which `name` is for people; its record is read anew each time."""
    try:
        data = _data(kit.consent)
        if data is None or shelf.is_withdrawn(signature_in(data)):
            text = f"consent: of kit {name} there is none, or it was withdrawn. The kit is not read."
            return ConsentStatus("none", text)
        consent = read(data, shelf.key())
        _hold(consent, kit, now_s)
    except InvalidConsentError as error:
        return ConsentStatus("invalid", f"consent: that of kit {name} {error}. The kit is not read. {ANEW}")
    return ConsentStatus(
        "valid", f"consent: that of kit {name} holds until {time_text(consent.until_s)[:10]}.", consent
    )


def _data(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InvalidConsentError(f"cannot be read ({error.strerror})") from None
    if len(data) > LARGEST:
        raise InvalidConsentError("is no record")
    return data


def _hold(consent: Consent, kit: KitSettings, now_s: float) -> None:
    """Raises DoubtError where a record that is ours is not about this kit, this wearer, or now."""
    if consent.wearer != kit.wearer:
        raise InvalidConsentError("is of another wearer")
    if kit.kit not in consent.kits:
        raise InvalidConsentError(f"is not about a {kit.kit}")
    if now_s < consent.from_s:
        raise InvalidConsentError(f"begins on {time_text(consent.from_s)[:10]}")
    if now_s >= consent.until_s:
        raise InvalidConsentError(f"ended on {time_text(consent.until_s)[:10]}")
