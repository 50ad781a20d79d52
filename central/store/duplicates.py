"""Sorts the messages of a batch into new ones, duplicates, and those of a cloned kiosk.

A message whose number is above the newest that is stored is new without a look at the tables. The rows of the devices
are locked, so that no other process stores a message of them meanwhile.
"""

from sqlalchemy import Connection

from central.messages.reader import CLONE, device_key
from central.messages.types import NUMBERED
from central.messages.values import NumberedMessage, Rejection
from central.store.batch import Written
from central.store.dialect import Dialect
from central.store.names import Device
from central.store.schema import MESSAGES
from edge.messages.wire import topic

_TABLES = [MESSAGES[kind].name for kind in NUMBERED]
_KNOWN = "SELECT m.device_id, m.seq, m.id, m.payload FROM staged_keys k JOIN {} m USING (device_id, seq)"

Key = tuple[int, int]
Content = tuple[bytes, bytes]  # id and payload


def only_new(
    connection: Connection,
    dialect: Dialect,
    messages: list[NumberedMessage],
    devices: dict[str, Device],
    written: Written,
) -> list[tuple[NumberedMessage, Device]]:
    """The new messages with their devices. Counts duplicates and rejects clones in `written`."""
    found = [(message, devices[device_key(message.header)]) for message in messages]
    known = _stored(connection, dialect, {(d.id, m.seq) for m, d in found if m.seq <= d.last_seq})
    new = []
    for message, device in found:
        key = (device.id, message.seq)
        content = known.get(key)
        if content is None:
            known[key] = (message.id, message.raw)
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
    dialect.stage(connection, "staged_keys", sorted(keys))
    rows = (row for table in _TABLES for row in connection.exec_driver_sql(_KNOWN.format(table)))
    return {(device_id, seq): (bytes(id), bytes(payload)) for device_id, seq, id, payload in rows}


def _clone(message: NumberedMessage, device: Device, content: Content) -> Rejection:
    what = "the same id with other content" if content[0] == message.id else "another message"
    detail = f"{what} with seq {message.seq} is stored: two kiosks have this name, or its seq file was lost"
    return Rejection(topic(message.header, message.kind), message.raw, CLONE, detail, device.key)
