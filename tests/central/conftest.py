"""Stores for the tests of the central server: SQLite, and a real PostgreSQL. They skip where packages are missing."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doubles.postgres import Postgres, running_postgres

if TYPE_CHECKING:
    from central.store.location import Location
    from central.store.store import Store
    from tests.doubles.ready_store import ReadyDatabases


def _missing(*names: str) -> list[str]:
    return [name for name in names if importlib.util.find_spec(name) is None]


_MISSING = _missing("sqlalchemy", "alembic", "pg8000")
_MISSING_FOR_ANALYSIS = _MISSING + _missing("ibis", "duckdb", "pyarrow")
DATABASES = ("sqlite", "postgresql")


class _SkippedModule(pytest.Module):
    """Test file that cannot run here."""

    def collect(self) -> Iterator[pytest.Item]:
        missing, version = ", ".join(_MISSING_FOR_ANALYSIS), sys.version.split()[0]
        pytest.skip(f"the central server wants {missing} and Python 3.11; this is {version}: make setup")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Replaces each file of this folder by one that says why it is skipped."""
    missing = _MISSING_FOR_ANALYSIS if module_path.parent.name == "analysis" else _MISSING
    return _SkippedModule.from_parent(parent, path=module_path) if missing else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL for all tests of this process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgres: Postgres) -> "ReadyDatabases":
    """Databases that have the tables."""
    from tests.doubles.ready_store import ReadyDatabases

    return ReadyDatabases(postgres)


@pytest.fixture
def new_location(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Callable[[str], Location]]":
    """`new_location("sqlite")` is the place of a new store: with the tables and nothing else."""
    from central.store.location import Location
    from tests.doubles.ready_store import ready

    taken: list[str] = []

    def make(database: str) -> Location:
        if database != "postgresql":
            return ready(_new_folder(tmp_path))
        taken.append(request.getfixturevalue("databases").take())
        return Location(None, taken[-1])

    yield make
    for url in taken:
        request.getfixturevalue("databases").give_back(url)


@pytest.fixture
def empty_location(request: pytest.FixtureRequest, tmp_path: Path) -> "Callable[[str], Location]":
    """`empty_location("sqlite")` is the place of a store that is still to be made."""
    from central.store.location import Location

    def make(database: str) -> Location:
        if database == "postgresql":
            return Location(None, request.getfixturevalue("postgres").new_database())
        return Location(_new_folder(tmp_path))

    return make


def _new_folder(folder: Path) -> Path:
    return folder / f"data-{len(list(folder.iterdir()))}"


@pytest.fixture(params=DATABASES)
def location(request: pytest.FixtureRequest, new_location: "Callable[[str], Location]") -> "Location":
    """Place of a new store, of each database."""
    return new_location(request.param)


@pytest.fixture
def store(location: "Location") -> "Iterator[Store]":
    """A new store, of each database."""
    from central.store.database import open_store

    opened = open_store(location)
    yield opened
    opened.engine.dispose()
