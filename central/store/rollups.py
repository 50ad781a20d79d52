"""Recomputes rollups from the totals of days, and the totals of each day over all sites."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection, text

from central.store import rollup_selects as selects
from central.store.columns import MEASURE_SUMS, PEOPLE
from central.store.failed_sums import set_total_aside
from central.store.panels import PANEL
from central.store.savepoints import try_in_savepoint
from central.store.tables.totals import WHOLE, month_days, month_number

SiteMonth = tuple[int, int]
AT_ONCE = 20
"""Number of sites for which one statement adds up all days."""

_MARK_DAY = text(
    "INSERT INTO dirty_days (day, changes) VALUES (:day, 1)"
    " ON CONFLICT (day) DO UPDATE SET changes = dirty_days.changes + 1"
)
_MARK_ALL = text(
    "INSERT INTO dirty_days (day, changes) SELECT DISTINCT day, 1 FROM reaction_days WHERE true"
    " ON CONFLICT (day) DO UPDATE SET changes = dirty_days.changes + 1"
)
_DIRTY_DAYS = text("SELECT day FROM dirty_days WHERE changes > 0 ORDER BY day")
_HAS_ROLLUP = text("SELECT 1 FROM flow_rollups WHERE site_id = :site_id AND month = :month LIMIT 1")
_CONTENT_OF_REACTIONS = text("SELECT * FROM reaction_days WHERE site_id = :site_id AND day = :day")
_CONTENT_OF_WINDOWS = (
    text("SELECT * FROM window_hours WHERE site_id = :site_id AND day = :day"),
    text("SELECT DISTINCT device_id, creative_id FROM play_hours WHERE site_id = :site_id AND day = :day"),
)


@dataclass(frozen=True, slots=True)
class _Monthly:
    """A rollup by month: its key columns after site, month and creative, its totals, and the totals of its days."""

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    of_days: Callable[[selects.Where], str]
    has_span: bool = False  # columns first_day, last_day

    def month_statement(self, sites: str, month: int) -> str:
        """SQL statement that computes the rollups of one month for some sites."""
        first, last = month_days(month)
        query = self.of_days(lambda alias: f"{alias}.site_id IN ({sites}) AND {alias}.day BETWEEN {first} AND {last}")
        names = ", ".join((*self.keys, *self._values))
        return (
            f"INSERT INTO {self.table} (site_id, month, creative_id, {names})"
            f" SELECT m.site_id, {month}, m.creative_id, {names} FROM ({query}) AS m"
        )

    def whole_statement(self, sites: str) -> str:
        """SQL statement that adds up all days of some sites, from the rollups of their months."""
        span = "min(m.first_day), max(m.last_day), " if self.has_span else ""
        keys = ", ".join(("creative_id", *self.keys))
        return (
            f"INSERT INTO {self.table} (site_id, month, {keys}, {', '.join(self._values)})"
            f" SELECT m.site_id, {WHOLE}, {keys}, {span}{selects.sum_columns(self.sums, 'm')} FROM {self.table} m"
            f" WHERE m.site_id IN ({sites}) AND m.month >= 0 GROUP BY m.site_id, {keys}"
        )

    @property
    def _values(self) -> tuple[str, ...]:
        return (*(("first_day", "last_day") if self.has_span else ()), *self.sums)


_FLOW = _Monthly("flow_rollups", ("weekday",), selects.FLOW_SUMS, selects.select_flow, has_span=True)
_HOURS = _Monthly("hour_rollups", ("hour",), selects.HOUR_SUMS, lambda where: selects.select_hours(where, where))
_CELLS = _Monthly("cell_rollups", ("model", "second"), selects.CELLS, selects.select_cells)
_PARTS = _Monthly("part_rollups", ("model", "part"), ("smile_n", "smile_sum"), selects.select_parts)


@dataclass(slots=True)
class Changes:
    """Months and sites in which totals of a day have changed, grouped by the kind of totals."""

    plays: set[SiteMonth] = field(default_factory=set)  # all
    windows: set[SiteMonth] = field(default_factory=set)
    reactions: set[SiteMonth] = field(default_factory=set)
    reaction_days: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Site:
    """Number and names of a site."""

    id: int
    tenant: str
    site: str


@dataclass(frozen=True, slots=True)
class Content:
    """Totals of a day, which are compared to find out whether a rollup must be recomputed."""

    reactions: frozenset[tuple[object, ...]]
    windows: tuple[frozenset[tuple[object, ...]], ...]


def day_content(connection: Connection, site_id: int, day: int) -> Content:
    """Current totals of a day."""
    key = {"site_id": site_id, "day": day}
    rows = [
        frozenset(tuple(row) for row in connection.execute(query, key))
        for query in (_CONTENT_OF_REACTIONS, *_CONTENT_OF_WINDOWS)
    ]
    return Content(rows[0], tuple(rows[1:]))


def note_changes(
    connection: Connection, changes: Changes, site_id: int, day: int, before: Content, after: Content
) -> None:
    """Add the differences between old and new totals to `changes`. If a month has no rollup yet, everything in it
    counts as changed.
    """
    key = (site_id, month_number(day))
    is_new = key not in changes.plays and (
        connection.execute(_HAS_ROLLUP, {"site_id": site_id, "month": key[1]}).first() is None
    )
    changes.plays.add(key)
    if is_new or before.windows != after.windows or before.reactions != after.reactions:
        changes.windows.add(key)
    if is_new or before.reactions != after.reactions:
        changes.reactions.add(key)
    if before.reactions != after.reactions:
        changes.reaction_days.add(day)


def update_rollups(connection: Connection, changes: Changes) -> None:
    """Recompute changed rollups, and mark the days for which the totals over all sites must be recomputed."""
    _make_months_and_wholes(connection, (_FLOW,), changes.plays)
    _make_months_and_wholes(connection, (_HOURS,), changes.windows)
    _make_months_and_wholes(connection, (_CELLS, _PARTS), changes.reactions)
    for sites in _lists({site_id for site_id, _ in changes.reactions}):
        connection.exec_driver_sql(f"DELETE FROM reaction_rollups WHERE site_id IN ({sites})")
        query = selects.select_reactions(_of_sites(sites))
        names = ", ".join(("site_id", "creative_id", "model", *selects.REACTIONS))
        connection.exec_driver_sql(f"INSERT INTO reaction_rollups ({names}) {query}")
    for day in sorted(changes.reaction_days):
        connection.execute(_MARK_DAY, {"day": day})


def mark_all_days(connection: Connection) -> None:
    """Mark every day, so that its totals over all sites are recomputed."""
    connection.execute(_MARK_ALL)


def _make_months_and_wholes(connection: Connection, rollups: Iterable[_Monthly], changed: set[SiteMonth]) -> None:
    """Recompute the given months of sites, and then the rollups over all days of these sites."""
    for rollup in rollups:
        for month in sorted({month for _, month in changed}):
            sites = _list({site_id for site_id, of in changed if of == month})
            connection.exec_driver_sql(f"DELETE FROM {rollup.table} WHERE site_id IN ({sites}) AND month = {month}")
            connection.exec_driver_sql(rollup.month_statement(sites, month))
        if changed:
            make_wholes(connection, {site_id for site_id, _ in changed}, (rollup,))


def make_wholes(
    connection: Connection, site_ids: Iterable[int], rollups: Iterable[_Monthly] = (_FLOW, _HOURS, _CELLS, _PARTS)
) -> None:
    """Recompute the rollups over all days of some sites, from the rollups of their months."""
    sites = _list(site_ids)
    for rollup in rollups:
        connection.exec_driver_sql(f"DELETE FROM {rollup.table} WHERE site_id IN ({sites}) AND month = {WHOLE}")
        connection.exec_driver_sql(rollup.whole_statement(sites))


def make_day_totals(connection: Connection) -> None:
    """Compute the totals over all sites for the marked days, separately for shops and for participants."""
    days = [int(row[0]) for row in connection.execute(_DIRTY_DAYS)]
    if not days:
        return
    connection.exec_driver_sql(f"DELETE FROM dirty_days WHERE day IN ({_list(days)})")
    connection.exec_driver_sql(f"DELETE FROM reaction_totals WHERE day IN ({_list(days)})")
    sites = [_Site(*row) for row in connection.exec_driver_sql("SELECT id, tenant, site FROM sites")]
    for day in days:
        if try_in_savepoint(connection, partial(_make_day_total, connection, day, sites)) is not None:
            _make_tenant_totals(connection, day, sites)


def _make_tenant_totals(connection: Connection, day: int, of: list[_Site]) -> None:
    """Compute the totals of a day for each tenant separately. A creative belongs to one tenant, so no total covers two
    tenants.
    """
    tenants: dict[str, list[_Site]] = {}
    for site in of:
        tenants.setdefault(site.tenant, []).append(site)
    for tenant, sites in sorted(tenants.items()):
        why = try_in_savepoint(connection, partial(_make_day_total, connection, day, sites))
        if why is not None:
            set_total_aside(connection, day, tenant, why)


def _make_day_total(connection: Connection, day: int, of: list[_Site]) -> None:
    names = ", ".join(("creative_id", "is_panel", "day", "model", *PEOPLE, *MEASURE_SUMS))
    for is_panel in (0, 1):
        sites = [site.id for site in of if bool(PANEL.fullmatch(site.site)) == bool(is_panel)]
        if sites:
            query = selects.select_totals(_of_day(_list(sites), day))
            connection.exec_driver_sql(
                f"INSERT INTO reaction_totals ({names}) SELECT t.creative_id, {is_panel}, t.day, t.model,"
                f" {', '.join((*PEOPLE, *MEASURE_SUMS))} FROM ({query}) AS t"
            )


def _of_sites(sites: str) -> selects.Where:
    return lambda alias: f"{alias}.site_id IN ({sites})"


def _lists(numbers: Iterable[int]) -> Iterator[str]:
    """Numbers in groups. The database sorts the days of each group of sites in memory, so groups must be small."""
    ordered = sorted(numbers)
    for begin in range(0, len(ordered), AT_ONCE):
        yield _list(ordered[begin : begin + AT_ONCE])


def _of_day(sites: str, day: int) -> selects.Where:
    return lambda alias: f"{alias}.site_id IN ({sites}) AND {alias}.day = {day}"


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
