"""`vitrina consent`: writes down that a wearer has consented, or no longer does, and lists what holds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.clock import Clock
from edge.consent.check import ConsentStatus, check_consent
from edge.consent.record import Consent, ConsentError, InvalidConsentError, sign, signature_in
from edge.consent.store import ConsentStore
from edge.messages.wire import time_text
from edge.settings.sensors import KitSettings
from edge.settings.settings import Settings, SettingsError

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class ConsentArguments:
    """What a wearer consents to, as it was said on the command line."""

    wearer: str
    purpose: str
    text: str
    days: float


def give(settings: Settings, given: ConsentArguments, now_s: float) -> int:
    """Write and sign a record for all kits that the settings have for this wearer."""
    kits = _kits_of(settings, given.wearer)
    shelf = ConsentStore(settings.outbox.path)
    kinds = tuple(sorted({kit.kit for kit in kits}))
    consent = Consent(given.wearer, kinds, given.purpose, given.text, now_s, now_s + given.days * DAY_S)
    try:
        record = sign(consent, shelf.key_or_new())
    except InvalidConsentError as error:
        raise ConsentError(f"consent: a record {error}. Nothing was signed.") from None
    for path in _paths(kits):
        shelf.write(path, record)
        until = time_text(consent.until_s)[:10]
        print(f"consent: {given.wearer} consents to {', '.join(kinds)} until {until}: {path}")
    return 0


def withdraw(settings: Settings, wearer: str) -> int:
    """The records of this wearer go, and no copy of them holds again."""
    shelf = ConsentStore(settings.outbox.path)
    paths = [path for path in _paths(_kits_of(settings, wearer)) if path.exists()]
    for path in paths:
        try:
            if signature := signature_in(path.read_bytes()):
                shelf.withdraw(signature)
            path.unlink()
        except (OSError, InvalidConsentError) as error:
            raise ConsentError(f"consent: {path} is still there: {error}. Try it with sudo.") from None
        print(f"consent: withdrawn, and {path} deleted. A kiosk that runs drops what it holds within 10 s.")
    if not paths:
        print(f"consent: there is none of {wearer}.")
    return 0


def listed(settings: Settings, as_a_list: bool) -> int:
    """A line for each kit. 0 where all may be read, else 1."""
    rulings = list(_rulings(settings, Clock().now()))
    if as_a_list:
        rows = [{"kit": number, "state": one.state, "text": one.text} for number, one in rulings]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        print("\n".join(one.text for _, one in rulings) or "consent: the settings have no [[kits]].")
    return 0 if all(one.state == "valid" for _, one in rulings) else 1


def _rulings(settings: Settings, now_s: float) -> Iterator[tuple[int, ConsentStatus]]:
    shelf = ConsentStore(settings.outbox.path)
    for number, kit in enumerate(settings.kits, 1):
        yield number, check_consent(kit, f"number {number} ({kit.kit} at {kit.port})", shelf, now_s)


def _kits_of(settings: Settings, wearer: str) -> Sequence[KitSettings]:
    kits = [kit for kit in settings.kits if kit.wearer == wearer]
    if not kits:
        there = ", ".join(sorted({kit.wearer for kit in settings.kits})) or "none"
        raise SettingsError(f"consent: no [[kits]] of the settings has wearer = {wearer!r}. There are: {there}.")
    return kits


def _paths(kits: Sequence[KitSettings]) -> list[Path]:
    return sorted({kit.consent for kit in kits})
