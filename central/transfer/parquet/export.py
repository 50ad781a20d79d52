"""Writes the stored data into a folder of Parquet files, kind by kind and month by month."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import pyarrow.parquet as pq
from sqlalchemy import Connection, text

from central import VERSION
from central.clock import now_ms
from central.errors import NotFoundError, SourceError, UsageError
from central.store.scope import Scope, VisibleSites, visible_sites
from central.store.store import Store
from central.store.streaming import open_long_view, stream_rows
from central.store.sums import sum_all
from central.store.tables.totals import month_days, month_number
from central.transfer.parquet.dataset import Facts, folder_facts, hold_export_folder, write_facts
from central.transfer.parquet.files import MonthWriter, NumberedNames, recover_interrupted_export, write_names
from central.transfer.parquet.kinds import CREATIVES, KINDS, MONTHLY, REVIEWS, SCHEMA, SITES, Kind, month_text

AT_ONCE = 16_384
"""Number of rows that are read from the database at once."""
_PLAYS_FROM_DAY = text("SELECT value FROM facts WHERE name = 'plays_from_day'")
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ParquetFilter:
    """Rows to export. Each month with a day from `from_day` to `to_day` is written completely; None: all months.
    `scope`: sites to export. `kinds`: kinds from KINDS; empty: all kinds.
    """

    scope: Scope
    from_day: int | None = None
    to_day: int | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """Counts of the files and rows that were written."""

    rows: int
    bytes: int


def export_parquet(store: Store, folder: Path, wanted: ParquetFilter, report: Report) -> Exported:
    """Export into a folder, which may contain an older export of the same sites.

    `report` receives a line for each month and kind. Raises UsageError or DatabaseError. Raises SourceError if the
    folder cannot be written.
    """
    sites = str(wanted.scope)
    with _faults_of_files(folder), hold_export_folder(folder, sites):
        sum_all(store)
        with open_long_view(store) as connection, _faults_of_files(folder):
            visible = _visible(connection, wanted.scope)
            return _Export(connection, folder, wanted, visible, report).run(sites)


@contextmanager
def _faults_of_files(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"export: {folder} cannot be written ({error.strerror or error}). Months that were not finished are"
            " unchanged."
        ) from None


def _visible(connection: Connection, scope: Scope) -> VisibleSites:
    """Visible sites within the scope. Raises NotFoundError if a name in the scope is not a site."""
    visible = visible_sites(connection, scope)
    for name in sorted(scope.patterns or ()):
        tenant, _, site = name.partition("/")
        if not any(site in ("*", own) and tenant == of for of, own in visible.names.values()):
            raise NotFoundError(f"export: there is no site {name}. `vitrina-central site list` shows all.")
    return visible


class _Export:
    """One export."""

    def __init__(
        self, connection: Connection, folder: Path, wanted: ParquetFilter, visible: VisibleSites, report: Report
    ) -> None:
        self._connection, self._folder, self._wanted, self._report = connection, folder, wanted, report
        self._visible = visible
        self._sites = ", ".join(map(str, sorted(visible.names))) or "NULL"
        self._rows = self._bytes = 0

    def run(self, sites: str) -> Exported:
        """Write everything that was requested."""
        self._check_numbers()
        before = folder_facts(self._folder)
        if before is not None and not before.is_complete:
            self._report("the last export was interrupted, so everything is written again")
            self._wanted = ParquetFilter(self._wanted.scope)
        recover_interrupted_export(self._folder)
        facts = self._facts(sites)
        write_facts(self._folder, facts)
        self._write_names(facts)
        names = self._names()
        for kind in MONTHLY:
            self._write_kind(kind, names, facts)
        write_facts(self._folder, replace(facts, is_complete=True))
        return Exported(self._rows, self._bytes)

    def _facts(self, sites: str) -> Facts:
        kinds = {tenant.startswith("sim-") for tenant in self._visible.tenants}
        simulated = "some" if len(kinds) == 2 else "yes" if kinds == {True} else "no"
        at = datetime.fromtimestamp(now_ms() // 1000, timezone.utc).isoformat()
        return Facts(SCHEMA, f"vitrina-central {VERSION}", at, simulated, sites, is_complete=False)

    def _check_numbers(self) -> None:
        """Check that the site numbers in the folder are those of this store. Otherwise rows of two stores would be
        mixed.
        """
        file = self._folder / "kind=sites" / "part-0.parquet"
        if not file.exists():
            return
        there = pq.read_table(file, columns=["id", "key"]).to_pydict()
        for number, key in zip(there["id"], there["key"], strict=True):
            if "/".join(self._visible.names.get(number, ())) != key:
                raise UsageError(
                    f"export: {self._folder} was written from another store: its site {number} is {key}. Name"
                    " another folder. Nothing was written."
                )

    def _write_names(self, facts: Facts) -> None:
        """Write sites and creatives in any case, because rows are useless without their names. Also write reviews,
        because there are only few.
        """
        kiosks = "SELECT count(*) FROM devices d WHERE d.site_id = s.id"
        research = (
            "SELECT count(*) FROM states t JOIN devices d ON d.id = t.device_id WHERE d.site_id = s.id AND"
            " t.\"use\" = 'research'"
        )
        query = (
            f"SELECT s.id, s.key, s.tenant, s.site, s.zone, s.parts, ({kiosks}), ({research}) FROM sites s"
            f" WHERE s.id IN ({self._sites}) ORDER BY s.id"
        )
        sites = [(*row[:7], bool(row[7])) for row in self._connection.execute(text(query))]
        write_names(self._folder / "kind=sites", SITES, sites, facts.metadata)
        query = f"SELECT {', '.join(f'c.{name}' for name in CREATIVES)} FROM creatives c"
        seen = f"{query} WHERE {self._visible.where_creative('c')} ORDER BY c.id"
        creatives = [tuple(row) for row in self._connection.execute(text(seen))]
        write_names(self._folder / "kind=creatives", CREATIVES, creatives, facts.metadata)

        query = f"SELECT {', '.join(f'r.{name}' for name in REVIEWS)} FROM review_days r"
        query += " WHERE r.n IS NOT NULL ORDER BY r.tenant, r.tag, r.day"
        reviews = [tuple(row) for row in self._connection.execute(text(query))]
        seen_reviews = [row for row in reviews if self._wanted.scope.allows_tenant(row[0])]
        write_names(self._folder / "kind=reviews", REVIEWS, seen_reviews, facts.metadata)

    def _names(self) -> NumberedNames:
        devices = self._connection.execute(text(f"SELECT id, device FROM devices WHERE site_id IN ({self._sites})"))
        creatives = self._connection.execute(text("SELECT id, creative FROM creatives"))
        return {
            "site_id": self._visible.names,
            "device_id": {int(row[0]): (str(row[1]),) for row in devices},
            "creative_id": {int(row[0]): (str(row[1]),) for row in creatives},
        }

    def _write_kind(self, kind: Kind, names: NumberedNames, facts: Facts) -> None:
        folder = self._folder / f"kind={kind.name}"
        if kind.name in (self._wanted.kinds or KINDS):
            folder.mkdir(exist_ok=True)  # also where there are no rows: that is not the same as not exported
        for month in self._months_to_write(kind, [_month_number(path.name) for path in folder.glob("month=*")]):
            with MonthWriter(folder, kind, month, names, facts.metadata) as writer:
                for rows in stream_rows(self._connection, kind.query(self._sites, *month_days(month)), AT_ONCE):
                    writer.add(rows)
            self._rows, self._bytes = self._rows + writer.rows, self._bytes + writer.bytes
            self._report(f"{kind.name} {month_text(month)}: {writer.rows:,} rows, {writer.bytes / 1e6:,.1f} MB")

    def _months_to_write(self, kind: Kind, there: Iterable[int]) -> Iterator[int]:
        """Months to write: the requested months that are in the store or in the folder, which may contain months that
        the store has deleted. Months of plays that the store keeps only as totals are always included.
        """
        months = set()
        if kind.name in (self._wanted.kinds or KINDS):
            months = {month for month in {*self._stored_months(kind), *there} if self._is_wanted(month)}
        if kind.name == "plays":
            from_day = self._connection.execute(_PLAYS_FROM_DAY).scalar_one_or_none()
            months |= {month for month in there if from_day is not None and month_days(month)[0] < from_day}
        yield from sorted(months)

    def _stored_months(self, kind: Kind) -> range:
        """All months between the first and the last day of the store."""
        table = kind.source.split()[0]
        first, last = self._connection.execute(
            text(
                f"SELECT min(e.first), max(e.last) FROM (SELECT (SELECT min(day) FROM {table} m WHERE m.site_id = s.id)"
                f" AS first, (SELECT max(day) FROM {table} m WHERE m.site_id = s.id) AS last FROM sites s"
                f" WHERE s.id IN ({self._sites})) e"
            )
        ).one()
        return range(0) if first is None else range(month_number(first), month_number(last) + 1)

    def _is_wanted(self, month: int) -> bool:
        first, last = month_days(month)
        from_day, to_day = self._wanted.from_day, self._wanted.to_day
        return (from_day is None or last >= from_day) and (to_day is None or first <= to_day)


def _month_number(name: str) -> int:
    year, _, month = name.removeprefix("month=").partition("-")
    return int(year) * 12 + int(month) - 1
