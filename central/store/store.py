"""Writes batches of messages. Each batch is one transaction, and each message is stored once."""

from collections import defaultdict

from sqlalchemy import Connection, Engine, text

from central.clock import now_ms
from central.messages.reader import REFUSED_BY_STORE, TOO_OLD, device_key
from central.messages.values import HealthMessage, NumberedMessage, Reading, Rejection, StateMessage
from central.store import quarantine
from central.store.batch import Batch, Written
from central.store.dialect import Dialect
from central.store.duplicates import drop_duplicates
from central.store.faults import RowsAtFaultError, translate_driver_errors
from central.store.latest import NEVER_MS, write_healths, write_states
from central.store.local_time import build_localizer
from central.store.names import Creatives, Device, lock_devices
from central.store.rows import cell_ms, message_rows
from central.store.tables.messages import metadata
from edge.messages.wire import message_topic

_UPDATE = (
    "UPDATE devices SET last_seq = s.last_seq, first_seq = s.first_seq, sure_seq = s.sure_seq,"
    " done_seq = s.done_seq, received_ms = s.received_ms, newest_id = s.newest_id"
    " FROM staged_devices s WHERE devices.id = s.id"
)
_DIRTY = (
    "INSERT INTO dirty (site_id, day, changes) SELECT site_id, day, 1 FROM staged_dirty WHERE true ORDER BY 1, 2"
    " ON CONFLICT (site_id, day) DO UPDATE SET changes = dirty.changes + 1"
)
_PLAYS_FROM_DAY = text("SELECT value FROM facts WHERE name = 'plays_from_day'")
_WITHOUT_SUMS = ("cells", "alerts", "comments")
_SITE_ID, _DAY = 5, 6  # places in the row of a message


class Store:
    """Stored messages of a fleet. Only one thread writes; other threads have their own store or connection."""

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        self.engine, self.dialect = engine, dialect
        self._creatives = Creatives()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the database."""
        self.engine.dispose()

    def write_messages(self, readings: list[Reading], *, is_live: bool = True) -> Written:
        """Write messages in one transaction, and return after the commit.

        `is_live`: the messages have just arrived from the broker. Messages from a file or the quarantine do not show
        that a kiosk is alive, so they do not change the kiosk's state or the time of its last message. A message that
        the database cannot store goes to the quarantine. If the database cannot be written now, nothing is stored and
        DatabaseError is raised.
        """
        try:
            with translate_driver_errors():
                return self._write_transaction(Batch.sort_readings(readings), is_live=is_live)
        except RowsAtFaultError as error:
            self._creatives.rollback()
            if len(readings) > 1:
                middle = len(readings) // 2
                written = self.write_messages(readings[:middle], is_live=is_live)
                written += self.write_messages(readings[middle:], is_live=is_live)
                return written
            return self.write_messages([_reject_message(readings[0], str(error))], is_live=is_live)
        except BaseException:
            self._creatives.rollback()
            raise

    def _write_transaction(self, batch: Batch, *, is_live: bool) -> Written:
        received_ms = now_ms()
        written = Written(rejections=list(batch.rejections))
        headers = [m.header for some in (batch.numbered, batch.states, batch.healths) for m in some]
        with self.engine.connect() as connection:
            self.dialect.prepare_months(connection, (m.at_ms for m in batch.numbered), received_ms)
            with connection.begin():
                devices = lock_devices(connection, self.dialect, headers)
                self._insert_messages(connection, batch.numbered, devices, written)
                heard_ms = received_ms if is_live else NEVER_MS
                heard = write_states(connection, batch.states, devices, heard_ms)
                heard |= {device_key(m.header) for some in (batch.numbered, batch.healths) for m in some}
                write_healths(connection, self.dialect, batch.healths, devices, heard_ms)
                _hear(batch, devices)
                for key in heard if is_live else ():
                    devices[key].received_ms = received_ms
                self._update(connection, devices)
                quarantine.quarantine_messages(connection, written.rejections, received_ms)
        self._creatives.commit()
        written.latest = len(batch.states) + len(batch.healths)
        written.kinds["state", "stored"] += len(batch.states)
        written.kinds["health", "stored"] += len(batch.healths)
        return written

    def _insert_messages(
        self, connection: Connection, messages: list[NumberedMessage], devices: dict[str, Device], written: Written
    ) -> None:
        if not messages:
            return
        young = _drop_old_plays(connection, messages, devices, written)
        new = drop_duplicates(connection, self.dialect, young, devices, written)
        rows = message_rows(new, lambda tenant, creative: self._creatives.creative_number(connection, tenant, creative))
        for name, some in rows.items():
            self.dialect.insert_rows(connection, metadata.tables[name], some)
        days = {(row[_SITE_ID], row[_DAY]) for name, some in rows.items() if name not in _WITHOUT_SUMS for row in some}
        if days:
            self.dialect.stage_rows(connection, "staged_dirty", sorted(days))
            connection.exec_driver_sql(_DIRTY)
        _update_device_marks(new)
        written.stored += len(new)
        written.kinds.update((message.kind, "stored") for message, _ in new)

    def _update(self, connection: Connection, devices: dict[str, Device]) -> None:
        if devices:
            rows = [
                (d.id, d.last_seq, d.first_seq, d.sure_seq, d.done_seq, d.received_ms, d.newest_id)
                for d in devices.values()
            ]
            self.dialect.stage_rows(connection, "staged_devices", rows)
            connection.exec_driver_sql(_UPDATE)


def _drop_old_plays(
    connection: Connection, messages: list[NumberedMessage], devices: dict[str, Device], written: Written
) -> list[NumberedMessage]:
    """Reject plays of days whose rows were deleted. The totals of these days are final, and duplicates could no longer
    be detected.
    """
    from_day = connection.execute(_PLAYS_FROM_DAY).scalar_one_or_none()
    if from_day is None:
        return messages
    young = []
    for message in messages:
        device = devices[device_key(message.header)]
        if message.kind == "play" and build_localizer(device.zone, device.parts)(cell_ms(message))[0] < from_day:
            detail = "its day has only totals, which are final"
            written.rejections.append(
                Rejection(message_topic(message.header, message.kind), message.raw, TOO_OLD, detail, device.key)
            )
        else:
            young.append(message)
    return young


def _update_device_marks(new: list[tuple[NumberedMessage, Device]]) -> None:
    """Raise the marks (`done_seq`) of the devices, and update their greatest ids.

    Without a gap, `done_seq` moves with `last_seq`. Otherwise the gap keeper moves it.
    """
    numbers: dict[str, list[int]] = defaultdict(list)
    devices: dict[str, Device] = {}
    for message, device in new:
        numbers[device.key].append(message.seq)
        devices[device.key] = device
        device.newest_id = max(message.id, device.newest_id or b"")
    for key, seqs in numbers.items():
        device, last = devices[key], max(seqs)
        if device.done_seq == device.last_seq and last - device.done_seq == len(seqs) == len(set(seqs)):
            device.done_seq = last
        device.last_seq = max(device.last_seq, last)


def _hear(batch: Batch, devices: dict[str, Device]) -> None:
    """Record which message numbers the kiosks keep and which they have certainly sent, from states and health
    messages.
    """
    latest: list[StateMessage | HealthMessage] = [*batch.states, *batch.healths]
    for message in latest:
        device, payload = devices[device_key(message.header)], message.payload
        if device.done_seq < 0:
            device.done_seq = payload.first_seq - 1
        device.first_seq = max(device.first_seq, payload.first_seq)
        if isinstance(message, HealthMessage) and message.payload.outbox.unsent == 0:
            device.sure_seq = max(device.sure_seq, payload.last_seq)


def _reject_message(reading: Reading, why: str) -> Rejection:
    """Reject a message that the database cannot store. Returns the rejection."""
    if isinstance(reading, Rejection):
        return Rejection("?", reading.raw, REFUSED_BY_STORE, why, "?")
    kind = reading.kind if isinstance(reading, NumberedMessage) else (
        "state" if isinstance(reading, StateMessage) else "health"
    )  # fmt: skip
    return Rejection(
        message_topic(reading.header, kind), reading.raw, REFUSED_BY_STORE, why, device_key(reading.header)
    )
