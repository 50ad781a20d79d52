"""Open alerts of the store, and snoozes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.scope import Scope

SERVER = ""
"""Place of the alerts of the server itself."""
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
    """A problem that was seen. It becomes an alert once it has lasted long enough, and is sent to the channels unless
    it is snoozed. `first_ms`: its start; `gone_ms`: the time since which it is no longer seen.
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
        """Key of the alert: a place has at most one alert with a code."""
        return self.place, self.code


@dataclass(frozen=True, slots=True)
class Snooze:
    """No alert is sent for this place and this code until a given time. "": every place, every code."""

    place: str
    code: str
    until_ms: int
    who: str

    def is_snoozing(self, place: str, code: str) -> bool:
        """True for an alert that this snooze covers."""
        is_place = self.place in ("", place) or place.startswith(f"{self.place}/")
        return is_place and self.code in ("", code)


def all_alerts(connection: Connection) -> list[OpenAlert]:
    """Every problem that was seen, raised or not."""
    return [OpenAlert(*row) for row in connection.execute(text(f"SELECT {_COLUMNS} FROM open_alerts"))]


def raised_alerts(connection: Connection, scope: Scope) -> list[OpenAlert]:
    """Visible alerts, oldest first. Only users who may see every site get those of the server."""
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
    """True for a place within the scope: a kiosk or a site; "" is every place."""
    if scope.patterns is None or place == SERVER:
        return scope.patterns is None
    tenant, site, *_ = place.split("/")
    return scope.can_see(tenant, site)


def write_alerts(connection: Connection, changed: Iterable[OpenAlert], gone: Iterable[OpenAlert]) -> None:
    """Write alerts that are new or have changed, and delete those that are gone."""
    deleted = [{"place": alert.place, "code": alert.code} for alert in gone]
    written = [{name: getattr(alert, name) for name in _COLUMNS.split(", ")} for alert in changed]
    if deleted:
        connection.execute(_DELETE, deleted)
    if written:
        connection.execute(_WRITE, written)


def counts_by_code(connection: Connection) -> dict[str, int]:
    """Numbers of raised alerts."""
    return {str(row[0]): int(row[1]) for row in connection.execute(_COUNTS)}


def active_snoozes(connection: Connection, now_ms: int) -> list[Snooze]:
    """Snoozes in force."""
    query = text("SELECT place, code, until_ms, who FROM alert_snoozes WHERE until_ms > :now ORDER BY place, code")
    return [Snooze(*row) for row in connection.execute(query, {"now": now_ms})]


def set_snooze(connection: Connection, snooze: Snooze, now_ms: int) -> None:
    """Add a snooze, or change its end. Expired snoozes are deleted."""
    connection.execute(text("DELETE FROM alert_snoozes WHERE until_ms <= :now"), {"now": now_ms})
    values = {"place": snooze.place, "code": snooze.code, "until_ms": snooze.until_ms, "who": snooze.who}
    connection.execute(_SNOOZE, values)


def end_snooze(connection: Connection, place: str, code: str) -> bool:
    """End a snooze. False if there is none."""
    query = text("DELETE FROM alert_snoozes WHERE place = :place AND code = :code")
    return bool(connection.execute(query, {"place": place, "code": code}).rowcount)
