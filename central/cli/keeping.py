"""Parser of `vitrina-central backup`, `restore` and `forget`, which maintain a store."""

import argparse
import sys
from pathlib import Path

from central.cli.parser import Commands, add_command, load_named_settings, open_named_store, open_or_make_store
from central.exit_codes import DONE
from central.store import audit
from central.store.database import translate_database_errors
from central.store.retention import forget_old_days
from central.transfer.backup import restore_backup, write_backup


def add_to_parser(commands: Commands) -> None:
    """Add the commands `backup`, `restore` and `forget` to the parser."""
    for name, text, run in (
        ("backup", "write the whole store to a file, except the quarantine", _backup),
        ("restore", "restore a backup into an empty store", _restore),
    ):
        parser = add_command(commands, name, text, f"vitrina-central {name} central.backup.gz --data data", run)
        parser.add_argument("file", type=Path, metavar="FILE", help="backup file")
    add_command(
        commands,
        "forget",
        "delete data past its retention time, as `serve` does every day",
        "vitrina-central forget --config /etc/vitrina/central.toml",
        _forget,
    )


def _backup(options: argparse.Namespace) -> int:
    with open_named_store(options) as store:
        rows = write_backup(store, options.file)
        with translate_database_errors(), store.engine.begin() as connection:
            audit.record_entry(connection, audit.COMMAND_LINE, "backup", str(options.file), tenant=None)
    print(f"backup: wrote {rows} rows to {options.file}.", file=sys.stderr)
    return DONE


def _restore(options: argparse.Namespace) -> int:
    with open_or_make_store(options) as store:
        restored = restore_backup(
            store, options.file, lambda row: print(f"restore: a row does not fit: {row}.", file=sys.stderr)
        )
    print(f"restore: restored {restored.rows} rows from {options.file}.", file=sys.stderr)
    if restored.file is not None:
        print(
            f"restore: {restored.aside} of them do not fit this database, and are in {restored.file}. Everything else"
            " was restored.",
            file=sys.stderr,
        )
    return DONE


def _forget(options: argparse.Namespace) -> int:
    settings = load_named_settings(options)
    with open_named_store(options) as store, translate_database_errors():
        forgotten = forget_old_days(store, settings.central.play_days)
    print(
        f"forget: deleted {forgotten.plays} plays, {forgotten.quarantined} quarantined messages and"
        f" {forgotten.audited} entries of the audit log.",
        file=sys.stderr,
    )
    return DONE
