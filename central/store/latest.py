"""Stores states and health messages: the newest of each kiosk, all changes of state, and hourly values of health."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from central.messages.reader import device_key, time_ms
from central.messages.values import HealthMessage, StateMessage
from central.store.dialect import STAGED, Dialect
from central.store.names import Device
from edge.messages.payloads import Health

HOUR_MS = 3_600_000
NEVER_MS = 0
"""Time of receipt that marks a message from a file instead of a broker. Such a message does not describe the
present.
"""
_MOVING = ("at", "first_seq", "last_seq")  # fields of a state that change without a change of state

_STATE = text(
    'INSERT INTO states (device_id, digest, at_ms, received_ms, since_ms, state, version, "use", payload) VALUES'
    " (:device_id, :digest, :at_ms, :received_ms, :since_ms, :state, :version, :use, :payload) ON CONFLICT DO NOTHING"
)
_CURRENT = text("UPDATE devices SET state = :state, state_payload = :payload WHERE id = :device_id")


def _inserted(table: str, staged: str) -> str:
    """Statement, up to its conflict clause, that inserts staged rows by column name. Each database has its own column
    order.
    """
    names = ", ".join(STAGED[staged])
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {staged} WHERE true"


_HEALTH = (
    _inserted("health", "staged_health")
    + " ON CONFLICT (device_id) DO UPDATE SET at_ms = excluded.at_ms, received_ms = excluded.received_ms,"
    " payload = excluded.payload"
)
_ADDED = ("messages", "rated", "rate_hz_sum")
_LARGEST = ("unsent_max", "temperature_c_max", "clock_error_s_max", "cpu_max", "memory_max")
_HOURS = (
    _inserted("health_hours", "staged_health_hours")
    + " ON CONFLICT (device_id, hour_ms) DO UPDATE SET "
    + ", ".join(f"{name} = health_hours.{name} + excluded.{name}" for name in _ADDED)
    + "".join(
        f", {name} = CASE WHEN health_hours.{name} IS NULL OR excluded.{name} > health_hours.{name}"
        f" THEN excluded.{name} ELSE health_hours.{name} END"
        for name in _LARGEST
    )
)


def write_states(
    connection: Connection, messages: list[StateMessage], devices: dict[str, Device], received_ms: int
) -> set[str]:
    """Store the last state of each kiosk, and a row for each change. Return the kiosks whose state is new. At each
    connection the broker sends all retained states again, including those of kiosks that no longer exist.

    States from a file (`received_ms` is NEVER_MS) belong to the past, so they do not change the current state of their
    kiosk.
    """
    if received_ms == NEVER_MS:
        _write_past_states(connection, messages, devices)
        return set()
    heard: set[str] = set()
    for message in messages:
        device = devices[device_key(message.header)]
        if device.state_payload is not None and bytes(device.state_payload) == message.raw:
            continue
        heard.add(device_key(message.header))
        state = message.payload
        if device.state_payload is None or _meaning(bytes(device.state_payload)) != _meaning(message.raw):
            connection.execute(_STATE, _latest_row(message, device, received_ms))
        device.state, device.state_payload = state.state, message.raw
        current = {"device_id": device.id, "state": state.state, "payload": message.raw}
        connection.execute(_CURRENT, current)
    return heard


def _write_past_states(connection: Connection, messages: list[StateMessage], devices: dict[str, Device]) -> None:
    before: dict[str, dict[str, Any]] = {}
    for message in messages:
        key, meaning = device_key(message.header), _meaning(message.raw)
        if before.get(key) != meaning:
            connection.execute(_STATE, _latest_row(message, devices[key], NEVER_MS))
        before[key] = meaning


def _latest_row(message: StateMessage, device: Device, received_ms: int) -> dict[str, object]:
    state = message.payload
    return {
        "device_id": device.id,
        "digest": hashlib.sha256(message.raw).digest()[:16],
        "at_ms": message.at_ms,
        "received_ms": received_ms,
        "since_ms": time_ms(state.since),
        "state": state.state,
        "version": state.version,
        "use": state.use,
        "payload": message.raw,
    }


def _meaning(raw: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(raw)
    return {name: value for name, value in fields.items() if name not in _MOVING}


def write_healths(
    connection: Connection,
    dialect: Dialect,
    messages: list[HealthMessage],
    devices: dict[str, Device],
    received_ms: int,
) -> None:
    """Store the newest health of each kiosk, and add each health message to its hour.

    A health message that is not newer than the stored one is a duplicate and is skipped, so that none counts twice.
    Once a broker has delivered health of a kiosk, messages from a file (`received_ms` is NEVER_MS) are skipped. Alerts
    use the newest health from the broker. Messages from a file would count again in the next import, and when the
    broker delivers them.
    """
    newest: dict[int, tuple[int, int, int, bytes]] = {}
    hours: dict[tuple[int, int], list[Health]] = defaultdict(list)
    for message in sorted(messages, key=lambda message: message.at_ms):
        device = devices[device_key(message.header)]
        if received_ms == NEVER_MS and device.health_received_ms:
            continue
        if device.health_ms is None or message.at_ms > device.health_ms:
            device.health_ms = message.at_ms
            newest[device.id] = (device.id, message.at_ms, received_ms, message.raw)
            hours[device.id, message.at_ms // HOUR_MS * HOUR_MS].append(message.payload)
    if newest:
        dialect.stage_rows(connection, "staged_health", sorted(newest.values()))
        connection.exec_driver_sql(_HEALTH)
        dialect.stage_rows(
            connection, "staged_health_hours", [(*key, *_health_sums(hours[key])) for key in sorted(hours)]
        )
        connection.exec_driver_sql(_HOURS)


def _health_sums(healths: list[Health]) -> tuple[float | None, ...]:
    rates = [health.camera.rate_hz for health in healths if health.camera.rate_hz is not None]
    return (
        len(healths),
        len(rates),
        sum(rates, 0.0),
        max(health.outbox.unsent for health in healths),
        _largest(health.temperature_c for health in healths),
        _largest(health.clock.error_s for health in healths),
        _largest(health.cpu.p95 if health.cpu else None for health in healths),
        _largest(health.memory.p95 if health.memory else None for health in healths),
    )


def _largest(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
