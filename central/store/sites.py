"""Sites with their time zone and the parts of their day. A new time zone or new parts also apply to stored data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from central.errors import UsageError
from central.store.local_time import build_localizer
from central.store.names import ensure_site, site_key
from central.store.scope import Scope
from central.store.store import Store
from edge.law.codes import check_country
from edge.messages.wire import NAME

MINUTE_MS = 60_000

_INSTANT = {
    "windows": "m.to_ms - 1",
    "reactions": "m.to_ms - 1",
    "plays": "CASE WHEN m.end_ms > m.start_ms THEN m.end_ms - 1 ELSE m.start_ms END",
    "comments": "m.to_ms - 1",
    "alerts": "m.at_ms",
}
_MARK = text(
    "INSERT INTO dirty (site_id, day, changes) VALUES (:site_id, :day, 1)"
    " ON CONFLICT (site_id, day) DO UPDATE SET changes = dirty.changes + 1"
)


@dataclass(frozen=True, slots=True)
class Site:
    """A site in the store. `zone` None: no time zone was set, so UTC is used. `country`: a code of ISO 3166."""

    key: str
    zone: str | None
    parts: str | None
    devices: int
    country: str | None


def check_site(name: str) -> tuple[str, str]:
    """Tenant and site of a site name such as acme/berlin-7. Raises UsageError."""
    match = re.fullmatch(f"({NAME})/({NAME})", name)
    if match is None:
        raise UsageError(
            f"site: {name!r} is not of the form acme/berlin-7: tenant and site, each of a-z, 0-9, '_' and '-'."
        )
    return match[1], match[2]


def check_zone(name: str) -> str:
    """Name of a valid time zone. Raises UsageError."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise UsageError(f"site: {name!r} is not a time zone. An example is Europe/Berlin.") from None
    return name


def check_site_country(code: str) -> str:
    """Code of a country or of a part of it. Raises UsageError."""
    try:
        return check_country(code)
    except ValueError as error:
        raise UsageError(f"site: {code!r} {error}.") from None


def check_parts(text: str) -> str:
    """Local times such as 10:00,14:00 in ascending order, in the format of the store; "" for no parts. Raises
    UsageError.
    """
    if text == "":
        return ""
    times = text.split(",")
    is_time = all(re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", time) for time in times)
    if not is_time or times != sorted(set(times)) or times[0] == "00:00":
        raise UsageError(f"site: the parts {text!r} are not times in ascending order, such as 10:00,14:00.")
    return text


def list_sites(connection: Connection) -> list[Site]:
    """All sites, sorted by name."""
    devices = "(SELECT count(*) FROM devices d WHERE d.site_id = s.id)"
    query = f"SELECT key, zone, parts, {devices}, country FROM sites s ORDER BY key"
    return [Site(*row) for row in connection.exec_driver_sql(query)]


def list_tenants(connection: Connection) -> list[str]:
    """All tenants that have a site or an ad, sorted by name."""
    query = "SELECT tenant FROM sites UNION SELECT tenant FROM creatives ORDER BY 1"
    return [str(row[0]) for row in connection.exec_driver_sql(query)]


def site_zone(connection: Connection, key: str) -> str | None:
    """Time zone of a site, given as tenant/site; None if no time zone was set."""
    row = connection.execute(text("SELECT zone FROM sites WHERE key = :key"), {"key": key}).first()
    return None if row is None else row.zone


def site_country(connection: Connection, key: str) -> str | None:
    """Country of a site, given as tenant/site; None if nobody has set it."""
    row = connection.execute(text("SELECT country FROM sites WHERE key = :key"), {"key": key}).first()
    return None if row is None else row.country


def set_site_country(store: Store, name: str, country: str) -> None:
    """Set the country of a site, given as tenant/site. Raises UsageError."""
    tenant, site = check_site(name)
    values = {"country": country, "key": site_key(tenant, site)}
    with store.engine.begin() as connection:
        if not connection.execute(text("UPDATE sites SET country = :country WHERE key = :key"), values).rowcount:
            raise UsageError(f"site: there is no site {values['key']}. Add it with: site add {values['key']}")


def add_site(connection: Connection, tenant: str, site: str, zone: str | None, country: str | None) -> None:
    """Add a site. `zone` and `country` come from `check_zone` and `check_site_country`. Raises UsageError if the site
    exists.
    """
    values = {"key": site_key(tenant, site), "zone": zone, "country": country}
    if connection.execute(text("SELECT 1 FROM sites WHERE key = :key"), values).first() is not None:
        raise UsageError(f"site: {values['key']} already exists. Choose another name. Nothing was changed.")
    ensure_site(connection, tenant, site)
    connection.execute(text("UPDATE sites SET zone = :zone, country = :country WHERE key = :key"), values)


def set_site(store: Store, name: str, *, zone: str | None, parts: str | None, is_new: bool) -> None:
    """Add a site, or set its time zone and its parts. None leaves a value unchanged. Raises UsageError.

    The local times of all stored data of the site are recomputed in the same transaction.
    """
    tenant, site = check_site(name)
    key = site_key(tenant, site)
    with store.engine.begin() as connection:
        exists = connection.execute(text("SELECT id FROM sites WHERE key = :key"), {"key": key}).first() is not None
        if is_new and exists:
            raise UsageError(f"site: {key} already exists. Change it with: site set {key}")
        if not is_new and not exists:
            raise UsageError(f"site: there is no site {key}. Add it with: site add {key}")
        ensure_site(connection, tenant, site)
        if zone is not None:
            connection.execute(text("UPDATE sites SET zone = :zone WHERE key = :key"), {"zone": zone, "key": key})
        if parts is not None:
            values = {"parts": parts or None, "key": key}
            connection.execute(text("UPDATE sites SET parts = :parts WHERE key = :key"), values)
        _recompute_local_times(connection, store, key)


def _recompute_local_times(connection: Connection, store: Store, key: str) -> None:
    found = connection.execute(text("SELECT id, zone, parts FROM sites WHERE key = :key"), {"key": key}).one()
    local = build_localizer(found.zone, found.parts)
    days: set[int] = set()
    for table, instant in _INSTANT.items():
        minute = f"({instant}) / {MINUTE_MS}"
        of_site = {"site_id": found.id}
        query = f"SELECT DISTINCT {minute}, m.day FROM {table} m WHERE m.site_id = :site_id"
        rows = connection.execute(text(query), of_site).fetchall()
        minutes = {int(row[0]): local(int(row[0]) * MINUTE_MS) for row in rows}
        store.dialect.stage_rows(connection, "staged_local", [(number, *values) for number, values in minutes.items()])
        connection.execute(
            text(
                f"UPDATE {table} AS m SET day = s.day, hour = s.hour, weekday = s.weekday, part = s.part"
                f" FROM staged_local s WHERE s.minute = {minute} AND m.site_id = :site_id"
            ),
            of_site,
        )
        if table not in ("alerts", "comments"):  # they have no sums
            days |= {row[1] for row in rows} | {values[0] for values in minutes.values()}
    for day in sorted(days):
        connection.execute(_MARK, {"site_id": found.id, "day": day})


def list_site_kiosks(connection: Connection, sites: Sequence[str], most: int) -> list[str]:
    """Kiosks of the given sites as site/device, sorted by name; at most `most`."""
    wanted = frozenset(sites)
    query = "SELECT s.key, d.key FROM devices d JOIN sites s ON s.id = d.site_id ORDER BY d.key"
    found = (str(key).partition("/")[2] for site, key in connection.exec_driver_sql(query) if site in wanted)
    return list(islice(found, most))


def list_zones(connection: Connection, scope: Scope) -> set[str | None]:
    """Time zones of the sites within a scope. None: UTC."""
    rows = connection.execute(text("SELECT tenant, site, zone FROM sites"))
    return {row.zone for row in rows if scope.can_see(row.tenant, row.site)}
