"""Migrates the schema of a store, in one transaction. A killed migration changes nothing, and the next start repeats
it.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from central.clock import monotonic_s
from central.errors import CentralError
from central.store.dialect import Dialect
from central.store.revisions import (
    MIGRATIONS,
    Migration,
    breaking_migration,
    known_revisions,
    migrations,
    newest_revision,
    oldest_supported,
    pending_migrations,
    schema_revision,
)
from central.store.running_servers import running_servers
from central.store.tables.servers import schema_support

log = logging.getLogger(__name__)

PROGRESS_S = 15.0
"""Seconds between two log lines about a migration that takes long."""


class NewerStoreError(CentralError):
    """A newer version of central has migrated the store, and this version does not work with its schema."""


class PendingMigrationError(CentralError):
    """The schema `revision` is too old, and this command may not migrate it."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        super().__init__(
            f"store: the schema is {revision}, and this version needs {newest_revision()}. The settings have [central]"
            ' migrate = "by hand", so nothing was changed. Run: vitrina-central migrate'
        )


class OlderServerError(CentralError):
    """A server of an older version still runs, and does not work with the new schema."""


@dataclass(frozen=True, slots=True)
class MigrationRules:
    """Conditions of a migration. `by_hand`: refuse to migrate a store that has tables. `is_only_server`: this process
    knows that no server runs beside it.
    """

    by_hand: bool = False
    is_only_server: bool = False


AUTOMATIC = MigrationRules()


def migrate(
    engine: Engine, dialect: Dialect, revision: str = "head", rules: MigrationRules = AUTOMATIC
) -> tuple[str | None, str]:
    """Migrate to a schema revision, by default the newest. Return the revisions before and after.

    One process migrates at a time; the others wait. A newer schema that works with this version stays as it is. Raises
    NewerStoreError, PendingMigrationError or OlderServerError.
    """
    with engine.begin() as connection:
        if dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('vitrina migrate'))")
        before = schema_revision(connection)
        if before is not None and (
            before not in known_revisions() or (before, revision) == (newest_revision(), "head")
        ):
            require_supported_schema(connection)
            return before, before
        if before is not None:
            _require_permission(connection, before, rules)
        with _log_progress(before) as progress:
            _run_migrations(connection, revision, progress)
        after = schema_revision(connection)
        assert after is not None
        _note_support(connection, after)
    return before, after


def find_pending_migrations(engine: Engine) -> tuple[str | None, tuple[Migration, ...]]:
    """Schema revision of a database, and the migrations that it needs. None for a new database, which needs all of
    them. Raises NewerStoreError, or OlderServerError if a migration cannot run now.
    """
    with engine.connect() as connection:
        require_supported_schema(connection)
        revision = schema_revision(connection)
        if revision is not None and revision not in known_revisions():
            return revision, ()
        pending = pending_migrations(revision)
        if pending and revision is not None:
            require_no_older_server(connection)
    return revision, pending


def require_supported_schema(connection: Connection) -> None:
    """Raise NewerStoreError if a newer version has migrated the store, and this version does not work with its
    schema.
    """
    revision = schema_revision(connection)
    if revision is None or revision in known_revisions():
        return
    oldest = None
    if inspect(connection).has_table(schema_support.name):
        oldest = connection.execute(text("SELECT max(oldest_revision) FROM schema_support")).scalar_one()
    if oldest not in known_revisions():
        raise NewerStoreError(
            f"store: the schema {revision} comes from a newer version of central. This version supports up to"
            f" {newest_revision()}. Install the newer version, or restore a backup into another store."
        )


def require_no_older_server(connection: Connection) -> None:
    """Raise OlderServerError if a server runs that does not work with the newest schema."""
    for server in running_servers(connection):
        migration = breaking_migration(server.revision)
        if migration is not None:
            raise OlderServerError(
                f"store: the server {server.version} on {server.host} still runs, and does not work with the schema"
                f" {newest_revision()} of this version ({migration.why_not}). Stop that server, and run this command"
                " again. If its machine was switched off, try again in a minute. Nothing was changed."
            )


def _require_permission(connection: Connection, before: str, rules: MigrationRules) -> None:
    if rules.by_hand:
        raise PendingMigrationError(before)
    if not rules.is_only_server:
        require_no_older_server(connection)


def _run_migrations(connection: Connection, revision: str, progress: "Progress") -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["finish_step"] = progress.finish_step
    command.upgrade(config, revision)


def _note_support(connection: Connection, revision: str) -> None:
    """Store the oldest revision that the schema still supports, for programs that do not know the schema."""
    if not inspect(connection).has_table(schema_support.name):
        return
    revisions = [migration.revision for migration in migrations()]
    oldest = oldest_supported(migrations()[: revisions.index(revision) + 1])
    connection.execute(schema_support.delete())
    connection.execute(schema_support.insert(), {"oldest_revision": oldest})


class Progress:
    """Log lines about the migrations of a store that has tables."""

    def __init__(self, before: str | None) -> None:
        self._titles = [f"{step.revision} ({step.title})" for step in pending_migrations(before)]
        self._is_shown = before is not None
        self._done, self._started_s = 0, monotonic_s()
        self.ended = threading.Event()

    def finish_step(self, **_: Any) -> None:
        """Count a migration that has finished. Alembic calls this after each one."""
        self._done += 1
        self._log_line("store: migrated the schema to %s, step %d of %d, after %.0f s", self._done - 1)

    def log_until_end(self) -> None:
        """Log a line every few seconds until `ended` is set."""
        while not self.ended.wait(PROGRESS_S):
            self._log_line("store: migrating the schema to %s, step %d of %d, for %.0f s", self._done)

    def _log_line(self, sentence: str, step: int) -> None:
        if self._is_shown and step < len(self._titles):
            log.info(sentence, self._titles[step], step + 1, len(self._titles), monotonic_s() - self._started_s)


@contextmanager
def _log_progress(before: str | None) -> Iterator[Progress]:
    progress = Progress(before)
    thread = threading.Thread(target=progress.log_until_end, name="migration progress", daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        progress.ended.set()
        thread.join()
