"""A newer version of the program: this one with one more migration, in this process."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from central.store import migrating, revisions

REVISION = "9001"
_CACHED = (revisions.scripts, revisions.migrations, revisions.newest_revision)
_MIGRATION = '''"""Add a table of the newer version."""
from alembic import op

revision, down_revision, branch_labels, depends_on = {revision!r}, {former!r}, None, None
{promise}

def upgrade():
    op.execute("CREATE TABLE of_the_newer_version (id INTEGER)")
'''
RUNS = "FORMER_VERSION_RUNS = True"
STOPS = "FORMER_VERSION_RUNS, WHY_FORMER_VERSION_STOPS = False, 'it renames plays'"


@contextmanager
def newer_version(folder: Path, promise: str) -> Iterator[None]:
    """During a `with` block, this process is the newer version. `promise`: `RUNS` or `STOPS`, about the servers of this
    version.
    """
    former = revisions.newest_revision()
    shutil.copytree(revisions.MIGRATIONS, folder)
    text = _MIGRATION.format(revision=REVISION, former=former, promise=promise)
    (folder / "versions" / "of_the_newer_version.py").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        for module in (revisions, migrating):
            patch.setattr(module, "MIGRATIONS", folder)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for function in _CACHED:
        function.cache_clear()
