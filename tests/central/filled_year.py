"""A store that holds the sums of many sites and days, written by the database itself: no message is behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table

from central.store.rollups import Changes, make_day_totals, make_wholes, mark_all_days, update_rollups
from central.store.store import Store
from central.store.tables.messages import metadata
from central.store.tables.totals import (
    ROLLUPS,
    SUMS,
    block_days,
    cell_days,
    cell_rollups,
    flow_days,
    hour_rollups,
    month_number,
    play_hours,
    reaction_days,
    site_days,
    told_days,
    window_hours,
)
from tests.central import fleet

TENANT = "acme"
FIRST_DAY = 20_454  # 2026-01-01
CREATIVES = ("spring_a", "spring_b", "summer_a", "summer_b", "autumn", "winter")
EXPERIMENTS = ("e1", "e2")
EXPERIMENT_DAYS = 56
MODEL = "smile-mesh@sha256:ab12cd34ef56"
HOURS, SECONDS = 12, 15
_MONTH = 30
"""Days of a month whose rollups are written without their days."""


@dataclass(frozen=True, slots=True)
class Year:
    """Sites with one kiosk each, days, and creatives that all of them play.

    `detailed`: the last days, of which there are sums by hour and by media second. Of those before, the rollups by
    hour and media second are written without their days, as no page on all days reads these: at 1,000 sites they are
    63 million rows.
    """

    sites: int
    days: int
    detailed: int = 28

    @property
    def last_day(self) -> int:
        """Number of the last day."""
        return FIRST_DAY + self.days - 1

    @property
    def detailed_from(self) -> int:
        """First day with sums by hour and media second."""
        return max(FIRST_DAY, self.last_day - self.detailed + 1)


_CHANCE = "((k.s * 7919 + k.d * 10473 + k.c * 1299) % 1009) / 1009.0"
"""A number from 0 to 1 by site, day and creative."""
_PEOPLE = f"(30 + k.s % 40 + CAST({_CHANCE} * 20 AS INTEGER))"
_LEVEL = f"(0.1 + 0.01 * k.c + 0.001 * (k.s % 50) + 0.04 * ({_CHANCE} - 0.5))"
_OF_READER = {
    "reactions": "4",
    "plays": "380",
    "exposed": f"3 * {_PEOPLE}",
    "watchers": f"2 * {_PEOPLE}",
    "n": _PEOPLE,
    "attention_s_sum": f"3.5 * {_PEOPLE}",
    "smile_n": _PEOPLE,
    "smile_sum": f"{_PEOPLE} * {_LEVEL}",
    "laughter_n": f"3 * {_PEOPLE}",
    "laughter_s_sum": f"0.2 * {_PEOPLE}",
    "noise_variance_sum": "2.0",
}
_OF_WINDOWS = {
    "windows": "4",
    "visits": f"2 * {_PEOPLE}",
    "watchers": _PEOPLE,
    "looked_1": _PEOPLE,
    "dwell_5": f"2 * {_PEOPLE}",
    "dwell_s_sum": f"12.5 * {_PEOPLE}",
    "dwell_n": f"2 * {_PEOPLE}",
    "span_ms": "3600000",
    "sensed_ms": "3500000.0",
    "within_visits": _PEOPLE,
}
_OF_CELL = {
    "reactions": "4",
    "told_days": "1",
    "told_watchers": f"2 * {_PEOPLE}",
    "watchers": f"2 * {_PEOPLE}",
    "n": _PEOPLE,
    "smile_n": _PEOPLE,
    "smile_sum": f"{_PEOPLE} * ({_LEVEL} + 0.03 * (k.t % 5))",
    "laughter_n": f"2 * {_PEOPLE}",
    "laughter_sum": f"0.1 * {_PEOPLE}",
}


def fill(store: Store, year: Year) -> None:
    """Writes all sums of the year into an empty store, and makes the rollups and totals."""
    with store.engine.begin() as connection:
        _names(connection, year)
        _days(connection, year)
    _analyze(store)
    with store.engine.begin() as connection:
        _rollups(connection, year)
    _analyze(store)


def _analyze(store: Store) -> None:
    """Counts values for PostgreSQL's planner, as the server does by itself in the course of a year."""
    if store.dialect.name == "postgresql":
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _names(connection: Connection, year: Year) -> None:
    site = metadata.tables["sites"]
    connection.execute(
        site.insert(),
        [
            {"id": n, "key": f"{TENANT}/shop-{n}", "tenant": TENANT, "site": f"shop-{n}", "zone": "Europe/Berlin"}
            for n in range(1, year.sites + 1)
        ],
    )
    connection.execute(
        metadata.tables["creatives"].insert(),
        [
            {"id": n, "key": f"{TENANT}/{name}", "tenant": TENANT, "creative": name, "tag": name.partition("_")[0]}
            for n, name in enumerate(CREATIVES, 1)
        ],
    )
    numbers = range(1, year.sites + 1)
    last_ms = (year.last_day + 1) * 86_400_000
    counters = dict.fromkeys(("last_seq", "first_seq", "sure_seq", "done_seq"), 1) | {"received_ms": last_ms}
    connection.execute(
        metadata.tables["devices"].insert(),
        [
            {
                "id": n,
                "key": f"{TENANT}/shop-{n}/door",
                "site_id": n,
                "device": "door",
                "state": "sensing",
                "state_payload": fleet.payload(fleet.state(f"{TENANT}/shop-{n}/door")),
                **counters,
            }
            for n in numbers
        ],
    )
    connection.execute(
        metadata.tables["health"].insert(),
        [
            {
                "device_id": n,
                "at_ms": last_ms,
                "received_ms": last_ms,
                "payload": fleet.payload(fleet.health(f"{TENANT}/shop-{n}/door")),
            }
            for n in numbers
        ],
    )


def _days(connection: Connection, year: Year) -> None:
    all_days, detailed = (FIRST_DAY, year.last_day), (year.detailed_from, year.last_day)
    reader = _OF_READER | _of_experiment(year) | {"part": "-1", "expression_model": f"'{MODEL}'", "device_id": "k.s"}
    _insert(connection, year, reaction_days, reader, all_days)
    told = {"visits": f"24 * {_PEOPLE}", "told_visits": f"18 * {_PEOPLE}"}
    _insert(connection, year, told_days, told, all_days)
    of_day = {name: f"{HOURS} * {value}" for name, value in _OF_WINDOWS.items()}
    flow = {"plays": "400", "proof_ms": "6000000", "play_days": "1", "reaction_days": "1"}
    met = {"opportunities": f"100.0 * {_PEOPLE}", "opportunity_days": "1"}
    _insert(connection, year, flow_days, of_day | flow | met | {"told_visits": f"18 * {_PEOPLE}"}, all_days)
    ads = {
        name: f"{len(CREATIVES)} * {_OF_READER[name]}" for name in ("n", "smile_n", "smile_sum", "noise_variance_sum")
    }
    asked = {"model": f"'{MODEL}'", "plays": f"{len(CREATIVES)} * 400", "told_of": told["visits"]}
    _insert(connection, year, site_days, of_day | ads | asked | {"told_visits": told["told_visits"]}, all_days, ())
    _insert(connection, year, window_hours, {"device_id": "k.s", **_OF_WINDOWS}, detailed, ("h",))
    plays = _of_experiment(year) | {"device_id": "k.s", "plays": "33", "complete": "33", "proof_ms": "500000"}
    _insert(connection, year, play_hours, plays, detailed, ("c", "h"))
    cell = _OF_CELL | _of_experiment(year) | {"part": "-1", "expression_model": f"'{MODEL}'"}
    _insert(connection, year, cell_days, cell, detailed, ("c", "t"))
    blocks = {"blocks": "200", "complete_blocks": "190", "arms": "2", "experiment": "'e1'"}
    end = min(year.days, EXPERIMENT_DAYS)
    _insert(connection, year, block_days, blocks, (year.last_day - end + 1, year.last_day), ())
    blocks["experiment"] = "'e2'"
    _insert(connection, year, block_days, blocks, (FIRST_DAY, FIRST_DAY + end - 1), ())


def _of_experiment(year: Year) -> dict[str, str]:
    """The first two creatives in the last days, the next two in the first ones."""
    last = f"k.c <= 2 AND k.d > {year.last_day - EXPERIMENT_DAYS}"
    first = f"k.c IN (3, 4) AND k.d < {FIRST_DAY + EXPERIMENT_DAYS}"
    return {
        "experiment": f"CASE WHEN {last} THEN 'e1' WHEN {first} THEN 'e2' ELSE '' END",
        "arm": f"CASE WHEN {last} OR {first} THEN CASE WHEN k.c % 2 = 1 THEN 'a' ELSE 'b' END ELSE '' END",
    }


_KEYS = {"site_id": "k.s", "day": "k.d", "creative_id": "k.c", "hour": "k.h + 8", "second": "k.t"}
_SPANS = {"c": (1, len(CREATIVES)), "h": (0, HOURS - 1), "t": (0, SECONDS - 1)}


def _insert(
    connection: Connection,
    year: Year,
    table: Table,
    values: Mapping[str, str],
    days: tuple[int, int],
    spans: tuple[str, ...] = ("c",),
) -> None:
    """Inserts a row for each site, day, and each number of the spans: creatives, hours, media seconds."""
    spans_of = {"s": (1, year.sites), "d": days, **{name: _SPANS[name] for name in spans}}
    numbers = ", ".join(
        f"{name}s ({name}) AS (SELECT {first} UNION ALL SELECT {name} + 1 FROM {name}s WHERE {name} < {last})"
        for name, (first, last) in spans_of.items()
    )
    fixed = "".join(f", 0 AS {name}" for name in ("c", "h", "t") if name not in spans)
    key = f"(SELECT *{fixed} FROM {' CROSS JOIN '.join(f'{name}s' for name in spans_of)})"
    columns = [column.name for column in table.columns]
    select = ", ".join(values.get(name) or _KEYS.get(name) or "0" for name in columns)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(columns)}) WITH RECURSIVE {numbers} SELECT {select} FROM {key} k"
    )


def _rollups(connection: Connection, year: Year) -> None:
    """Makes all rollups of the days, and those months that have no days by media second and hour."""
    days = range(FIRST_DAY, year.last_day + 1)
    all_months = {(site, month_number(day)) for site in range(1, year.sites + 1) for day in days}
    detailed = {(site, month) for site, month in all_months if month >= month_number(year.detailed_from)}
    changes = Changes(plays=all_months, windows=detailed, reactions=detailed)
    update_rollups(connection, changes)
    for month in sorted({month for _, month in all_months - detailed}):
        of_month = {"month": str(month), "model": f"'{MODEL}'"}
        many = {name: f"{_MONTH} * {value}" for name, value in (_OF_CELL | of_month).items() if name not in of_month}
        _insert(connection, year, cell_rollups, many | of_month, (FIRST_DAY, FIRST_DAY), ("c", "t"))
        many = {name: f"{_MONTH} * {value}" for name, value in _OF_WINDOWS.items()}
        _insert(connection, year, hour_rollups, many | of_month, (FIRST_DAY, FIRST_DAY), ("c", "h"))
    make_wholes(connection, range(1, year.sites + 1))
    mark_all_days(connection)
    make_day_totals(connection)


def sizes(connection: Connection) -> dict[str, int]:
    """Rows of the tables of sums."""
    return {
        table.name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one())
        for table in (*SUMS, *ROLLUPS)
    }
