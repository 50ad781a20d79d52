"""Checks snoozes that users request, stores them, and records them in the audit log."""

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
    """A user who may snooze the alerts of the sites in a scope."""

    name: str
    scope: Scope
    address: str = ""


def snooze(connection: Connection, asker: Asker, place: str, code: str, until: tuple[int, float]) -> Snooze:
    """Snooze a place, a code, or a code at a place. `until`: the present time in ms, and the number of hours to snooze.
    Raises UsageError.
    """
    now_ms, hours = until
    _require_place(asker, place, code)
    if not 0 < hours <= LONGEST_HOURS:
        raise UsageError(
            f"alerts: {hours:g} is not a valid number of hours. Use more than 0 and at most {LONGEST_HOURS}."
            " Nothing was changed."
        )
    made = Snooze(place, code, now_ms + round(hours * HOUR_MS), asker.name)
    set_snooze(connection, made, now_ms)
    _record(connection, asker, "alert.snooze", place, f"{_named(place, code)}: {hours:g} h")
    return made


def unsnooze(connection: Connection, asker: Asker, place: str, code: str) -> None:
    """End a snooze. Raises UsageError, or NotFoundError if there is no such snooze."""
    _require_place(asker, place, code)
    if not end_snooze(connection, place, code):
        raise NotFoundError(f"alerts: nothing is snoozed for {_named(place, code)}. See: vitrina-central alerts list")
    _record(connection, asker, "alert.unsnooze", place, _named(place, code))


def _require_place(asker: Asker, place: str, code: str) -> None:
    if not place and not code:
        raise UsageError("alerts: neither a place nor a code was given. Name one of them. Nothing was changed.")
    if place and _PLACE.fullmatch(place) is None:
        raise UsageError(
            f"alerts: {place[:80]!r} is not a site such as acme/berlin-7, or a kiosk such as"
            " acme/berlin-7/door. Nothing was changed."
        )
    if code and _CODE.fullmatch(code) is None:
        raise UsageError(f"alerts: {code[:80]!r} is not a code such as kiosk.silent. Nothing was changed.")
    if not is_place_visible(asker.scope, place):
        raise NotFoundError(
            f"alerts: you may not see {place}. Nothing was changed."
            if place
            else (
                "alerts: only users who may see every site can snooze a code for every site. Name a site. Nothing"
                " was changed."
            )
        )


def _record(connection: Connection, asker: Asker, what: str, place: str, detail: str) -> None:
    audit.record_entry(connection, asker.name, what, detail, asker.address, tenant=audit.find_place_tenant(place))


def _named(place: str, code: str) -> str:
    return f"{code or 'all'} of {place or 'every site'}"
