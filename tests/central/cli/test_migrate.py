"""The command migrates a store after a backup, and prints what it does."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE, UNEXPECTED
from central.serve import checks
from central.serve.lock import serve_lock
from central.store import copies
from central.store.database import open_store
from central.store.location import Location
from central.store.revisions import newest_revision, pending_migrations
from central.store.running_servers import register_server
from tests.central.former_version import files
from tests.central.former_version.newer import STOPS, newer_version
from tests.central.rows import one
from tests.doubles.postgres import Postgres

SCHEMA = "SELECT version_num FROM alembic_version"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Folder of a store of version 0.1."""
    return files.restore_sqlite(tmp_path / "data").file.parent


def config(folder: Path, text: str) -> list[str]:
    (folder / "central.toml").write_text(f"[central]\n{text}\n")
    return ["--config", str(folder / "central.toml")]


def test_a_backup_is_made_before_a_migration_and_never_without(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--data", str(data)]) == DONE
    said = capsys.readouterr().err
    steps = [f"migrate: {step.revision}: {step.title}.\n" for step in pending_migrations("0023")]
    assert said.startswith("".join(steps))
    assert f"migrate: wrote the backup {data}/central-0023.db (0.8 MB)." in said
    assert f"migrate: the schema version was 0023, is {newest_revision()}.\n" in said
    shutil.copytree(data, data.with_name("former"), ignore=shutil.ignore_patterns("central.db*"))
    former = data.with_name("former") / "central-0023.db"
    former.rename(former.with_name("central.db"))
    with open_store(Location(former.parent)) as store:
        assert one(store, "SELECT count(*) FROM plays") > 0
    (data / "central-0023.db").unlink()
    assert main(["migrate", "--data", str(data)]) == DONE
    assert capsys.readouterr().err == f"migrate: the schema version is {newest_revision()}.\n"
    assert not list(data.glob("central-*"))


def test_the_backup_goes_where_you_say_or_is_not_made(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(data, data.with_name("other"))
    assert main(["migrate", "--data", str(data), "--backup", str(data / "before.db")]) == DONE
    assert (data / "before.db").stat().st_size > 0
    capsys.readouterr()
    assert main(["migrate", "--data", str(data.with_name("other")), "--no-backup"]) == DONE
    assert "backup" not in capsys.readouterr().err
    assert sorted(path.name for path in data.with_name("other").iterdir()) == ["central.db"]


def test_a_backup_of_before_stays(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The default name is then another one. A file that somebody has named is not overwritten, nor is the store."""
    for name in ("central-0023.db", "central-0023-2.db"):
        (data / name).write_text("of before")
    for file in (data / "central-0023.db", data / "central.db"):
        assert main(["migrate", "--data", str(data), "--backup", str(file)]) == NO_SOURCE
        assert f"the backup {file} exists. Name another file" in capsys.readouterr().err
    assert main(["migrate", "--data", str(data)]) == DONE
    assert f"migrate: wrote the backup {data}/central-0023-3.db (" in capsys.readouterr().err
    assert (data / "central-0023.db").read_text() == "of before"
    with open_store(Location(data)) as store:
        assert one(store, "SELECT count(*) FROM plays") > 0


def test_a_full_disk_changes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(copies, "SPARE_BYTES", 1 << 60)
    assert main(["migrate", "--data", str(data)]) == NO_SOURCE
    assert "Make room" in capsys.readouterr().err
    assert main(["migrate", "--data", str(data), "--no-backup"]) == DONE
    assert "was 0023" in capsys.readouterr().err


def test_by_hand_each_other_command_refuses_and_names_this_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CONNECT_S", 0.1)
    by_hand = config(tmp_path, f'data = "{data}"\nmigrate = "by hand"')
    for command in (["site", "list"], ["backup", str(tmp_path / "backup.gz")], ["serve"], ["doctor"]):
        assert main([*command, *by_hand]) == UNEXPECTED
        said = "".join(capsys.readouterr())
        assert "0023" in said
        assert "vitrina-central migrate" in said
    assert main(["migrate", *by_hand]) == DONE
    assert main(["site", "list", *by_hand]) == DONE


def test_a_wrong_way_to_migrate_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "list", *config(tmp_path, 'data = "data"\nmigrate = "never"')]) == BAD_USAGE
    assert "[central] migrate: Input should be 'automatic' or 'by hand'" in capsys.readouterr().err


def test_an_older_server_that_runs_is_named_before_a_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    location = Location(tmp_path / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        register_server(connection, "shop-1", is_only_one=False)
    with newer_version(tmp_path / "newer", STOPS):
        assert main(["migrate", "--data", str(location.data)]) == UNEXPECTED
        assert " on shop-1 still runs" in capsys.readouterr().err
    assert [path.name for path in location.file.parent.iterdir()] == ["central.db"]


def test_a_postgresql_database_is_dumped_first(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    location = files.restore_postgres(postgres)
    options = config(tmp_path, f'database = "{location.url}"\ndata = "{tmp_path}"')
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["migrate", *options]) == BAD_USAGE
    assert "pg_dump is missing" in capsys.readouterr().err
    monkeypatch.setenv("PATH", f"{postgres.programs}:/usr/bin:/bin")
    assert main(["migrate", *options]) == DONE
    assert f"migrate: wrote the backup {tmp_path}/central-0023.dump (" in capsys.readouterr().err
    assert (tmp_path / "central-0023.dump").read_bytes().startswith(b"PGDMP")


def test_a_second_server_of_a_folder_does_not_migrate_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first one may be of the version that made the store."""
    with serve_lock(data):
        assert main(["serve", "--data", str(data)]) == UNEXPECTED
    assert "another `vitrina-central serve` uses" in capsys.readouterr().err
    with closing(sqlite3.connect(data / "central.db")) as connection:
        assert connection.execute(SCHEMA).fetchall() == [("0023",)]
