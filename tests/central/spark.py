"""The six expressions on four engines, beside each other: `make spark`. Writes the table of docs/evidence/central.md.

A store of 20 sites and 28 days in SQLite and PostgreSQL, its export in DuckDB and Spark. CPU time of the client, and of
Spark the time on the wall, for it computes in a Java of its own.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from central.analysis.duckdb_engine import DuckDbEngine
from central.analysis.engines import Engine
from central.analysis.folder import Folder
from central.analysis.spark_engine import SparkEngine
from central.reports.columns import Columns
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.tables.messages import metadata
from central.transfer.parquet.export import ParquetFilter, export_parquet
from tests.central.analysis.database_engine import DatabaseEngine
from tests.central.analysis.six import SIX
from tests.central.filled_year import Year, fill
from tests.doubles.postgres import Postgres
from tests.evidence.parts import write_part

YEAR = Year(20, 28)
_TABLES = ("sites", "creatives", "reaction_days", "cell_days", "window_hours")
_PARTS = "UPDATE reaction_days SET part = site_id % 3"


def digits(found: Columns, expected: Columns) -> int:
    """Digits to which all numbers agree, at most 15; 0 where a type, a text or the number of rows differs."""
    if set(found.of) != set(expected.of) or len(found) != len(expected):
        return 0
    worst = 0.0
    for name, column in expected.of.items():
        if found[name].dtype != column.dtype:
            return 0
        if column.dtype == np.object_:
            if found[name].tolist() != column.tolist():
                return 0
        elif not np.array_equal(np.isnan(found[name]), np.isnan(column)):
            return 0
        else:
            told = ~np.isnan(column)
            size = np.maximum(np.abs(column[told]), 1e-3)
            worst = max(worst, float((np.abs(found[name][told] - column[told]) / size).max(initial=0.0)))
    return 15 if worst < 1e-15 else int(-np.log10(worst))


def timed(engine: Engine, name: str) -> tuple[Columns, float]:
    """Result of an expression, and the time of its second run."""
    clock = time.monotonic if engine.name == "spark" else time.process_time
    engine.run_expression(SIX[name])
    begin_s = clock()
    found = engine.run_expression(SIX[name])
    return found, clock() - begin_s


def compared(engines: list[Engine]) -> str:
    """The table."""
    heads = [f"{engine.name}: digits, {'wall' if engine.name == 'spark' else 'CPU'}" for engine in engines]
    lines = [f"| expression | rows | {' | '.join(heads)} |", f"|{'---|' * (len(engines) + 2)}"]
    for name in SIX:
        answers = [timed(engine, name) for engine in engines]
        expected = answers[0][0]
        cells = [f"{digits(found, expected)}, {spent_s:.2f} s" for found, spent_s in answers]
        lines.append(f"| {name} | {len(expected)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Fills the stores, runs all, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    server = Postgres()
    server.start()
    try:
        with (
            tempfile.TemporaryDirectory() as root,
            open_store(Location(Path(root) / "data")) as lite,
            open_store(Location(None, server.new_database())) as large,
        ):
            fill(lite, YEAR)
            with lite.engine.begin() as source, large.engine.begin() as target:
                source.exec_driver_sql(_PARTS)
                for name in _TABLES:
                    rows = [tuple(row) for row in source.exec_driver_sql(f"SELECT * FROM {name}")]
                    large.dialect.insert_rows(target, metadata.tables[name], rows)
            export_parquet(lite, Path(root) / "fleet", ParquetFilter(Scope.whole_store()), lambda _: None)
            folder = Folder.open_folder(Path(root) / "fleet")
            with read_view(lite) as of_lite, read_view(large) as of_large:
                opened: list[Engine] = [DatabaseEngine(of_lite), DatabaseEngine(of_large)]
                opened += [DuckDbEngine(folder), SparkEngine(folder, "local[1]")]
                shown = compared(opened)
                for engine in opened:
                    engine.close()
    finally:
        server.remove()
    print(shown)
    if options.table:
        write_part(options.table, "engines", shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
