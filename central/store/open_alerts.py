"""Open alerts and snoozes in the store."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.scope import Scope

SERVER = ""
"""Place of the server itself in alerts. The places of kiosks are tenant/site/device."""
_COLUMNS = "place, code, severity, text, first_ms, raised_ms, gone_ms, told_ms"
_WRITE = text(
    f"INSERT INTO open_alerts ({_COLUMNS}) VALUES (:place, :code, :severity, :text, :first_ms, :raised_ms, :gone_ms,"
    " :told_ms) ON CONFLICT (place, code) DO UPDATE SET severity = excluded.severity, text = excluded.text,"
    " first_ms = excluded.first_ms, raised_ms = excluded.raised_ms, gone_ms = excluded.gone_ms,"
    " told_ms = excluded.told_ms"
)
_DELETE = text("DELETE FROM open_alerts WHERE place = :place AND code = :code")
_COUNTS = text("SELECT code, count(*) FROM open_alerts WHERE raised_ms IS NOT NULL GROUP BY code ORDER BY code")
_SNOOZE = text(
    "INSERT INTO alert_snoozes (place, code, until_ms, who) VALUES (:place, :code, :until_ms, :who)"
    " ON CONFLICT (place, code) DO UPDATE SET until_ms = excluded.until_ms, who = excluded.who"
)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """A problem that has been detected. It becomes an alert once it has lasted long enough. The alert is sent to the
    channels unless it is snoozed.

    `first_ms`: start of the problem. `gone_ms`: time since which the problem has no longer been detected.
    """

    place: str
    code: str
    severity: str
    text: str
    first_ms: int
    raised_ms: int | None = None
    gone_ms: int | None = None
    told_ms: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Key of the alert. A place has at most one alert with the same code."""
        return self.place, self.code


@dataclass(frozen=True, slots=True)
class Snooze:
    """Stops sending alerts with one code from one place until a given time.

    An empty text means every place, or every code.
    """

    place: str
    code: str
    until_ms: int
    who: str

    def is_snoozing(self, place: str, code: str) -> bool:
        """True for an alert that the snooze covers."""
        is_place = self.place in ("", place) or place.startswith(f"{self.place}/")
        return is_place and self.code in ("", code)


def all_alerts(connection: Connection) -> list[OpenAlert]:
    """All detected problems, including those that have not been raised as alerts."""
    return [OpenAlert(*row) for row in connection.execute(text(f"SELECT {_COLUMNS} FROM open_alerts"))]


def raised_alerts(connection: Connection, scope: Scope) -> list[OpenAlert]:
    """Visible alerts, oldest first. Alerts of the server itself are visible only to users who may see every site."""
    query = f"SELECT {_COLUMNS} FROM open_alerts WHERE raised_ms IS NOT NULL ORDER BY raised_ms, place, code"
    return [
        alert for row in connection.execute(text(query)) if is_place_visible(scope, (alert := OpenAlert(*row)).place)
    ]


def server_alerts(connection: Connection) -> list[OpenAlert]:
    """Raised alerts of the server itself, oldest first."""
    query = (
        f"SELECT {_COLUMNS} FROM open_alerts WHERE raised_ms IS NOT NULL AND place = :place ORDER BY raised_ms, code"
    )
    return [OpenAlert(*row) for row in connection.execute(text(query), {"place": SERVER})]


def is_place_visible(scope: Scope, place: str) -> bool:
    """True if the scope includes a place, which is a kiosk or a site. The place "" requires every site."""
    if scope.patterns is None or place == SERVER:
        return scope.patterns is None
    tenant, site, *_ = place.split("/")
    return scope.can_see(tenant, site)


def write_alerts(connection: Connection, changed: Iterable[OpenAlert], gone: Iterable[OpenAlert]) -> None:
    """Write alerts that are new or have changed, and delete alerts that no longer exist."""
    deleted = [{"place": alert.place, "code": alert.code} for alert in gone]
    written = [{name: getattr(alert, name) for name in _COLUMNS.split(", ")} for alert in changed]
    if deleted:
        connection.execute(_DELETE, deleted)
    if written:
        connection.execute(_WRITE, written)


def counts_by_code(connection: Connection) -> dict[str, int]:
    """Number of raised alerts by code."""
    return {str(row[0]): int(row[1]) for row in connection.execute(_COUNTS)}


def active_snoozes(connection: Connection, now_ms: int) -> list[Snooze]:
    """Snoozes that have not expired."""
    query = text("SELECT place, code, until_ms, who FROM alert_snoozes WHERE until_ms > :now ORDER BY place, code")
    return [Snooze(*row) for row in connection.execute(query, {"now": now_ms})]


def set_snooze(connection: Connection, snooze: Snooze, now_ms: int) -> None:
    """Add a snooze, or change its end. Expired snoozes are deleted."""
    connection.execute(text("DELETE FROM alert_snoozes WHERE until_ms <= :now"), {"now": now_ms})
    values = {"place": snooze.place, "code": snooze.code, "until_ms": snooze.until_ms, "who": snooze.who}
    connection.execute(_SNOOZE, values)


def end_snooze(connection: Connection, place: str, code: str) -> bool:
    """End a snooze. Return False if there is no such snooze."""
    query = text("DELETE FROM alert_snoozes WHERE place = :place AND code = :code")
    return bool(connection.execute(query, {"place": place, "code": code}).rowcount)
