"""Snoozes as people ask for them: checked, written, and told to the audit log."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection

from central.errors import NotFoundError, UsageError
from central.store import audit
from central.store.open_alerts import Snooze, end_snooze, is_place_visible, set_snooze
from central.store.scope import Scope
from edge.messages.wire import NAME

HOUR_MS = 3_600_000
LONGEST_HOURS = 24 * 90
_PLACE = re.compile(rf"{NAME}/{NAME}(/{NAME})?")
_CODE = re.compile(r"[a-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who may snooze alerts of the sites of a scope."""

    name: str
    scope: Scope
    address: str = ""


def snooze(connection: Connection, asker: Asker, place: str, code: str, until: tuple[int, float]) -> Snooze:
    """Keeps a place, a code, or a code of a place quiet. `until`: present time in ms, and hours. Raises UsageError."""
    now_ms, hours = until
    _require_place(asker, place, code)
    if not 0 < hours <= LONGEST_HOURS:
        raise UsageError(
            f"alerts: {hours:g} hours are not more than 0 and at most {LONGEST_HOURS}. Nothing was changed."
        )
    made = Snooze(place, code, now_ms + round(hours * HOUR_MS), asker.name)
    set_snooze(connection, made, now_ms)
    _record(connection, asker, "alert.snooze", place, f"{_named(place, code)}: {hours:g} h")
    return made


def unsnooze(connection: Connection, asker: Asker, place: str, code: str) -> None:
    """Ends a snooze. Raises UsageError, and NotFoundError where there is none."""
    _require_place(asker, place, code)
    if not end_snooze(connection, place, code):
        raise NotFoundError(f"alerts: nothing is snoozed for {_named(place, code)}. See: vitrina-central alerts list")
    _record(connection, asker, "alert.unsnooze", place, _named(place, code))


def _require_place(asker: Asker, place: str, code: str) -> None:
    if not place and not code:
        raise UsageError("alerts: a place or a code is wanted. Nothing was changed.")
    if place and _PLACE.fullmatch(place) is None:
        raise UsageError(
            f"alerts: {place[:80]!r} is not a site like acme/berlin-7, or a kiosk like acme/berlin-7/door. Nothing was"
            " changed."
        )
    if code and _CODE.fullmatch(code) is None:
        raise UsageError(f"alerts: {code[:80]!r} is not a code like kiosk.silent. Nothing was changed.")
    if not is_place_visible(asker.scope, place):
        raise NotFoundError(
            f"alerts: {place} may not be seen. Nothing was changed."
            if place
            else "alerts: a code of every site is for who may see every site. Name a site. Nothing was changed."
        )


def _record(connection: Connection, asker: Asker, what: str, place: str, detail: str) -> None:
    audit.record_entry(connection, asker.name, what, detail, asker.address, tenant=audit.find_place_tenant(place))


def _named(place: str, code: str) -> str:
    return f"{code or 'all'} of {place or 'every site'}"
