"""One fleet in SQLite, in PostgreSQL and in a folder of Parquet files, and the engines that read it."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doubles.postgres import Postgres

if TYPE_CHECKING:
    from central.analysis.engines import Engine
    from central.reports.sums import Sums
    from central.store.store import Store

ENGINES = ("sqlite", "postgresql", "duckdb", "spark")


def fill(store: "Store") -> None:
    """Writes six sites over the end of a month: two kiosks and three networks each, zones, parts, tags, a
    participant."""
    from central.store.sites import set_site
    from central.store.sums import sum_all
    from tests.central.fleet import reading, state
    from tests.central.reports.test_rollups import messages

    set_site(store, "acme/shop-1", zone="Asia/Kolkata", parts="10:00,14:00", is_new=True)
    set_site(store, "acme/shop-2", zone="Europe/Berlin", parts="10:00,14:00", is_new=True)
    made = [*messages(seed=5), reading("state", state("acme/shop-3/door", use="research"), "acme/shop-3/door")]
    assert store.write_messages(made).rejections == []
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE creatives SET tag = 'brand', name = 'The ' || creative")
    sum_all(store)


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Store]":
    """The fleet in SQLite."""
    from central.store.database import open_store
    from central.store.location import Location

    with open_store(Location(tmp_path_factory.mktemp("fleet"))) as store:
        fill(store)
        yield store


@pytest.fixture(scope="session")
def postgres_store(postgres: Postgres) -> "Iterator[Store]":
    """The fleet in PostgreSQL."""
    from central.store.database import open_store
    from central.store.location import Location

    with open_store(Location(None, postgres.new_database())) as store:
        fill(store)
        yield store


@pytest.fixture(scope="session")
def folder(sqlite_store: "Store", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fleet as Parquet."""
    from central.store.scope import Scope
    from central.transfer.parquet.export import ParquetFilter, export_parquet

    path = tmp_path_factory.mktemp("parquet")
    export_parquet(sqlite_store, path, ParquetFilter(Scope.whole_store()), lambda _: None)
    return path


@pytest.fixture(scope="session")
def spark(folder: Path) -> "Iterator[Engine]":
    """Spark, once: its Java takes ten seconds."""
    if find_spec("pyspark") is None or (shutil.which("java") is None and "JAVA_HOME" not in os.environ):
        pytest.skip("no pyspark, or no Java 17: make spark")
    from central.analysis.folder import Folder
    from central.analysis.spark_engine import SparkEngine

    engine = SparkEngine(Folder.open_folder(folder), "local[1]")
    yield engine
    engine.close()


@pytest.fixture
def reference(sqlite_store: "Store") -> "Iterator[Engine]":
    """The engine that the others are compared with."""
    from central.store.database import read_view
    from tests.central.analysis.database_engine import DatabaseEngine

    with read_view(sqlite_store) as connection:
        yield DatabaseEngine(connection)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, folder: Path) -> "Iterator[Engine]":
    """Each engine over the fleet."""
    from central.analysis.duckdb_engine import DuckDbEngine
    from central.analysis.folder import Folder
    from central.store.database import read_view
    from tests.central.analysis.database_engine import DatabaseEngine

    if request.param == "spark":
        yield request.getfixturevalue("spark")
    elif request.param == "duckdb":
        opened = DuckDbEngine(Folder.open_folder(folder))
        yield opened
        opened.close()
    else:
        store = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
        with read_view(store) as connection:
            yield DatabaseEngine(connection)


@pytest.fixture
def sums(engine: "Engine") -> "Sums":
    """Sums of reports from each engine: DuckDB runs the statements of the store, the others the expressions."""
    from central.analysis.duckdb_engine import DuckDbEngine
    from central.analysis.engine_sums import EngineSums
    from central.analysis.folder_sums import FolderSums

    return FolderSums(engine) if isinstance(engine, DuckDbEngine) else EngineSums(engine)
