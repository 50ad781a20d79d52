"""A store of version 0.1 is migrated, also by a process that is killed; versions run beside each other or refuse it."""

import json
import logging
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from central.errors import CentralError
from central.serve.heartbeat import Heartbeat
from central.store import migrating
from central.store.database import open_store
from central.store.location import Location
from central.store.migrating import (
    NewerStoreError,
    OlderServerError,
    PendingMigrationError,
    Progress,
    migrate,
)
from central.store.revisions import breaking_migration, newest_revision, pending_migrations
from central.store.running_servers import register_server
from central.store.store import Store
from central.transfer.backup import write_backup
from tests.central import fleet
from tests.central.conftest import DATABASES
from tests.central.former_version import files
from tests.central.former_version.newer import RUNS, STOPS, newer_version
from tests.central.former_version.recording import run_again
from tests.central.rows import one, rows

ROOT = Path(__file__).parents[3]
SCHEMA = "SELECT version_num FROM alembic_version"
BREAKS = re.compile(
    r"\bDROP (?!VIEW messages\b)|\bRENAME\b|SET NOT NULL|\bUNIQUE INDEX\b|ALTER COLUMN"
    r"|ADD COLUMN (?!.*\bDEFAULT\b).*\bNOT NULL\b",
    re.IGNORECASE,
)
"""Statements that can stop a program of the former version."""
BLOCKED = """
import sys, threading
from pathlib import Path
from central.store import database, migrating
from central.store.location import Location
def block(*_, **__):
    print("migrated, not committed", flush=True)
    threading.Event().wait()
migrating.Progress.finish_step = block
url = sys.argv[1]
database.open_store(Location(None, url) if url.startswith("postgresql") else Location(Path(url)))
"""


@pytest.fixture(params=DATABASES)
def former_location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """A store as version 0.1 left it."""
    if request.param == "sqlite":
        return files.restore_sqlite(tmp_path / "former")
    return files.restore_postgres(request.getfixturevalue("postgres"))


def counts(store: Store) -> dict[str, int]:
    names = json.loads((files.FILES / "rows.json").read_text())
    return {name: one(store, f"SELECT count(*) FROM {name}") for name in names}


def breaking_statements(statements: list[str]) -> list[str]:
    """Statements that can stop the former version, except those about tables that are new."""
    new = {found[1] for sql in statements if (found := re.match(r"\s*CREATE TABLE (\w+)", sql)) is not None}
    return [sql for sql in statements if BREAKS.search(sql) and not new & set(re.findall(r"\w+", sql))]


def test_a_former_store_is_migrated_and_its_servers_still_work(former_location: Location) -> None:
    """What a server of version 0.1 writes and reads works with the new schema, unless a migration says that it does
    not.
    """
    dialect = former_location.build_dialect()
    broken = breaking_migration(files.REVISION)
    store = Store(dialect.build_engine(), dialect)
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with store:
        if broken is not None:
            pending = pending_migrations(files.REVISION)
            *_, last = (files.REVISION, *(step.revision for step in pending[: pending.index(broken)]))
            migrate(store.engine, dialect, last)
        else:
            assert migrate(store.engine, dialect) == (files.REVISION, newest_revision())
        assert breaking_statements(statements) == []
        assert run_again(store.engine, files.statements(dialect.name)) == []
    with open_store(former_location) as store:
        assert one(store, SCHEMA) == newest_revision()


@pytest.mark.parametrize(
    ("sql", "breaks"),
    [
        ("ALTER TABLE plays ADD COLUMN more TEXT NOT NULL", True),
        ("ALTER TABLE plays ADD COLUMN more TEXT NOT NULL DEFAULT ''", False),
        ("ALTER TABLE plays ADD COLUMN more TEXT", False),
        ("ALTER TABLE plays RENAME COLUMN start_ms TO begin_ms", True),
        ("DROP TABLE dirty", True),
        ("DROP VIEW messages", False),
        ("CREATE UNIQUE INDEX more ON plays (start_ms)", True),
    ],
)
def test_statements_that_stop_the_former_version_are_found(sql: str, breaks: bool) -> None:
    assert breaking_statements([sql]) == [sql] * breaks


def test_a_new_table_stops_nobody() -> None:
    unique = "CREATE UNIQUE INDEX more ON notes (day)"
    assert breaking_statements(["\nCREATE TABLE notes (day INTEGER)", unique]) == []
    assert breaking_statements(["CREATE TABLE other (day INTEGER)", unique]) == [unique]


def test_the_recorded_statements_find_a_column_that_is_gone(tmp_path: Path) -> None:
    """So that the test above means something."""
    with open_store(files.restore_sqlite(tmp_path / "former")) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE users RENAME COLUMN password_hash TO hash")
        faults = run_again(store.engine, files.statements("sqlite"))
    assert any("no such column: password_hash" in fault for fault in faults)


def test_a_killed_migration_is_repeated_by_the_next_start(former_location: Location) -> None:
    """SIGKILL after the last statement, before the commit."""
    dialect = former_location.build_dialect()
    with Store(dialect.build_engine(), dialect) as store:
        before = counts(store)
        place = former_location.url or str(former_location.data)
        program = [sys.executable, "-c", BLOCKED, place]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "migrated, not committed\n"
            process.send_signal(signal.SIGKILL)
        assert one(store, SCHEMA) == files.REVISION
        assert counts(store) == before
    with open_store(former_location) as store:
        assert one(store, SCHEMA) == newest_revision()
        assert counts(store) == before


def test_by_hand_only_the_command_migrates(former_location: Location) -> None:
    location = replace(former_location, is_migrated_by_hand=True)
    with pytest.raises(PendingMigrationError, match=r"is 0023, and this version needs .* Run: vitrina-central migrate"):
        open_store(location)
    dialect = location.build_dialect()
    with Store(dialect.build_engine(), dialect) as store:
        assert one(store, SCHEMA) == files.REVISION
        migrate(store.engine, dialect)
    open_store(location).close()


@pytest.mark.parametrize("database", DATABASES)
def test_by_hand_a_new_store_gets_its_tables(database: str, empty_location: Callable[[str], Location]) -> None:
    """There is nothing to lose."""
    with open_store(replace(empty_location(database), is_migrated_by_hand=True)) as store:
        assert one(store, SCHEMA) == newest_revision()


def test_a_newer_schema_that_only_adds_works_with_this_version(location: Location, tmp_path: Path) -> None:
    """A server stores messages as before. Its backup would lack the tables of the newer version."""
    with open_store(location) as store:
        heartbeat = Heartbeat(store, threading.Event())
        heartbeat.register()
        with newer_version(tmp_path / "newer", RUNS):
            open_store(location).close()
        heartbeat.beat()
        assert heartbeat.fault is None
        store.write_messages([fleet.reading("play", fleet.play(1))])
    with open_store(location) as store:
        assert one(store, SCHEMA) == "9001"
        assert one(store, "SELECT count(*) FROM plays") == 1
        with pytest.raises(CentralError, match=r"schema 9001 of a newer version.*Nothing was written"):
            write_backup(store, tmp_path / "backup.gz")
    assert not (tmp_path / "backup.gz").exists()


def test_a_newer_schema_that_changes_tables_waits_for_the_servers_of_this_version(
    location: Location, tmp_path: Path
) -> None:
    with open_store(location) as store:
        heartbeat = Heartbeat(store, threading.Event())
        heartbeat.register()
        with newer_version(tmp_path / "newer", STOPS):
            with pytest.raises(
                OlderServerError, match=r"the server [\d.]+ on \S+ still runs.*\(it renames plays\)\. Stop that server"
            ):
                open_store(location)
            assert one(store, SCHEMA) == newest_before()
            heartbeat.sign_off()
            open_store(location).close()
        with pytest.raises(
            NewerStoreError, match=rf"schema 9001 comes from a newer version .*up to {newest_revision()}\. Install"
        ):
            open_store(location)


def newest_before() -> str:
    """Newest revision of this version, while a newer one runs."""
    return pending_migrations(None)[-2].revision


def test_a_server_that_started_during_a_migration_stops(location: Location, tmp_path: Path) -> None:
    """It opened the store before the newer version migrated it, and registers, or reports, afterwards."""
    stopping = threading.Event()
    with open_store(location) as store:
        early, late = (Heartbeat(store, stopping) for _ in range(2))
        with newer_version(tmp_path / "newer", STOPS):
            open_store(location).close()
        with pytest.raises(NewerStoreError):
            late.register()
        assert rows(store, "SELECT * FROM running_servers") == []
        early.beat()
        assert isinstance(early.fault, NewerStoreError)
        assert stopping.is_set()


def test_the_only_server_of_a_folder_does_not_wait_for_a_killed_one(tmp_path: Path) -> None:
    location = Location(tmp_path / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        register_server(connection, "killed", is_only_one=False)
    with newer_version(tmp_path / "newer", STOPS), open_store(location, is_only_server=True) as store:
        assert one(store, SCHEMA) == "9001"


def test_a_long_migration_reports_its_progress(
    former_location: Location, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One line for each step, and one every few seconds while a step runs."""
    monkeypatch.setattr(migrating, "PROGRESS_S", 0.01)
    running = threading.Event()
    log_line, run = Progress._log_line, migrating._run_migrations

    def logged(progress: Progress, sentence: str, step: int) -> None:
        log_line(progress, sentence, step)
        running.set()

    def slow(*given: object) -> None:
        assert running.wait(20)
        run(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Progress, "_log_line", logged)
    monkeypatch.setattr(migrating, "_run_migrations", slow)
    with caplog.at_level(logging.INFO, "central"):
        open_store(former_location).close()
    count = len(pending_migrations(files.REVISION))
    lines = [record.getMessage() for record in caplog.records if record.name == "central.store.migrating"]
    assert re.match(rf"store: migrating the schema to \d+ \(Add .*\), step 1 of {count}, for 0 s", lines[0])
    assert re.match(rf"store: migrated the schema to {newest_revision()} .*, step {count} of {count}, ", lines[-1])


def test_a_new_store_is_made_silently(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "central"):
        open_store(Location(tmp_path / "data")).close()
    assert caplog.records == []
