"""Numbers of sites, devices and creatives in the store. The rows of the devices are locked while a batch is written, so
that their numbers stay correct.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.messages.reader import device_key
from central.store.dialect import Dialect
from edge.messages.wire import Header

_SITE = text("INSERT INTO sites (key, tenant, site) VALUES (:key, :tenant, :site) ON CONFLICT DO NOTHING")
_DEVICE = text(
    "INSERT INTO devices (key, site_id, device, last_seq, first_seq, sure_seq, done_seq, received_ms)"
    " SELECT :key, id, :device, 0, 0, 0, -1, 0 FROM sites WHERE key = :site_key ON CONFLICT DO NOTHING"
)
_CREATIVE = text(
    "INSERT INTO creatives (key, tenant, creative) VALUES (:key, :tenant, :creative) ON CONFLICT DO NOTHING"
)
_DEVICES = (
    "SELECT d.key, d.id, d.site_id, s.zone, s.parts, d.last_seq, d.first_seq, d.sure_seq, d.done_seq, d.state,"
    " d.state_payload, d.received_ms, d.newest_id, h.at_ms, h.received_ms"
    " FROM devices d JOIN sites s ON s.id = d.site_id LEFT JOIN health h ON h.device_id = d.id"
    " WHERE d.key IN (SELECT key FROM staged_names) ORDER BY d.id"
)


@dataclass(slots=True)
class Device:
    """A kiosk in the store. The numbers change while a batch is written.

    `done_seq`: number up to which all messages are stored or lost; -1 until the kiosk has reported which messages it
    keeps. `newest_id`: greatest id of its stored messages. `health_received_ms`: time at which a broker delivered its
    newest health message; 0 if that message came from a file.
    """

    key: str
    id: int
    site_id: int
    zone: str | None
    parts: str | None
    last_seq: int
    first_seq: int
    sure_seq: int
    done_seq: int
    state: str | None
    state_payload: bytes | None
    received_ms: int
    newest_id: bytes | None
    health_ms: int | None
    health_received_ms: int | None


def site_key(tenant: str, site: str) -> str:
    """Key of a site, `tenant/site`, unique in the fleet."""
    return f"{tenant}/{site}"


def ensure_site(connection: Connection, tenant: str, site: str) -> None:
    """Add the site if it does not exist yet."""
    connection.execute(_SITE, {"key": site_key(tenant, site), "tenant": tenant, "site": site})


def creative_key(tenant: str, creative: str) -> str:
    """Key of a creative, `tenant/creative`, unique in the fleet."""
    return f"{tenant}/{creative}"


def ensure_creative(connection: Connection, tenant: str, creative: str) -> None:
    """Add the creative if it does not exist yet."""
    connection.execute(_CREATIVE, {"key": creative_key(tenant, creative), "tenant": tenant, "creative": creative})


def lock_devices(connection: Connection, dialect: Dialect, headers: Iterable[Header]) -> dict[str, Device]:
    """The devices of the given message headers, by device key.

    New devices are added. The rows of all these devices are locked until the commit.
    """
    wanted = {device_key(header): header for header in headers}
    if not wanted:
        return {}
    dialect.stage_rows(connection, "staged_names", sorted((key,) for key in wanted))
    found = _select(connection, dialect)
    missing = sorted(wanted.keys() - found.keys())
    for key in missing:
        header = wanted[key]
        ensure_site(connection, header.tenant, header.site)
        of_site = site_key(header.tenant, header.site)
        connection.execute(_DEVICE, {"key": key, "device": header.device, "site_key": of_site})
    return _select(connection, dialect) if missing else found


def _select(connection: Connection, dialect: Dialect) -> dict[str, Device]:
    rows = connection.exec_driver_sql(_DEVICES + dialect.row_lock)
    return {row[0]: Device(*row) for row in rows}


class Creatives:
    """Numbers of creatives. The numbers are cached once they are committed."""

    def __init__(self) -> None:
        self._committed: dict[tuple[str, str], int] = {}
        self._pending: dict[tuple[str, str], int] = {}

    def creative_number(self, connection: Connection, tenant: str, creative: str) -> int:
        """Number of a creative. A new creative gets the next number."""
        name = (tenant, creative)
        found = self._committed.get(name) or self._pending.get(name)
        return found if found is not None else self._add(connection, name)

    def commit(self) -> None:
        """Cache the added creatives. Call this after the commit."""
        self._committed |= self._pending
        self._pending = {}

    def rollback(self) -> None:
        """Forget the added creatives, because nothing was committed."""
        self._pending = {}

    def _add(self, connection: Connection, name: tuple[str, str]) -> int:
        key = creative_key(*name)
        ensure_creative(connection, *name)
        number: int = connection.execute(text("SELECT id FROM creatives WHERE key = :key"), {"key": key}).scalar_one()
        self._pending[name] = number
        return number
