"""Revisions of the schema: the migrations of this version, and the programs that work with each schema.

A migration sets `FORMER_VERSION_RUNS = True` if it only adds: a server of the former version then works with the new
schema, too. Otherwise it sets False, and `WHY_FORMER_VERSION_STOPS` to a sentence for the operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration. `title`: the first line of its description. `why_not`: why a server of the former version does not
    work with the new schema; empty if it does.
    """

    revision: str
    title: str
    why_not: str

    @property
    def former_version_runs(self) -> bool:
        """True if a server of the former version works with the new schema."""
        return not self.why_not


@cache  # a process may open many stores, and each walk loads every file
def scripts() -> ScriptDirectory:
    """Files of the migrations."""
    return ScriptDirectory(str(MIGRATIONS))


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations of this version, the oldest first."""
    found = []
    for script in scripts().walk_revisions():
        runs = getattr(script.module, "FORMER_VERSION_RUNS", False)
        why_not = getattr(script.module, "WHY_FORMER_VERSION_STOPS", "it changes tables of the former version")
        title = (script.module.__doc__ or "").partition("\n")[0].rstrip(".")
        found.append(Migration(script.revision, title, "" if runs else why_not))
    return tuple(reversed(found))


@cache
def newest_revision() -> str:
    """Newest schema revision that this version supports."""
    return migrations()[-1].revision


def known_revisions() -> set[str]:
    """Schema revisions that this version can migrate."""
    return {migration.revision for migration in migrations()}


def schema_revision(connection: Connection) -> str | None:
    """Schema revision of the database; None for a new database."""
    revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision


def pending_migrations(revision: str | None) -> tuple[Migration, ...]:
    """Migrations after a schema revision, the oldest first. None for a revision: all of them."""
    revisions = [migration.revision for migration in migrations()]
    return migrations() if revision is None else migrations()[revisions.index(revision) + 1 :]


def breaking_migration(revision: str) -> Migration | None:
    """First migration that stops a program of an older schema revision; None if the program works with the newest
    schema. None too for a program that is newer than this one: that program decides itself.
    """
    if revision not in known_revisions():
        return None
    return next((found for found in pending_migrations(revision) if not found.former_version_runs), None)


def oldest_supported(steps: Sequence[Migration]) -> str:
    """Oldest schema revision that a program may have to work with the schema after these migrations.

    `steps`: all migrations up to that schema, the oldest first.
    """
    oldest = len(steps) - 1
    while oldest > 0 and steps[oldest].former_version_runs:
        oldest -= 1
    return steps[oldest].revision
