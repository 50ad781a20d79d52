"""Cost of a curve with its spread over 1,000 sites for a year, from daily cells in Parquet: `make bench-parquet`.

CPU time of this process, beside that of SQLite, which reads rollups of the same year. No message is behind the rows.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from central.analysis import expressions, tables
from central.analysis.duckdb_engine import DuckDbEngine
from central.analysis.folder import USED, Folder
from central.analysis.folder_sums import _by_days
from central.reports import query
from central.reports.columns import Columns
from central.reports.curves import Cells, build_curve
from central.reports.fetch import Reader
from central.reports.selection import Request, Selection, build_selection, find_creatives
from central.store import rollup_selects as selects
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.tables.totals import WHOLE, cell_rollups, month_days, month_number
from central.transfer.parquet.dataset import Facts, write_facts
from central.transfer.parquet.files import GROUP_ROWS, file_schema, open_writer, write_names
from central.transfer.parquet.kinds import CREATIVES, MONTHLY, SCHEMA, SITES, month_text
from tests.central import filled_year
from tests.central.filled_year import FIRST_DAY, MODEL, SECONDS, TENANT, Year
from tests.evidence.parts import write_part

REPEATS = 7
SCOPE = Scope.whole_store()
(CELL_DAYS,) = [kind for kind in MONTHLY if kind.name == "cell_days"]


def write_year(folder: Path, year: Year) -> tuple[int, int]:
    """Writes the daily cells of a year as an export would. Returns rows and bytes."""
    facts = Facts(SCHEMA, "tests", "", "no", "all", is_complete=True)
    for kind in USED:
        (folder / f"kind={kind}").mkdir(parents=True)
    names = enumerate(filled_year.CREATIVES, 1)
    adverts = [(n, f"{TENANT}/{name}", TENANT, name, None, name.partition("_")[0], None) for n, name in names]
    write_names(folder / "kind=creatives", CREATIVES, adverts, {})
    shops = [(n, f"{TENANT}/shop-{n}", TENANT, f"shop-{n}", "Europe/Berlin", None, 1, False) for n in _sites(year)]
    write_names(folder / "kind=sites", SITES, shops, {})
    write_facts(folder, facts)
    rows = size = 0
    for month in range(month_number(FIRST_DAY), month_number(year.last_day) + 1):
        first, last = month_days(month)
        days = np.arange(max(first, FIRST_DAY), min(last, year.last_day) + 1)
        path = folder / "kind=cell_days" / f"month={month_text(month)}" / "part-0.parquet"
        path.parent.mkdir()
        with open_writer(path, file_schema(CELL_DAYS.file_columns, facts.metadata)) as writer:
            for creative, name in enumerate(filled_year.CREATIVES, 1):
                table = _cells(year, days, creative, name)
                writer.write_table(table, row_group_size=GROUP_ROWS)
                rows += table.num_rows
        size += path.stat().st_size
    return rows, size


def _sites(year: Year) -> range:
    return range(1, year.sites + 1)


def _cells(year: Year, days: "np.ndarray[tuple[int], np.dtype[np.int64]]", creative: int, name: str) -> pa.Table:
    """Cells of one creative by site, second, day; with the values of `filled_year`."""
    shape = (year.sites, SECONDS, len(days))
    site, second, day = (
        part.ravel() for part in np.broadcast_arrays(*np.ogrid[1 : shape[0] + 1, : shape[1], : shape[2]])
    )
    day = days[day]
    chance = (site * 7919 + day * 10473 + creative * 1299) % 1009 / 1009
    people = 30 + site % 40 + (chance * 20).astype(np.int64)
    level = 0.1 + 0.01 * creative + 0.001 * (site % 50) + 0.04 * (chance - 0.5)
    values = {"site_id": site, "day": day, "second": second, "reactions": 4, "part": -1, "creative_id": creative}
    values |= {"watchers": 2 * people, "n": people, "smile_n": people, "laughter_n": 2 * people}
    values |= {"smile_sum": people * (level + 0.03 * (second % 5)), "laughter_sum": 0.1 * people}
    shops = pa.array([f"shop-{number}" for number in range(year.sites + 1)])
    texts = {"tenant": TENANT, "creative": name, "experiment": "", "arm": "", "expression_model": MODEL}
    arrays = []
    for field in file_schema(CELL_DAYS.file_columns, {}):
        if field.name == "site":
            arrays.append(shops.take(pa.array(site)))
        elif field.name in texts:
            arrays.append(pa.repeat(texts[field.name], site.size))
        else:
            arrays.append(pa.array(np.broadcast_to(values.get(field.name, 0), site.shape), field.type, safe=False))
    return pa.Table.from_arrays(arrays, schema=file_schema(CELL_DAYS.file_columns, {}))


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a way to a curve, and the rows that it adds up."""

    name: str
    cpu_s: float
    rows: int


def measure(year: Year, folder: Path) -> Iterator[Cost]:
    """Each way to the curve of the first creative."""
    with tempfile.TemporaryDirectory() as data, open_store(Location(Path(data))) as store:
        with store.engine.begin() as connection:
            filled_year._names(connection, year)
            whole = {"month": str(WHOLE), "model": f"'{MODEL}'", **filled_year._OF_CELL}
            filled_year._insert(connection, year, cell_rollups, whole, (FIRST_DAY, FIRST_DAY), ("c", "t"))
        with read_view(store) as connection:
            selection = build_selection(connection, SCOPE, TENANT, Request(TENANT))
            rollup_rows = year.sites * SECONDS
            rows = year.sites * SECONDS * year.days
            yield Cost(
                "SQLite, rollups of the store", _cpu_s(lambda: _of_statement(connection, selection, 1)), rollup_rows
            )
            engine = DuckDbEngine(Folder.open_folder(folder))
            (creative,) = find_creatives(connection, SCOPE, [filled_year.CREATIVES[0]], TENANT)
            of_days = _by_days(selection)
            cost_s = _cpu_s(lambda: _of_statement(engine, of_days, creative.id))
            yield Cost("DuckDB, daily cells: all six curves of a report", cost_s, rows)
            days = tables.cell_days.filter(tables.cell_days.creative_id == creative.id)
            smiles = expressions.curve_means(days)
            assert len(engine.run_expression(smiles)) == SECONDS
            yield Cost("DuckDB, daily cells: smiles, `by_second`", _cpu_s(lambda: engine.run_expression(smiles)), rows)
            engine.close()


def _of_statement(connection: Reader, selection: Selection, creative_id: int) -> None:
    source = query._Sources(selection, (creative_id,)).cells_table()
    keys = ("site_id", "model", "second")
    _curve(query._read_told(connection, source, keys, selects.CELLS, query._COLUMNS_OF_CELL_PEOPLE))


def _curve(cells: Columns) -> None:
    assert len(build_curve(Cells(cells, cells), 1.0)) == SECONDS


def _cpu_s(run: Callable[[], object]) -> float:
    """Least CPU time of some runs: what else the machine does makes each longer."""
    times = []
    for _ in range(REPEATS):
        begin_s = time.process_time()
        run()
        times.append(time.process_time() - begin_s)
    return min(times)


def table(year: Year, costs: list[Cost], rows: int, size: int) -> str:
    """The costs as a table, with their ratio to the first."""
    lines = [
        f"{year.sites:,} sites, {year.days} days: {rows:,} daily cells, {size / 1e6:,.0f} MB of Parquet,"
        f" {size / rows:.1f} B a cell.",
        "",
        "| curve of one creative, with its spread over the sites | rows added up | CPU | ratio |",
        "|---|---|---|---|",
    ]
    lines += [f"| {c.name} | {c.rows:,} | {c.cpu_s:.3f} s | {c.cpu_s / costs[0].cpu_s:.1f} |" for c in costs]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Writes the year, measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    year = Year(options.sites, options.days)
    with tempfile.TemporaryDirectory() as folder:
        begin_s = time.process_time()
        rows, size = write_year(Path(folder), year)
        print(f"written in {time.process_time() - begin_s:.0f} s of CPU", file=sys.stderr)
        shown = table(year, list(measure(year, Path(folder))), rows, size)
    print(shown)
    if options.table:
        write_part(options.table, "parquet", shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
