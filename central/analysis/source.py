"""A folder of Parquet files as a source of reports: an engine for the sums, and a store for the names."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from central.analysis import tables
from central.analysis.engines import Engine
from central.analysis.folder import Folder
from central.reports.columns import Columns
from central.store.database import open_store
from central.store.location import Location
from central.store.schema import metadata
from central.store.store import Store


@contextmanager
def opened(path: Path, name: str) -> Iterator[tuple[Engine, Store]]:
    """The engine of this name over a folder, and a store of this answer alone that knows its sites and creatives.

    Raises SourceError and UsageError.
    """
    folder = Folder.opened(path)
    engine = _engine(folder, name)
    try:
        with TemporaryDirectory(prefix="vitrina-report-") as scratch, open_store(Location(Path(scratch))) as store:
            with store.engine.begin() as connection:
                for table, of in (("sites", tables.sites), ("creatives", tables.creatives)):
                    rows = _rows(engine.columns(of))
                    if rows:
                        connection.execute(metadata.tables[table].insert(), rows)
            yield engine, store
    finally:
        engine.close()


def _engine(folder: Folder, name: str) -> Engine:
    if name == "spark":
        from central.analysis.spark_engine import SparkEngine

        return SparkEngine(folder)
    from central.analysis.duckdb_engine import DuckDbEngine

    return DuckDbEngine(folder)


def _rows(columns: Columns) -> list[dict[str, Any]]:
    return [{name: _plain(column[place]) for name, column in columns.of.items()} for place in range(len(columns))]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else int(value)
