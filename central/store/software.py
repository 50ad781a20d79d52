"""Last reports of a tenant's kiosks about their program, as far as its updates are remotely managed."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

_REPORTS = text(
    "SELECT d.key, d.received_ms, d.state_payload,"
    # a kiosk that the broker has lost: its own last report
    " CASE WHEN d.state = 'offline' THEN (SELECT s.payload FROM states s WHERE s.device_id = d.id"
    " AND s.received_ms > 0 AND s.state <> 'offline' ORDER BY s.at_ms DESC LIMIT 1) END"
    " FROM devices d JOIN sites s ON s.id = d.site_id WHERE s.tenant = :tenant AND d.received_ms > 0 ORDER BY d.key"
)
_ALERTS = text(
    "SELECT d.key, a.text FROM alerts a JOIN devices d ON d.id = a.device_id JOIN sites s ON s.id = d.site_id"
    " WHERE s.tenant = :tenant AND a.cleared_ms IS NULL AND a.code LIKE 'fleet.%' AND NOT EXISTS"
    " (SELECT 1 FROM alerts b WHERE b.device_id = a.device_id AND b.code = a.code AND b.seq > a.seq)"
    " ORDER BY a.raised_ms"
)
_CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class KioskReport:
    """Last report of a kiosk, given as `tenant/site/device`, about its program.

    `is_closed`: the kiosk last reported that its shop is closed. `version`: None for a kiosk that reports no updates,
    because a person updates it. `wanted`: version that it fetches or tries, or from which it returned. `since_ms`:
    start of the step, rounded to hours.
    """

    place: str
    received_ms: int
    is_closed: bool = False
    version: str | None = None
    wanted: str | None = None
    step: str | None = None
    since_ms: int | None = None

    @property
    def mark(self) -> str:
        """Text that changes with each step of an update."""
        return f"{self.version} {self.wanted} {self.step} {self.since_ms}"


def kiosk_reports(connection: Connection, tenant: str) -> list[KioskReport]:
    """Last report of every kiosk of a tenant that has sent a message, sorted by name."""
    rows = connection.execute(_REPORTS, {"tenant": tenant})
    return [report_of_state(place, received_ms, own or newest) for place, received_ms, newest, own in rows]


def update_alerts(connection: Connection, tenant: str) -> dict[str, list[str]]:
    """Texts of the open alerts about updates, by kiosk, oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for place, shown in connection.execute(_ALERTS, {"tenant": tenant}):
        found[str(place)].append(str(shown))
    return dict(found)


def report_of_state(place: str, received_ms: int, payload: bytes | None) -> KioskReport:
    """Report in a kiosk's state message. `received_ms`: time of its last message of any kind."""
    state = payload_fields(payload)
    software = state.get("software")
    is_closed = _CLOSED in state.get("reasons", ())
    if not isinstance(software, Mapping):
        return KioskReport(place, received_ms, is_closed)
    version, wanted, step = (software.get(name) for name in ("version", "wanted", "step"))
    return KioskReport(place, received_ms, is_closed, version, wanted, step, stated_time_ms(software.get("since")))


def payload_fields(payload: Any) -> dict[str, Any]:
    """Fields of a stored message; none without one."""
    found: dict[str, Any] = {} if payload is None else json.loads(bytes(payload))
    return found


def stated_time_ms(given: str | None) -> int | None:
    """Time in a message, in milliseconds since 1970."""
    return None if given is None else round(datetime.fromisoformat(given).timestamp() * 1000)
