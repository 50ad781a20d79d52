"""Days on which somebody saw the results of an experiment. Who it was is not stored."""

from sqlalchemy import Connection, text

from central.clock import DAY_MS

_HAS = text("SELECT 1 FROM experiment_looks WHERE key = :key AND day = :day")
_INSERT = text("INSERT INTO experiment_looks (key, day) VALUES (:key, :day) ON CONFLICT (key, day) DO NOTHING")
_COUNT = text("SELECT count(*) FROM experiment_looks WHERE key = :key AND day <= :until")


def look_day(at_ms: int) -> int:
    """Number of the day in UTC."""
    return at_ms // DAY_MS


def is_look_recorded(connection: Connection, tenant: str, experiment: str, day: int) -> bool:
    """True if somebody has already seen the experiment on the day."""
    return connection.execute(_HAS, {"key": f"{tenant}/{experiment}", "day": day}).first() is not None


def record_look(connection: Connection, tenant: str, experiment: str, day: int) -> None:
    """Record that somebody has seen the experiment on the day. A second look on a day changes nothing."""
    connection.execute(_INSERT, {"key": f"{tenant}/{experiment}", "day": day})


def count_looks(connection: Connection, tenant: str, experiment: str, until: int) -> int:
    """Number of days up to and including `until` on which somebody has seen the experiment."""
    return int(connection.execute(_COUNT, {"key": f"{tenant}/{experiment}", "until": until}).scalar_one())
