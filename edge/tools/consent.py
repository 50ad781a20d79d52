"""`vitrina consent`: records, withdraws and lists the consents of people who wear a sensor kit."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.clock import Clock
from edge.consent.check import ConsentStatus, check_consent
from edge.consent.record import LARGEST, Consent, ConsentError, InvalidConsentError, claimed_signature, sign
from edge.consent.store import ConsentStore
from edge.files import open_regular_file
from edge.messages.wire import time_text
from edge.settings.sensors import KitSettings
from edge.settings.settings import Settings, SettingsError

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class ConsentArguments:
    """Options for a new consent: the wearer, the purpose, the version of the signed text, and the days of validity."""

    wearer: str
    purpose: str
    text: str
    days: float


def give(settings: Settings, given: ConsentArguments, now_s: float) -> int:
    """Write a signed consent record for each of this wearer's kits in the settings.

    Raises ConsentError or SettingsError.
    """
    kits = _kits_of(settings, given.wearer)
    store = ConsentStore(settings.outbox.path)
    kinds = tuple(sorted({kit.kit for kit in kits}))
    consent = Consent(given.wearer, kinds, given.purpose, given.text, now_s, now_s + given.days * DAY_S)
    try:
        record = sign(consent, store.read_or_make_key())
    except InvalidConsentError as error:
        raise ConsentError(f"consent: invalid record: {error}. Nothing was signed.") from None
    for path in _paths(kits):
        store.write_private_file(path, record)
        until = time_text(consent.until_s)[:10]
        print(f"consent: {given.wearer} consents to {', '.join(kinds)} until {until}: {path}")
    return 0


def withdraw(settings: Settings, wearer: str) -> int:
    """Delete the consent records of this wearer. Copies of a deleted record are invalid, too.

    Raises ConsentError or SettingsError.
    """
    store = ConsentStore(settings.outbox.path)
    paths = [path for path in _paths(_kits_of(settings, wearer)) if path.exists()]
    for path in paths:
        try:
            with open_regular_file(path) as record:
                data = record.read(LARGEST + 1)
            if signature := claimed_signature(data):
                store.withdraw_record(signature)
            path.unlink()
        except (OSError, InvalidConsentError) as error:
            raise ConsentError(f"consent: cannot delete {path}: {error}. Try again with sudo.") from None
        print(f"consent: withdrawn, and {path} deleted. A running kiosk drops the wearer's data in memory within 10 s.")
    if not paths:
        print(f"consent: there is no consent of {wearer}.")
    return 0


def list_consents(settings: Settings, as_a_list: bool) -> int:
    """Print one line for each kit. Returns 0 if all kits have a valid consent, and otherwise 1."""
    statuses = list(_statuses(settings, Clock().now()))
    if as_a_list:
        rows = [{"kit": number, "state": status.state, "text": status.text} for number, status in statuses]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        print("\n".join(status.text for _, status in statuses) or "consent: there are no [[kits]] in the settings.")
    return 0 if all(status.state == "valid" for _, status in statuses) else 1


def _statuses(settings: Settings, now_s: float) -> Iterator[tuple[int, ConsentStatus]]:
    store = ConsentStore(settings.outbox.path)
    for number, kit in enumerate(settings.kits, 1):
        yield number, check_consent(kit, f"number {number} ({kit.kit} at {kit.port})", store, now_s)


def _kits_of(settings: Settings, wearer: str) -> Sequence[KitSettings]:
    kits = [kit for kit in settings.kits if kit.wearer == wearer]
    if not kits:
        wearers = ", ".join(sorted({kit.wearer for kit in settings.kits})) or "none"
        raise SettingsError(
            f"consent: no [[kits]] in the settings has wearer = {wearer!r}. Add a kit with this wearer, or use one of "
            f"these wearers: {wearers}."
        )
    return kits


def _paths(kits: Sequence[KitSettings]) -> list[Path]:
    return sorted({kit.consent for kit in kits})
