"""Parser of `vitrina-central comments`, which shows trends of comments, and imports, lists and removes reviews."""

import argparse
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from central.cli.parser import Commands, add_command, add_group, open_named_store
from central.cli.report_options import add_selection_options
from central.exit_codes import DONE
from central.reports.selection import local_date
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.reviews import ReviewImport, list_imports, remove_import


def add_to_parser(commands: Commands) -> None:
    """Add the command `comments` and its actions to the parser."""
    actions = add_group(
        commands,
        "comments",
        "show trends in comments, and import reviews as counts per day",
        "vitrina-central comments trend --tag acme-cola --data data\n"
        "  vitrina-central comments import reviews.csv --tag acme-cola --data data",
    )
    _add_trend(actions)
    _add_import(actions)
    action = add_command(
        actions, "list", "list the imported reviews", "vitrina-central comments list --data data", _list_imports
    )
    action.add_argument("--json", action="store_true", help="print JSON")
    action = add_command(
        actions,
        "remove",
        "delete the counts of an import",
        "vitrina-central comments remove 3 --data data",
        _remove_import,
    )
    action.add_argument("number", type=int, metavar="NUMBER", help="number of the import, as `comments list` shows it")


def _add_trend(actions: Commands) -> None:
    action = add_command(
        actions,
        "trend",
        "show comments from week to week, beside smiles and visits",
        "vitrina-central comments trend --tag acme-cola --data data",
        _trend,
    )
    action.add_argument("creative", nargs="?", metavar="CREATIVE", help="only comments on this ad")
    action.add_argument(
        "--tag", metavar="TAG", help="only comments on the ads with this tag, and reviews imported with this tag"
    )
    add_selection_options(action)


def _trend(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_comments

    return run_comments(options)


def _add_import(actions: Commands) -> None:
    action = add_command(
        actions,
        "import",
        "read a file of reviews on this machine, and store only counts per day, never the texts",
        "vitrina-central comments import reviews.csv --tag acme-cola --data data",
        _import,
    )
    action.add_argument("file", type=Path, metavar="FILE", help="CSV (separated by , or ;) or JSON lines, in UTF-8")
    action.add_argument("--tag", required=True, metavar="BRAND", help="tag of the ads that the reviews are about")
    action.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")
    action.add_argument("--text-column", default="text", metavar="NAME", help="column with the texts (default: text)")
    action.add_argument("--date-column", default="date", metavar="NAME", help="column with the dates (default: date)")
    action.add_argument(
        "--date-format",
        metavar="FORMAT",
        help="format of the dates, such as %%m/%%d/%%Y (default: dates such as 2026-11-24)",
    )
    action.add_argument(
        "--model", metavar="NAME", help="name of the text model, or its .json file (default: the model that ships)"
    )
    action.add_argument("--dry-run", action="store_true", help="count, but store nothing")


def _import(options: argparse.Namespace) -> int:
    from central.cli.comments_import import run_import

    return run_import(options)


def _list_imports(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = list_imports(connection)
    if options.json:
        print(json.dumps([_import_fields(one) for one in found], indent=2, ensure_ascii=False))
        return DONE
    print(f"{'number':>6}  {'tag':32} {'days':23} {'reported':>8} {'comments':>9}  imported")
    for one in found:
        days = f"{local_date(one.first_day)} {local_date(one.last_day)}"
        tag = f"{one.tenant}: {one.tag}"
        removed = ", removed" if one.removed_ms is not None else ""
        print(f"{one.id:6}  {tag:32} {days:23} {one.told_days:8} {one.comments:9,}  {_time(one.imported_ms)}{removed}")
    return DONE


def _import_fields(one: ReviewImport) -> dict[str, object]:
    return {
        "number": one.id,
        "tenant": one.tenant,
        "tag": one.tag,
        "model": one.model,
        "from": str(local_date(one.first_day)),
        "to": str(local_date(one.last_day)),
        "days": one.days,
        "told_days": one.told_days,
        "comments": one.comments,
        "imported": _time(one.imported_ms),
        "removed": None if one.removed_ms is None else _time(one.removed_ms),
    }


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc).isoformat(timespec="seconds")


def _remove_import(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        tenant = remove_import(connection, options.number)
        audit.record_entry(connection, audit.COMMAND_LINE, "comments.remove", str(options.number), tenant=tenant)
    print(
        f"comments: deleted the counts of import {options.number}. You cannot import its days again: the difference"
        " between two imports could be one text.",
        file=sys.stderr,
    )
    return DONE
