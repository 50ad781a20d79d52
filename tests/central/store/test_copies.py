"""A database is copied before a migration, with the means of the database."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from central.errors import SourceError, UsageError
from central.store import copies
from central.store.copies import connection_variables, copy_database
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one
from tests.doubles.postgres import Postgres

PLAYS = "SELECT count(*) FROM plays"


def show(_share: float, _text: str) -> None:
    """Nothing."""


def store_plays(store: Store, first: int, count: int) -> None:
    plays = [fleet.reading("play", fleet.play(seq)) for seq in range(first, first + count)]
    store.write_messages(plays)


@pytest.fixture
def with_programs(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Postgres:
    """PostgreSQL's programs of its own version come first in PATH."""
    monkeypatch.setenv("PATH", f"{postgres.programs}:/usr/bin:/bin")
    return postgres


def test_a_copy_of_sqlite_is_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write-ahead log is copied, too. A server that writes meanwhile does not disturb the copy."""
    monkeypatch.setattr(copies, "PAGES_AT_ONCE", 10)
    location, target = Location(tmp_path / "data"), tmp_path / "copy" / "central.db"
    target.parent.mkdir()
    shares = []
    with open_store(location) as store:
        store_plays(store, 1, 5)

        def write_meanwhile(share: float, _text: str) -> None:
            shares.append(share)
            if len(shares) == 2:
                store_plays(store, 6, 5)

        size = copy_database(location, target, write_meanwhile)
        assert one(store, PLAYS) == 10
    assert size == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with open_store(Location(target.parent)) as copy:
        assert one(copy, PLAYS) == 5
        assert one(copy, "PRAGMA integrity_check") == "ok"


def test_a_disk_without_room_is_named_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location = Location(tmp_path / "data")
    open_store(location).close()
    usage = shutil.disk_usage(tmp_path)._replace(free=copies.SPARE_BYTES)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(SourceError, match=r"needs 10\d MB, and .* has 100 MB\. Make room.*--backup FILE.*--no-backup"):
        copy_database(location, tmp_path / "copy.db", show)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    location = Location(tmp_path / "data")
    open_store(location).close()
    with pytest.raises(SourceError, match=r"missing/copy\.db cannot be written .*--backup. Nothing was changed"):
        copy_database(location, tmp_path / "missing" / "copy.db", show)
    (location.file).write_bytes(b"no database " * 1000)
    with pytest.raises(SourceError, match="not a database"):
        copy_database(location, tmp_path / "copy.db", show)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    """Least of all the store itself."""
    location = Location(tmp_path / "data")
    open_store(location).close()
    before = location.file.read_bytes()
    for target in (location.file, tmp_path):
        with pytest.raises(SourceError, match=r"exists\. Name another file with --backup\. Nothing was changed"):
            copy_database(location, target, show)
    assert location.file.read_bytes() == before
    with pytest.raises(SourceError, match=r"cannot be written \(Not a directory\)"):
        copy_database(location, location.file / "copy.db", show)


def test_two_copies_at_once_do_not_share_a_file(tmp_path: Path) -> None:
    location, target = Location(tmp_path / "data"), tmp_path / "copy.db"
    open_store(location).close()

    def copy_once_more(share: float, text: str) -> None:
        if share == 1 and not target.exists():
            copy_database(location, target, show)

    with pytest.raises(SourceError, match="exists"):
        copy_database(location, target, copy_once_more)
    target.rename(tmp_path / "central.db")
    with open_store(Location(tmp_path)) as copy:
        assert one(copy, "PRAGMA integrity_check") == "ok"
    assert not list(tmp_path.glob("*.part"))


def test_an_archive_of_postgresql_is_restored_by_its_own_program(
    with_programs: Postgres, new_location: Callable[[str], Location], tmp_path: Path
) -> None:
    location, target = new_location("postgresql"), tmp_path / "central.dump"
    with open_store(location) as store:
        store_plays(store, 1, 5)
    assert copy_database(location, target, show) == target.stat().st_size > 0
    assert target.stat().st_mode & 0o777 == 0o600
    url = with_programs.new_database()
    subprocess.run([with_programs.programs / "pg_restore", "--no-owner", "-d", url, target], check=True)
    with open_store(Location(None, url)) as copy:
        assert one(copy, PLAYS) == 5


def test_a_database_without_its_program_is_named_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    location = Location(None, "postgresql://vitrina@127.0.0.1:9/none")
    with pytest.raises(UsageError, match=r"pg_dump is missing.*Install it .*--no-backup. Nothing was changed"):
        copy_database(location, tmp_path / "central.dump", show)


def test_a_program_that_fails_is_named(with_programs: Postgres, tmp_path: Path) -> None:
    location = Location(None, f"postgresql://vitrina@127.0.0.1:{with_programs.port}/none")
    with pytest.raises(SourceError, match=r'pg_dump made no backup .*"none" does not exist.*Nothing was changed'):
        copy_database(location, tmp_path / "central.dump", show)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://vitrina@db.example.org:5433/central",
            {"PGHOST": "db.example.org", "PGPORT": "5433", "PGUSER": "vitrina", "PGDATABASE": "central"},
        ),
        (
            "postgresql://vitrina@/central?unix_sock=/var/run/postgresql/.s.PGSQL.5432",
            {"PGHOST": "/var/run/postgresql", "PGPORT": "5432", "PGUSER": "vitrina", "PGDATABASE": "central"},
        ),
        ("postgresql://db/central", {"PGHOST": "db", "PGDATABASE": "central"}),
    ],
)
def test_the_program_connects_as_central_does(url: str, expected: dict[str, str]) -> None:
    assert connection_variables(make_url(url), Location(None, url)) == expected


def test_a_password_is_in_no_argument_and_tls_checks_the_certificate(tmp_path: Path) -> None:
    """The arguments of a process are visible to all users of a machine."""
    url = "postgresql://vitrina@db/central"
    made = connection_variables(make_url(url), Location(None, url, "secret", tmp_path / "ca.crt"))
    assert made["PGPASSWORD"] == "secret"
    assert (made["PGSSLMODE"], made["PGSSLROOTCERT"]) == ("verify-full", str(tmp_path / "ca.crt"))
