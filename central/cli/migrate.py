"""Parser of `vitrina-central migrate`, which migrates the schema of a store after an update."""

import argparse
import os
import sys
from itertools import count
from pathlib import Path

from central.cli.parser import Commands, add_command, load_named_settings
from central.cli.progress import progress_bar
from central.exit_codes import DONE
from central.settings import Settings
from central.store.copies import copy_database
from central.store.database import translate_database_errors
from central.store.location import Location
from central.store.migrating import find_pending_migrations, migrate


def add_to_parser(commands: Commands) -> None:
    """Add the command `migrate` to the parser."""
    parser = add_command(
        commands,
        "migrate",
        "migrate the schema of the store to this version, after a backup",
        "vitrina-central migrate --config /etc/vitrina/central.toml",
        _run,
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--backup",
        type=Path,
        metavar="FILE",
        help="file of the backup that is made before a migration (default: beside the SQLite store, else in this"
        " folder)",
    )
    which.add_argument("--no-backup", action="store_true", help="make no backup before a migration")


def _run(options: argparse.Namespace) -> int:
    settings = load_named_settings(options)
    location = settings.store_location()
    dialect = location.build_dialect()
    engine = dialect.build_engine()
    try:
        with translate_database_errors():
            former, pending = find_pending_migrations(engine)
            for migration in pending if former is not None else ():
                print(f"migrate: {migration.revision}: {migration.title}.", file=sys.stderr)
            if former is not None and pending and not options.no_backup:
                _make_backup(location, options.backup or _backup_file(settings, location, former))
            before, after = migrate(engine, dialect)
    finally:
        engine.dispose()
    changed = "is" if before == after else f"was {before or 'empty'}, is"
    print(f"migrate: the schema version {changed} {after}.", file=sys.stderr)
    return DONE


def _backup_file(settings: Settings, location: Location, revision: str) -> Path:
    """First free name. A backup of before stays."""
    if location.url is None:
        folder, ending = location.file.parent, "db"
    else:
        folder, ending = settings.central.data or Path(), "dump"
    names = (f"central-{revision}{'' if number == 1 else f'-{number}'}.{ending}" for number in count(1))
    return next(folder / name for name in names if not os.path.lexists(folder / name))


def _make_backup(location: Location, file: Path) -> None:
    with progress_bar("migrate: copying the store", 1.0) as show:
        size = copy_database(location, file, show)
    print(f"migrate: wrote the backup {file} ({size / 1e6:,.1f} MB).", file=sys.stderr)
