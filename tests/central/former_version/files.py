"""Files of a former version in `tests/fixtures`: a store of each database, the statements of its program, a backup."""

import gzip
import json
import sqlite3
import subprocess
from pathlib import Path

from central.store.location import Location
from tests.central.former_version.recording import Step, as_row
from tests.doubles.postgres import Postgres

FILES = Path(__file__).parents[2] / "fixtures" / "central-0.1"
REVISION = "0023"
"""Schema revision of version 0.1."""
SERVER_ONLY = ("\\restrict", "\\unrestrict", "SET transaction_timeout", "--")
"""Lines of pg_dump that an older or newer server does not know."""


def restore_sqlite(data: Path) -> Location:
    """The store of the former version in a new folder."""
    data.mkdir(mode=0o700, parents=True)
    location = Location(data)
    connection = sqlite3.connect(location.file)
    connection.executescript(_text("sqlite.sql.gz"))
    connection.close()
    return location


def restore_postgres(server: Postgres) -> Location:
    """The store of the former version in a new database."""
    url = server.new_database()
    program = [str(server.programs / "psql"), "-qX", "-v", "ON_ERROR_STOP=1", url]
    done = subprocess.run(program, input=_text("postgresql.sql.gz"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Location(None, url)


def dump_sqlite(location: Location) -> str:
    """SQL that makes this store again."""
    connection = sqlite3.connect(location.file)
    lines = list(connection.iterdump())
    connection.close()
    return "\n".join(lines) + "\n"


def dump_postgres(server: Postgres, url: str) -> str:
    """SQL that makes this database again."""
    program = [str(server.programs / "pg_dump"), "--no-owner", "--no-privileges", url]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith(SERVER_ONLY)]
    return "\n".join(lines) + "\n"


def statements(database: str) -> list[Step]:
    """Statements that the program of the former version runs."""
    return [Step(**json.loads(line)) for line in _text(f"{database}.statements.gz").splitlines()]


def write_statements(folder: Path, database: str, steps: list[Step]) -> None:
    """Write recorded statements, one JSON object per line."""
    write(folder / f"{database}.statements.gz", "".join(f"{json.dumps(as_row(step))}\n" for step in steps))


def write(file: Path, text: str) -> None:
    """Write a text with gzip. The same text gives the same bytes."""
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _text(name: str) -> str:
    return gzip.decompress((FILES / name).read_bytes()).decode()
