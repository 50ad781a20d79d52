"""Counts what needs a person: kiosks, alerts, playlists, and rejected messages."""

import json
from collections import Counter

from sqlalchemy import Connection, text

from central.reports.tenant_overview_values import Attention
from central.store.open_alerts import raised_alerts
from central.store.quarantine import reason_counts
from central.store.scope import Scope, visible_sites
from central.store.totals import SILENT_MS

UNREACHABLE = ("silent", "offline", "unknown")
_STATES = (
    "SELECT CASE WHEN coalesce(d.state, '') <> 'offline' AND d.received_ms > 0 AND d.received_ms < :silent"
    " THEN 'silent' ELSE coalesce(d.state, 'unknown') END AS shown, count(*) FROM devices d"
    " JOIN sites s ON s.id = d.site_id WHERE s.tenant = :tenant AND {visible} GROUP BY 1"
)
_WANTED = (
    "SELECT d.state_payload, a.version FROM playlist_sites a JOIN sites s ON s.key = a.site"
    " JOIN devices d ON d.site_id = s.id WHERE s.tenant = :tenant AND {visible}"
)


def read_attention(
    connection: Connection, scope: Scope, tenant: str, now_ms: int, *, with_quarantine: bool
) -> Attention:
    """Open problems at the visible shops of a tenant."""
    visible = visible_sites(connection, scope).sql_filter("s.id")
    of = {"tenant": tenant, "silent": now_ms - SILENT_MS}
    found = connection.execute(text(_STATES.format(visible=visible)), of)
    states = Counter({str(row[0]): int(row[1]) for row in found})
    alerts = raised_alerts(connection, scope)
    return Attention(
        kiosks=states.total(),
        unreachable=sum(states[state] for state in UNREACHABLE),
        unknown=states["unknown"],
        degraded=states["degraded"],
        alerts=sum(alert.place == "" or alert.place.startswith(f"{tenant}/") for alert in alerts),
        waiting_playlists=_count_waiting(connection, tenant, visible),
        quarantined=sum(reason_counts(connection).values()) if with_quarantine else None,
    )


def _count_waiting(connection: Connection, tenant: str, visible: str) -> int:
    """Kiosks that do not report the playlist which their site should play."""
    rows = connection.execute(text(_WANTED.format(visible=visible)), {"tenant": tenant})
    played = ((None if row[0] is None else json.loads(bytes(row[0])).get("playlist"), row[1]) for row in rows)
    return sum(playing != wanted for playing, wanted in played)
