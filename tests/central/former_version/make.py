"""Writes the files of this version for the tests of later ones: `python -m tests.central.former_version.make FOLDER`.

Run it at a release, on the commit of the release. Then each migration is tested with a store of that version.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from central.store.database import open_store
from central.store.location import Location
from central.store.tables.messages import metadata
from central.transfer.backup import write_backup
from tests.central.former_version import files
from tests.central.former_version.recording import recorded
from tests.central.former_version.use import fill, use
from tests.central.rows import one
from tests.doubles.postgres import running_postgres


def main() -> int:
    """Write a store, a backup, and the statements of this version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with running_postgres() as server, tempfile.TemporaryDirectory() as name:
        place = Path(name)
        sqlite = Location(place / "data")
        fill(sqlite, place / "media")
        files.write(folder / "sqlite.sql.gz", files.dump_sqlite(sqlite))
        with open_store(sqlite) as store:
            counts = {table.name: one(store, f"SELECT count(*) FROM {table.name}") for table in metadata.sorted_tables}
            write_backup(store, folder / "backup.gz")
        (folder / "rows.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
        _record(folder, "sqlite", sqlite, place)
        postgres = Location(None, server.new_database())
        shutil.rmtree(place / "media")
        fill(postgres, place / "media")
        files.write(folder / "postgresql.sql.gz", files.dump_postgres(server, str(postgres.url)))
        _record(folder, "postgresql", postgres, place)
    for file in folder.iterdir():
        file.chmod(0o644)
    return 0


def _record(folder: Path, database: str, location: Location, place: Path) -> None:
    with recorded() as made:
        use(location, place)
    files.write_statements(folder, database, made.steps)
    print(f"{database}: {len(made.steps)} statements", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
