"""The settings for which papers are written. If one of them changes, the papers are out of date."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from edge.settings.settings import Settings

PAPER_SETTINGS = (
    *("site.tenant", "site.site", "site.device", "site.open", "site.country", "site.seen_from_street"),
    *("notice.version", "notice.shown", "notice.operator", "notice.contact", "notice.legal_basis", "notice.purpose"),
    *("notice.data_protection_officer", "notice.recipients", "notice.transfers", "notice.retention"),
    *("notice.server_months", "notice.how_to_object", "notice.optout_s"),
    *("notice.balancing_test_on", "notice.reason", "notice.authority"),
    *("models.use", "models.expression", "models.voice", "models.body", "models.text"),
    *("audience.window_s", "audience.k", "audience.k_reaction", "audience.same_person_s"),
    *("audience.same_person_span_s", "audience.unmasked_staff", "audience.staff_places"),
    *("reaction.noise", "reaction.creatives", "reaction.hold_s", "reaction.release", "reaction.parts"),
    *("faces.masks", "staff.in_view", "staff.at_place", "comments.page", "microphone.device"),
    *("broker.host", "broker.tls", "outbox.keep_days", "kits.consent"),
)
"""Settings that a sentence of a paper depends on, by section and key."""

COUNTED = frozenset({"faces.masks", "kits.consent"})
"""Settings that papers only count."""
SECRET_PART = frozenset({"microphone.device"})
"""Settings that papers only report as set or not set."""


def paper_settings(settings: Settings) -> Mapping[str, str]:
    """Values of the settings that matter, as text. A setting without a value is missing."""
    found = {name: _value(settings, name) for name in PAPER_SETTINGS}
    return {name: text for name, text in found.items() if text}


def _value(settings: Settings, name: str) -> str:
    section, _, key = name.partition(".")
    part = getattr(settings, section)
    if name in COUNTED:
        count = len(part) if isinstance(part, list) else len(getattr(part, key))
        return str(count)
    value = getattr(part, key)
    if name in SECRET_PART:
        return "" if value is None else "set"
    return _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {text}" for key, text in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    assert not isinstance(value, BaseModel)
    return str(value)
