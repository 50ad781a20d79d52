"""Makes a folder of Parquet files a source of reports: an engine for the totals, and a store for the names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from central.analysis.folder import Folder
from central.reports.sums import Sums
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from central.store.tables.messages import metadata
from central.transfer.parquet.kinds import CREATIVES, SITES

NAMES = {"sites": tuple(name for name in SITES if name not in ("kiosks", "is_research")), "creatives": tuple(CREATIVES)}
"""Columns that both the name tables of a folder and the store contain."""


class FolderEngine(Protocol):
    """Engine over the tables of a folder."""

    def fetch_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run an SQL statement and return its rows."""

    def close(self) -> None:
        """Release all resources."""


@contextmanager
def open_source(path: Path, name: str) -> Iterator[tuple[Sums, Store]]:
    """Open a folder's totals with the engine `name`, and a temporary store with only the folder's sites and creatives.

    Raises SourceError or UsageError.
    """
    engine, sums = _open_engine(Folder.open_folder(path), name)
    try:
        with TemporaryDirectory(prefix="vitrina-report-") as scratch, open_store(Location(Path(scratch))) as store:
            with store.engine.begin() as connection:
                for table, columns in NAMES.items():
                    rows = engine.fetch_rows(f"SELECT {', '.join(columns)} FROM {table}")
                    if rows:
                        named = [dict(zip(columns, row, strict=True)) for row in rows]
                        connection.execute(metadata.tables[table].insert(), named)
            yield sums, store
    finally:
        engine.close()


def _open_engine(folder: Folder, name: str) -> tuple[FolderEngine, Sums]:
    if name == "spark":
        from central.analysis.engine_sums import EngineSums
        from central.analysis.spark_engine import SparkEngine

        spark = SparkEngine(folder)
        return spark, EngineSums(spark)
    from central.analysis.duckdb_engine import DuckDbEngine
    from central.analysis.folder_sums import FolderSums

    duckdb = DuckDbEngine(folder)
    return duckdb, FolderSums(duckdb)
