"""Sorts the messages of a batch into new messages, duplicates, and messages of a cloned kiosk.

A message whose number and id are greater than the greatest stored ones is new. The check needs no query on the message
tables, because an id starts with the time at which it was made. The rows of the devices are locked, so that no other
process can store messages of these devices at the same time.
"""

from sqlalchemy import Connection

from central.messages.reader import CLONE, device_key
from central.messages.types import NUMBERED
from central.messages.values import NumberedMessage, Rejection
from central.store.batch import Written
from central.store.dialect import Dialect
from central.store.names import Device
from central.store.tables.messages import MESSAGES
from edge.messages.wire import message_topic

_TABLES = [MESSAGES[kind].name for kind in NUMBERED]
_KNOWN_IDS = "SELECT m.device_id, m.id, m.seq FROM staged_ids k JOIN {} m USING (device_id, id)"
_KNOWN = "SELECT m.device_id, m.seq, m.id, m.payload FROM staged_keys k JOIN {} m USING (device_id, seq)"

_GREATEST = " UNION ALL ".join(
    f"SELECT id FROM (SELECT id FROM {table} WHERE device_id = devices.id ORDER BY id DESC LIMIT 1) AS of_{table}"
    for table in _TABLES
)
_NOTE = f"UPDATE devices SET newest_id = (SELECT id FROM ({_GREATEST}) AS ids ORDER BY id DESC LIMIT 1)"

Key = tuple[int, int]
Content = tuple[bytes, bytes]  # id and payload
Id = tuple[int, bytes]


def drop_duplicates(
    connection: Connection,
    dialect: Dialect,
    messages: list[NumberedMessage],
    devices: dict[str, Device],
    written: Written,
) -> list[tuple[NumberedMessage, Device]]:
    """The new messages with their devices. Counts duplicates and rejects clones in `written`. Each message number and
    each id of a kiosk is accepted only once.
    """
    found = [(message, devices[device_key(message.header)]) for message in messages]
    known = _stored(connection, dialect, {(d.id, m.seq) for m, d in found if m.seq <= d.last_seq})
    numbers = _numbers(connection, dialect, {(d.id, m.id) for m, d in found if m.id <= (d.newest_id or b"")})
    new = []
    for message, device in found:
        key, id_key = (device.id, message.seq), (device.id, message.id)
        content = known.get(key)
        if content is None and id_key in numbers:
            written.rejections.append(_renumbered(message, device, numbers[id_key]))
        elif content is None:
            known[key] = (message.id, message.raw)
            numbers[id_key] = message.seq
            new.append((message, device))
        elif content == (message.id, message.raw):
            written.duplicates += 1
            written.kinds[message.kind, "duplicate"] += 1
        else:
            written.rejections.append(_clone(message, device, content))
    return new


def _stored(connection: Connection, dialect: Dialect, keys: set[Key]) -> dict[Key, Content]:
    if not keys:
        return {}
    dialect.stage_rows(connection, "staged_keys", sorted(keys))
    rows = (row for table in _TABLES for row in connection.exec_driver_sql(_KNOWN.format(table)))
    return {(device_id, seq): (bytes(id), bytes(payload)) for device_id, seq, id, payload in rows}


def note_newest_ids(connection: Connection) -> None:
    """Find the greatest stored id of every device. Device rows from an older version do not have it."""
    connection.exec_driver_sql(_NOTE)


def _numbers(connection: Connection, dialect: Dialect, ids: set[Id]) -> dict[Id, int]:
    """Message numbers under which messages with the given ids are stored."""
    if not ids:
        return {}
    dialect.stage_rows(connection, "staged_ids", sorted(ids))
    rows = (row for table in _TABLES for row in connection.exec_driver_sql(_KNOWN_IDS.format(table)))
    return {(device_id, bytes(id)): seq for device_id, id, seq in rows}


def _renumbered(message: NumberedMessage, device: Device, seq: int) -> Rejection:
    detail = f"its id is already stored with seq {seq}: two kiosks have this name, or an outbox was renumbered"
    return Rejection(message_topic(message.header, message.kind), message.raw, CLONE, detail, device.key)


def _clone(message: NumberedMessage, device: Device, content: Content) -> Rejection:
    what = "the same id with other content" if content[0] == message.id else "another message"
    detail = f"{what} with seq {message.seq} is already stored: two kiosks have this name, or its seq file was lost"
    return Rejection(message_topic(message.header, message.kind), message.raw, CLONE, detail, device.key)
