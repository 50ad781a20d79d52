"""`vitrina-central comments`: options to import reviews, list and remove imports, and follow comments over weeks."""

import argparse
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from central.cli.parser import Commands, add_action, open_named_store
from central.cli.report_options import add_selection_options
from central.exit_codes import DONE
from central.reports.selection import local_date
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.reviews import ReviewImport, list_imports, remove_import


def add_to_parser(commands: Commands) -> None:
    """Adds the command and its actions."""
    parser = commands.add_parser(
        "comments",
        help="follow comments, and import reviews as counts by day",
        description="Follow comments, and import reviews as counts by day.",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_trend(actions)
    _add_import(actions)
    action = add_action(actions, "list", "list the imports of reviews", "vitrina-central comments list --data data")
    action.add_argument("--json", action="store_true", help="print JSON")
    action.set_defaults(command=_list_imports)
    action = add_action(
        actions, "remove", "delete the numbers of an import", "vitrina-central comments remove 3 --data data"
    )
    action.add_argument("number", type=int, metavar="NUMBER", help="number of the import, as `list` shows it")
    action.set_defaults(command=_remove_import)


def _add_trend(actions: Commands) -> None:
    action = add_action(
        actions,
        "trend",
        "follow comments from week to week, beside smiles and visits",
        "vitrina-central comments trend --tag acme-cola --data data",
    )
    action.add_argument("creative", nargs="?", metavar="CREATIVE", help="comments on this advert alone")
    action.add_argument("--tag", metavar="TAG", help="comments on the adverts with this tag, and its imported reviews")
    add_selection_options(action)
    action.set_defaults(command=_trend)


def _trend(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_comments

    return run_comments(options)


def _add_import(actions: Commands) -> None:
    action = add_action(
        actions,
        "import",
        "read a file of reviews on this machine, and store counts by day, never a text",
        "vitrina-central comments import reviews.csv --tag acme-cola --data data",
    )
    action.add_argument("file", type=Path, metavar="FILE", help="CSV with , or ; or JSON lines, in UTF-8")
    action.add_argument("--tag", required=True, metavar="BRAND", help="tag of the adverts that the reviews are about")
    action.add_argument("--tenant", metavar="TENANT", help="tenant, where several are stored")
    action.add_argument("--text-column", default="text", metavar="NAME", help="column of the texts (default: text)")
    action.add_argument("--date-column", default="date", metavar="NAME", help="column of the dates (default: date)")
    action.add_argument(
        "--date-format", metavar="FORMAT", help="how dates are written, such as %%m/%%d/%%Y (default: 2026-11-24)"
    )
    action.add_argument(
        "--model", metavar="NAME", help="network that reads, or its .json (default: the one that ships)"
    )
    action.add_argument("--dry-run", action="store_true", help="read and count, and store nothing")
    action.set_defaults(command=_import)


def _import(options: argparse.Namespace) -> int:
    from central.cli.comments_import import run_import

    return run_import(options)


def _list_imports(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = list_imports(connection)
    if options.json:
        print(json.dumps([_import_fields(one) for one in found], indent=2, ensure_ascii=False))
        return DONE
    print(f"{'number':>6}  {'tag':32} {'days':23} {'told':>5} {'comments':>9}  imported")
    for one in found:
        days = f"{local_date(one.first_day)} {local_date(one.last_day)}"
        tag = f"{one.tenant}: {one.tag}"
        removed = ", removed" if one.removed_ms is not None else ""
        print(f"{one.id:6}  {tag:32} {days:23} {one.told_days:5} {one.comments:9,}  {_time(one.imported_ms)}{removed}")
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
        f"comments: the numbers of import {options.number} are deleted. Its days stay taken: imported again, their"
        " difference could be one text.",
        file=sys.stderr,
    )
    return DONE
