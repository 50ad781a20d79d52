"""Stores for the tests of the central server: SQLite and a real PostgreSQL. Where its packages are missing they skip."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.postgres import Postgres

_MISSING = [name for name in ("sqlalchemy", "alembic", "pg8000") if importlib.util.find_spec(name) is None]


class _SkippedModule(pytest.Module):
    """Test file that cannot run here."""

    def collect(self) -> Iterator[pytest.Item]:
        version = sys.version.split()[0]
        pytest.skip(f"the central server wants {', '.join(_MISSING)} and Python 3.11; this is {version}: make setup")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Replaces each file of this folder by one that says why it is skipped."""
    return _SkippedModule.from_parent(parent, path=module_path) if _MISSING else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL for all tests of this process."""
    server = Postgres()
    server.start()
    try:
        yield server
    finally:
        server.remove()
