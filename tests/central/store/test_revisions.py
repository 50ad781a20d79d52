"""Each migration says which programs work with its schema, and from that follows which may run beside each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.store.revisions import (
    Migration,
    breaking_migration,
    migrations,
    newest_revision,
    oldest_supported,
    pending_migrations,
    scripts,
)
from tests.central.former_version.files import REVISION


@pytest.mark.parametrize("migration", pending_migrations(REVISION), ids=lambda migration: migration.revision)
def test_a_migration_says_if_the_former_version_runs(migration: Migration) -> None:
    """A migration that stops it gives the operator a reason."""
    module = scripts().get_revision(migration.revision).module
    assert isinstance(module.FORMER_VERSION_RUNS, bool), "add FORMER_VERSION_RUNS = True or False"
    if not module.FORMER_VERSION_RUNS:
        assert module.WHY_FORMER_VERSION_STOPS.strip("."), "add WHY_FORMER_VERSION_STOPS"
    assert hasattr(module, "WHY_FORMER_VERSION_STOPS") != module.FORMER_VERSION_RUNS


def test_each_revision_is_there_once_and_has_a_title() -> None:
    revisions = [migration.revision for migration in migrations()]
    assert len(revisions) == len(set(revisions))
    assert revisions[-1] == newest_revision() == scripts().get_current_head()
    assert all(migration.title for migration in migrations())


def test_pending_migrations_start_after_a_revision() -> None:
    assert pending_migrations(None) == migrations()
    assert pending_migrations("0001") == migrations()[1:]
    assert pending_migrations(newest_revision()) == ()


def test_a_program_breaks_at_the_first_migration_that_says_so() -> None:
    """Those before version 0.1 promise nothing. A newer program decides itself."""
    broken = breaking_migration("0021")
    assert broken is not None
    assert broken.revision == "0022"
    assert broken.why_not == "it changes tables of the former version"
    assert breaking_migration(newest_revision()) is None
    assert breaking_migration("9999") is None


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_the_oldest_supported_program_needs_each_later_migration_to_let_it_run(promises: list[bool]) -> None:
    steps = [Migration(f"{at:04}", "", "" if runs else "no") for at, runs in enumerate(promises)]
    oldest = int(oldest_supported(steps))
    assert all(promises[oldest + 1 :])
    assert oldest == 0 or not promises[oldest]
