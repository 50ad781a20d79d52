"""State of every kiosk within a scope: what it is doing, what is missing from it, and what is wrong with it."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Connection, text

from central.gaps.query import find_gaps
from central.reports.fleet_values import Fleet, Kiosk, ListedSite, OpenAlert, SiteList, StateCounts
from central.store.playlists import wanted_by_site
from central.store.scope import Scope, visible_sites
from central.store.shops import read_shops
from central.store.totals import SILENT_MS

_KIOSKS = (
    "SELECT d.id, s.tenant, s.site, s.name, d.device, d.state, d.state_payload, d.received_ms, h.payload,"
    " (SELECT coalesce(sum(l.to_seq - l.from_seq + 1), 0) FROM losses l WHERE l.device_id = d.id)"
    " FROM devices d JOIN sites s ON s.id = d.site_id LEFT JOIN health h ON h.device_id = d.id"
    " AND h.received_ms > 0"  # not that of a file
    " WHERE {visible} ORDER BY d.key"
)
_ALERTS = (
    "SELECT a.device_id, a.code, a.severity, a.text, a.raised_ms FROM alerts a"
    " WHERE a.cleared_ms IS NULL AND {visible} AND NOT EXISTS (SELECT 1 FROM alerts b"
    " WHERE b.device_id = a.device_id AND b.code = a.code AND b.seq > a.seq) ORDER BY a.raised_ms"
)
_OPEN = (
    "SELECT coalesce(sum(CASE WHEN last_seq > sure_seq THEN last_seq ELSE sure_seq END - done_seq), 0) FROM devices"
    " WHERE done_seq >= 0 AND (last_seq > done_seq OR sure_seq > done_seq)"
)
MOST_OPEN = 20_000
"""Largest range of message numbers above the kiosks' marks in which the fleet view still looks for gaps."""


def read_fleet(connection: Connection, scope: Scope, now_ms: int) -> Fleet:
    """Every visible kiosk, sorted by name."""
    visible = visible_sites(connection, scope)
    alerts: dict[int, list[OpenAlert]] = defaultdict(list)
    for row in connection.execute(text(_ALERTS.format(visible=visible.sql_filter("a.site_id")))):
        alerts[row[0]].append(OpenAlert(code=row[1], severity=row[2], text=row[3], raised=_time(row[4])))
    rows = connection.execute(text(_KIOSKS.format(visible=visible.sql_filter("d.site_id"))))
    missing = _missing(connection)
    wanted = wanted_by_site(connection)
    kiosks = [
        _build_kiosk(row, alerts[row[0]], None if missing is None else missing.get(row[0], 0), wanted, now_ms)
        for row in rows
    ]
    states = [kiosk.state for kiosk in kiosks]
    return Fleet(
        generated=_time(now_ms),
        simulated=bool(kiosks) and all(kiosk.tenant.startswith("sim-") for kiosk in kiosks),
        total=len(kiosks),
        states=StateCounts(**{name: states.count(name) for name in StateCounts.model_fields}),  # type: ignore[arg-type]
        staff_undeclared=sum(kiosk.is_staff_undeclared for kiosk in kiosks),
        kiosks=kiosks,
        next=None,
    )


def _missing(connection: Connection) -> dict[int, int] | None:
    """Missing message numbers by kiosk. None if finding them would take long because no process has looked for gaps
    yet.
    """
    if int(connection.execute(text(_OPEN)).scalar_one()) > MOST_OPEN:
        return None
    return {each.device_id: sum(last - first + 1 for first, last in each.gaps) for each in find_gaps(connection)}


def _build_kiosk(
    row: Any, alerts: list[OpenAlert], missing: int | None, wanted: Mapping[str, int], now_ms: int
) -> Kiosk:
    _, tenant, site, name, device, state, state_payload, received_ms, health_payload, lost = row
    said = {} if state_payload is None else json.loads(bytes(state_payload))
    health = {} if health_payload is None else json.loads(bytes(health_payload))
    is_silent = state != "offline" and 0 < received_ms < now_ms - SILENT_MS
    return Kiosk(
        tenant=tenant,
        site=site,
        name=name,
        device=device,
        state="silent" if is_silent else state or "unknown",
        reasons=list(said.get("reasons", [])),
        since=said.get("since"),
        received=_time(received_ms) if received_ms else None,
        version=said.get("version"),
        use=said.get("use"),
        unsent=(health.get("outbox") or {}).get("unsent"),
        temperature_c=health.get("temperature_c"),
        clock_error_s=(health.get("clock") or {}).get("error_s"),
        missing=missing,
        lost=int(lost),
        playlist=said.get("playlist"),
        wanted_playlist=wanted.get(f"{tenant}/{site}"),
        alerts=alerts,
    )


def read_sites(connection: Connection, scope: Scope) -> SiteList:
    """Every visible site, sorted by name."""
    visible, shops = visible_sites(connection, scope), read_shops(connection, scope)
    query = (
        "SELECT s.key, s.zone, s.parts, (SELECT count(*) FROM devices d WHERE d.site_id = s.id)"
        f" FROM sites s WHERE {visible.sql_filter('s.id')} ORDER BY s.key"
    )
    found = [
        ListedSite(tenant=shop.tenant, site=shop.site, **shop.details, tz=zone, parts=parts, devices=devices)
        for key, zone, parts, devices in connection.execute(text(query))
        for shop in (shops[key],)
    ]
    return SiteList(sites=found, total=len(found), next=None)


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc)
