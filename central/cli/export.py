"""`vitrina-central export`: options to give messages back."""

import argparse
import sys
from datetime import date, datetime, timezone

from central.cli.parser import Commands, add_place, store_of
from central.exit_codes import DONE
from central.messages.types import NUMBERED
from central.store import audit
from central.store.database import faults_of_database
from central.store.sites import checked_site
from central.transfer.exporter import ExportFilter, export_lines


def add(commands: Commands) -> None:
    """Adds the command and its kinds of export."""
    parser = commands.add_parser("export", help="print what is stored", description="Print what is stored.")
    kinds = parser.add_subparsers(title="kinds of export", metavar="KIND", required=True)
    messages = kinds.add_parser(
        "messages",
        help="messages as they were received, byte for byte",
        description="Print messages as they were received, one JSON object per line.",
        epilog="example:\n  vitrina-central export messages --data data --from 2026-11-01 --kind play > november.jsonl",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_place(messages)
    messages.set_defaults(command=_run)
    messages.add_argument("--from", dest="from_ms", type=_time_ms, metavar="TIME", help="made at TIME (UTC) or later")
    messages.add_argument("--to", dest="to_ms", type=_time_ms, metavar="TIME", help="made before TIME (UTC)")
    messages.add_argument("--site", metavar="TENANT/SITE", help="of one site, such as acme/berlin-7")
    messages.add_argument("--kind", choices=NUMBERED, help="of one kind")


def _run(options: argparse.Namespace) -> int:
    if options.site is not None:
        checked_site(options.site)
    wanted = ExportFilter(options.from_ms, options.to_ms, options.site, options.kind)
    with store_of(options) as store:
        with faults_of_database(), store.engine.begin() as connection:
            audit.record(connection, audit.COMMAND_LINE, "export.messages", _said(options))
        for line in export_lines(store, wanted):
            sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    return DONE


def _said(options: argparse.Namespace) -> str:
    """The filter in words, for the audit log."""
    given = {name: getattr(options, name) for name in ("from_ms", "to_ms", "site", "kind")}
    return ", ".join(f"{name}: {value}" for name, value in given.items() if value is not None) or "all"


def _time_ms(text: str) -> int:
    """Milliseconds of a day like 2026-11-24 or a time like 2026-11-24T10:00:00Z; without a zone UTC."""
    try:
        at = datetime.combine(date.fromisoformat(text), datetime.min.time()) if len(text) == 10 else None
        at = at or datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time like 2026-11-24 or 2026-11-24T10:00:00Z") from None
    return round((at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp() * 1000)
