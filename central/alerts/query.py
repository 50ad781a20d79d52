"""Reads the facts of all kiosks from the store, with one query for the kiosks and one for their alerts."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, text

from central.alerts.codes import DAY_MS
from central.alerts.facts import HealthFacts, KioskAlert, KioskFacts
from central.store.software import payload_fields, stated_time_ms

MOST_ALERTS = 50
"""Maximum number of alerts that are read for a kiosk, newest first.

A kiosk that invents alert codes therefore cannot fill a table.
"""
_KIOSKS = text(
    "SELECT d.id, d.key, d.received_ms, d.state, d.state_payload, h.payload, coalesce(l.lost, 0),"
    " coalesce(q.clones, 0),"
    # a kiosk that the broker has lost: the last state that it sent itself
    " CASE WHEN d.state = 'offline' THEN (SELECT s.payload FROM states s WHERE s.device_id = d.id"
    " AND s.received_ms > 0 AND s.state <> 'offline' ORDER BY s.at_ms DESC LIMIT 1) END"
    " FROM devices d LEFT JOIN health h ON h.device_id = d.id AND h.received_ms > 0"
    " LEFT JOIN (SELECT device_id, sum(to_seq - from_seq + 1) AS lost FROM losses WHERE found_ms > :day_ago"
    " GROUP BY device_id) l ON l.device_id = d.id"
    " LEFT JOIN (SELECT device, count(*) AS clones FROM quarantine WHERE reason = 'clone' AND received_ms > :day_ago"
    " GROUP BY device) q ON q.device = d.key WHERE d.received_ms > 0"  # not one that a file alone names
)
_ALERTS = text(
    "SELECT a.device_id, a.code, a.severity, a.text, a.raised_ms FROM alerts a WHERE a.cleared_ms IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM alerts b WHERE b.device_id = a.device_id AND b.code = a.code AND b.seq > a.seq)"
    " ORDER BY a.raised_ms DESC"
)


def kiosk_facts(connection: Connection, now_ms: int) -> list[KioskFacts]:
    """Facts of every kiosk that has sent something."""
    alerts: dict[int, list[KioskAlert]] = defaultdict(list)
    for device_id, *values in connection.execute(_ALERTS):
        if len(alerts[device_id]) < MOST_ALERTS:
            alerts[device_id].append(KioskAlert(*values))
    rows = connection.execute(_KIOSKS, {"day_ago": now_ms - DAY_MS})
    return [_kiosk_facts(row, alerts.get(row[0], [])) for row in rows]


def _kiosk_facts(row: Any, alerts: list[KioskAlert]) -> KioskFacts:
    _, key, received_ms, state, state_payload, health_payload, lost, clones, own_payload = row
    latest = payload_fields(own_payload if state == "offline" else state_payload)
    return KioskFacts(
        place=key,
        received_ms=received_ms,
        state=latest.get("state"),
        reasons=tuple(latest.get("reasons", ())),
        since_ms=stated_time_ms(latest.get("since")),
        is_offline=state == "offline",
        health=_health(payload_fields(health_payload)),
        lost=int(lost),
        clones=int(clones),
        alerts=tuple(alerts),
    )


def _health(latest: dict[str, Any]) -> HealthFacts:
    clock = latest.get("clock") or {}
    return HealthFacts(
        unsent=(latest.get("outbox") or {}).get("unsent"),
        is_clock_valid=clock.get("valid"),
        clock_error_s=clock.get("error_s"),
        rate_hz=(latest.get("camera") or {}).get("rate_hz"),
    )
