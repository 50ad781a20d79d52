"""Computes the totals of a site's day, always from all its rows. Nothing is ever added to an existing total, so a crash
cannot count a message twice.
"""

from collections.abc import Iterable
from functools import partial

from sqlalchemy import Connection, text

from central.measures import REPORTED, TABLE
from central.store.columns import CURVE_PEOPLE, CURVE_SUMS, DWELL, LOOKED, WINDOW_SUMS
from central.store.failed_sums import DirtyDay, set_site_day_aside
from central.store.local_time import offset_within_hour_ms
from central.store.rollup_selects import sum_columns
from central.store.rollups import Changes, day_content, make_day_totals, mark_all_days, note_changes, update_rollups
from central.store.savepoints import try_in_savepoint
from central.store.site_days import site_days_statement
from central.store.store import Store

AT_ONCE = 200
"""Number of site-days for which totals are computed in one transaction."""

_DIRTY = text(
    "SELECT d.site_id, d.day, d.changes, s.zone, s.key FROM dirty d JOIN sites s ON s.id = d.site_id"
    " WHERE d.changes > 0 ORDER BY d.site_id, d.day LIMIT :limit"
)
_TAKE = text("DELETE FROM dirty WHERE site_id = :site_id AND day = :day")
_MARK_ALL = text(
    "INSERT INTO dirty (site_id, day, changes) SELECT site_id, day, 1 FROM (SELECT site_id, day FROM window_hours"
    " UNION SELECT site_id, day FROM play_hours UNION SELECT site_id, day FROM reaction_days) AS days WHERE true"
    " ON CONFLICT (site_id, day) DO UPDATE SET changes = dirty.changes + 1"
)
_PLAYS_FROM_DAY = text("SELECT coalesce(max(value), -1000000) FROM facts WHERE name = 'plays_from_day'")
HOUR_MS = 3_600_000
_THE_DAY = "site_id = :site_id AND day = :day"
_ARM = "creative_id, experiment, arm"


_SUMMED = tuple(row for row in TABLE if row.column)
_COUNTED = tuple(row for row in _SUMMED if row.people != row.weight or row.weight == "body_n")
"""Columns for which the number of people is counted separately in the totals."""
_CURVES = tuple(row for row in REPORTED if row.curve)


def _columns(names: Iterable[str]) -> str:
    return ", ".join(names)


def _sums(names: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f"coalesce(sum({prefix}{name}), 0)" for name in names)


def _people(column: str | None, weight: str) -> str:
    """SQL for the number of people in the rows that have a value in a column."""
    return f"coalesce(sum(CASE WHEN {column} IS NULL THEN 0 ELSE {weight} END), 0)"


_WINDOWS = (
    "INSERT INTO window_hours (site_id, day, device_id, hour, windows, visits, watchers,"
    f" {_columns((*LOOKED, *DWELL))}, dwell_s_sum, dwell_n, span_ms, sensed_ms,"
    " within_visits)"
    f" SELECT site_id, day, device_id, hour, count(*), sum(visits), sum(watchers), {_sums((*LOOKED, *DWELL))},"
    " coalesce(sum(dwell_s * visits), 0), coalesce(sum(CASE WHEN dwell_s IS NULL THEN 0 ELSE visits END), 0),"
    " sum(to_ms - from_ms), sum(coverage * (to_ms - from_ms)),"
    f" sum(CASE WHEN (from_ms + :shift_ms) / {HOUR_MS} = (to_ms - 1 + :shift_ms) / {HOUR_MS} THEN visits ELSE 0 END)"
    f" FROM windows WHERE {_THE_DAY} GROUP BY site_id, day, device_id, hour"
)
_PLAYS = (
    f"INSERT INTO play_hours (site_id, day, device_id, hour, {_ARM}, plays, complete, proof_ms)"
    f" SELECT site_id, day, device_id, hour, {_ARM}, count(*), sum(CASE WHEN complete THEN 1 ELSE 0 END),"
    f" sum(end_ms - start_ms) FROM plays WHERE {_THE_DAY} GROUP BY site_id, day, device_id, hour, {_ARM}"
)
_REACTION_KEY = f"site_id, day, device_id, coalesce(part, -1), {_ARM}, expression_model"
_REACTIONS = (
    f"INSERT INTO reaction_days (site_id, day, device_id, part, {_ARM}, expression_model, reactions, plays, exposed,"
    f" watchers, n, {_columns(row.total for row in _SUMMED)}, {_columns(row.people for row in _COUNTED)},"
    " noise_variance_sum, noise_laughter_sum)"
    f" SELECT {_REACTION_KEY}, count(*), sum(plays), sum(exposed), sum(watchers), sum(n),"
    f" {_sums(f'{row.column} * {row.weight}' for row in _SUMMED)},"
    f" {_columns(_people(row.column, row.weight) for row in _COUNTED)},"
    " sum(noise_total * noise_total), sum(noise_laughter * noise_laughter)"
    f" FROM reactions WHERE {_THE_DAY} GROUP BY {_REACTION_KEY}"
)
_CELL_KEY = "r.site_id, r.day, coalesce(r.part, -1), r.creative_id, r.experiment, r.arm, r.expression_model, c.second"
_CELLS = (
    f"INSERT INTO cell_days (site_id, day, part, {_ARM}, expression_model, second, reactions, watchers, n,"
    f" {_columns(CURVE_SUMS)}, {_columns(CURVE_PEOPLE)})"
    f" SELECT {_CELL_KEY}, count(*), sum(c.watchers), coalesce(sum(c.n), 0),"
    f" {_sums(f'c.{row.curve} * c.{row.curve_weight}' for row in _CURVES)},"
    f" {_columns(_people(f'c.{row.curve}', f'c.{row.curve_weight}') for row in _CURVES)}"
    " FROM reactions r JOIN cells c ON c.device_id = r.device_id AND c.seq = r.seq AND c.at_ms = r.at_ms"
    f" WHERE r.site_id = :site_id AND r.day = :day GROUP BY {_CELL_KEY}"
)
_TOLD = (
    "INSERT INTO told_days (site_id, day, creative_id, visits, told_visits)"
    " SELECT w.site_id, w.day, c.creative_id, sum(w.visits), sum(CASE WHEN EXISTS (SELECT 1 FROM reactions r"
    " WHERE r.site_id = w.site_id AND r.day = w.day AND r.device_id = w.device_id AND r.creative_id = c.creative_id"
    " AND r.from_ms <= w.from_ms AND r.to_ms >= w.to_ms) THEN w.visits ELSE 0 END)"
    f" FROM windows w CROSS JOIN (SELECT DISTINCT creative_id FROM reactions WHERE {_THE_DAY}) c"
    " WHERE w.site_id = :site_id AND w.day = :day GROUP BY w.site_id, w.day, c.creative_id"
)
_BLOCKS = (
    "INSERT INTO block_days (site_id, day, experiment, blocks, complete_blocks, arms)"
    " SELECT :site_id, :day, b.experiment, count(*), sum(CASE WHEN b.arms = a.arms THEN b.whole ELSE 0 END),"
    " max(a.arms) FROM"
    " (SELECT experiment, device_id, block, count(DISTINCT arm) AS arms, min(CASE WHEN complete THEN 1 ELSE 0 END)"
    f" AS whole FROM plays WHERE {_THE_DAY} AND experiment <> '' AND block IS NOT NULL"
    " GROUP BY experiment, device_id, block) b JOIN"
    f" (SELECT experiment, count(DISTINCT arm) AS arms FROM plays WHERE {_THE_DAY} GROUP BY experiment) a"
    " ON a.experiment = b.experiment GROUP BY b.experiment"
)
_KIOSK_DAYS = (
    "SELECT u.creative_id, u.device_id, CAST(sum(u.plays) AS FLOAT) AS plays, CAST(sum(u.proof_ms) AS FLOAT) AS"
    " proof_ms, max(u.is_played) AS is_played, max(u.is_told) AS is_told FROM (SELECT creative_id, device_id, plays,"
    f" proof_ms, 1 AS is_played, 0 AS is_told FROM play_hours WHERE {_THE_DAY} UNION ALL SELECT creative_id, device_id,"
    f" 0, 0, 0, 1 FROM reaction_days WHERE {_THE_DAY}) u GROUP BY u.creative_id, u.device_id"
)
_IS_MET = "k.plays > 0 AND w.sensed_ms > 0"
# A visit overlaps with a play if it begins within its length, or at most a dwell before (Little 1961); the play meets
# the mean flow of the kiosk's day, whichever hours its windows span. Others call it OTS or impressions: per play it is
# the impression multiplier of the IAB, with play and dwell instead of the dwell alone. A visit counts at each play.
_OPPORTUNITIES = (
    "k.plays * (w.visits / (w.sensed_ms / 1000.0)) * (k.proof_ms / 1000.0 / k.plays"
    " + CASE WHEN w.dwell_n > 0 THEN w.dwell_s_sum / w.dwell_n ELSE 0 END)"
)
_FLOW = (
    "INSERT INTO flow_days (site_id, day, creative_id, plays, proof_ms, play_days, reaction_days, told_visits,"
    f" {_columns(WINDOW_SUMS)}, opportunities, opportunity_days)"
    " SELECT :site_id, :day, k.creative_id, sum(k.plays), sum(k.proof_ms), max(k.is_played), max(k.is_told),"
    f" coalesce(max(t.told_visits), 0), {_sums(WINDOW_SUMS, prefix='w.')},"
    f" sum(CASE WHEN {_IS_MET} THEN {_OPPORTUNITIES} ELSE 0 END), sum(CASE WHEN {_IS_MET} THEN 1 ELSE 0 END)"
    f" FROM ({_KIOSK_DAYS}) k LEFT JOIN (SELECT device_id, {sum_columns(WINDOW_SUMS, 'h')} FROM window_hours h"
    f" WHERE {_THE_DAY} GROUP BY device_id) w ON w.device_id = k.device_id LEFT JOIN told_days t"
    " ON t.site_id = :site_id AND t.day = :day AND t.creative_id = k.creative_id GROUP BY k.creative_id"
)
_OF_PLAYS = ("play_hours", "block_days")
_STATEMENTS = {
    "window_hours": text(_WINDOWS),
    "play_hours": text(_PLAYS),
    "reaction_days": text(_REACTIONS),
    "cell_days": text(_CELLS),
    "told_days": text(_TOLD),
    "block_days": text(_BLOCKS),
    # the last ones: they are made of the others
    "flow_days": text(_FLOW),
    "site_days": text(site_days_statement(_THE_DAY)),
}


def sum_dirty(store: Store, at_most: int = AT_ONCE) -> int:
    """Compute the totals of changed days, and their rollups, in one transaction.

    Return the number of days. The row in `dirty` is deleted first. The deletion waits for any batch that has marked the
    day and is not committed yet. Each day has a savepoint. A day that cannot be computed is set aside and keeps its
    former totals.
    """
    with store.engine.begin() as connection:
        if not store.dialect.try_lock(connection, "sums"):
            return 0
        days = [DirtyDay(*row) for row in connection.execute(_DIRTY, {"limit": at_most})]
        from_day = connection.execute(_PLAYS_FROM_DAY).scalar_one()
        if try_in_savepoint(connection, partial(_sum_days, connection, days, from_day)) is not None:
            for day in days:
                _sum_alone(connection, day, from_day)
        if len(days) < at_most:
            make_day_totals(connection)
    return len(days)


def mark_every_day(connection: Connection) -> None:
    """Mark every day that has totals, so that its totals are recomputed."""
    connection.execute(_MARK_ALL)
    mark_all_days(connection)


def sum_all(store: Store) -> int:
    """Compute the totals of all changed days. Return the number of days."""
    total = 0
    while days := sum_dirty(store):
        total += days
    return total


def _sum_days(connection: Connection, days: list[DirtyDay], from_day: int) -> None:
    changes = Changes()
    for day in days:
        why = try_in_savepoint(
            connection, partial(_sum_and_note, connection, day, changes, has_plays=day.day >= from_day)
        )
        if why is not None:
            set_site_day_aside(connection, day, why)
    update_rollups(connection, changes)


def _sum_alone(connection: Connection, day: DirtyDay, from_day: int) -> None:
    """Compute the totals of one day with its rollups.

    If either fails, both stay unchanged. Used to find the faulty day when the totals of several days together fail.
    """
    why = try_in_savepoint(connection, partial(_sum_days, connection, [day], from_day))
    if why is not None:
        set_site_day_aside(connection, day, why)


def _sum_and_note(connection: Connection, day: DirtyDay, changes: Changes, *, has_plays: bool) -> None:
    before = day_content(connection, day.site_id, day.day)
    _sum_day(connection, day.site_id, day.day, day.zone, has_plays=has_plays)
    note_changes(connection, changes, day.site_id, day.day, before, day_content(connection, day.site_id, day.day))


def _sum_day(connection: Connection, site_id: int, day: int, zone: str | None, *, has_plays: bool) -> None:
    """Compute the totals of a day. The totals of plays whose rows were deleted stay unchanged."""
    key = {"site_id": site_id, "day": day}
    shift = {"shift_ms": offset_within_hour_ms(zone, day)}
    connection.execute(_TAKE, key)
    for table, statement in _STATEMENTS.items():
        if table not in _OF_PLAYS or has_plays:
            connection.execute(text(f"DELETE FROM {table} WHERE {_THE_DAY}"), key)
            connection.execute(statement, key | shift if table == "window_hours" else key)
