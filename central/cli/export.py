"""Parser of `vitrina-central export`, which exports messages."""

import argparse
import sys
from datetime import date, datetime, timezone
from importlib.util import find_spec
from pathlib import Path

from central.cli.parser import Commands, add_command, add_group, add_store_options, open_named_store, parse_day
from central.errors import UsageError
from central.exit_codes import DONE
from central.messages.types import NUMBERED
from central.packages import missing_package_text
from central.reports.selection import day_number
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.sites import check_site
from central.store.sums import sum_all
from central.transfer.exporter import ExportFilter, export_lines
from central.transfer.parquet.kinds import KINDS


def add_to_parser(commands: Commands) -> None:
    """Add the command `export` and its kinds of export to the parser."""
    kinds = add_group(
        commands,
        "export",
        "export the stored messages",
        "vitrina-central export messages --data data --from 2026-11-01 > november.jsonl\n"
        "  vitrina-central export parquet fleet --data data",
    )
    messages = kinds.add_parser(
        "messages",
        help="print messages as they were received, byte for byte",
        description="Print messages as they were received, one JSON object per line.",
        epilog="example:\n  vitrina-central export messages --data data --from 2026-11-01 --kind play > november.jsonl",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_store_options(messages)
    messages.set_defaults(command=_run)
    messages.add_argument(
        "--from", dest="from_ms", type=_time_ms, metavar="TIME", help="only messages made at TIME (UTC) or later"
    )
    messages.add_argument(
        "--to", dest="to_ms", type=_time_ms, metavar="TIME", help="only messages made before TIME (UTC)"
    )
    messages.add_argument("--site", metavar="TENANT/SITE", help="only messages of one site, such as acme/berlin-7")
    messages.add_argument("--kind", choices=NUMBERED, help="only messages of one kind")
    _add_parquet(kinds)
    _add_impressions(kinds)


def _add_impressions(kinds: Commands) -> None:
    parser = add_command(
        kinds,
        "impressions",
        "print impressions by the trade's names: CSV for reports to buyers, or OpenRTB multipliers",
        "vitrina-central export impressions --format iab --from 2026-11-01 --data data > november.csv",
        _run_impressions,
    )
    parser.add_argument(
        "--format",
        required=True,
        choices=("iab", "openrtb"),
        help="iab: CSV by site, screen, hour and ad; openrtb: JSON lines with imp.qty by screen and hour of the week",
    )
    _add_days_and_sites(parser, "first local day", "last local day, inclusive")
    parser.add_argument(
        "--vendor",
        metavar="DOMAIN",
        help="openrtb: internet domain of the company that measures, if it does not run the screens itself",
    )


def _add_days_and_sites(parser: argparse.ArgumentParser, first: str, last: str) -> None:
    parser.add_argument("--from", dest="from_day", type=parse_day, metavar="DAY", help=first)
    parser.add_argument("--to", dest="to_day", type=parse_day, metavar="DAY", help=last)
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="TENANT/SITE",
        help="only this site, or acme/* for all sites of a tenant; may be given more than once",
    )


def _add_parquet(kinds: Commands) -> None:
    parser = add_command(
        kinds,
        "parquet",
        "write a folder of Parquet files, for DuckDB, Spark and other tools",
        "vitrina-central export parquet fleet --data data",
        _run_parquet,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="new folder, or an older export of the same store")
    _add_days_and_sites(parser, "start with the month of this local day", "end with the month of this local day")
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        choices=KINDS,
        help="only rows of this kind; may be given more than once (default: all)",
    )


def _run_parquet(options: argparse.Namespace) -> int:
    if find_spec("pyarrow") is None:
        raise UsageError(f"export: {missing_package_text('pyarrow', 'analysis')}")
    from central.transfer.parquet.export import ParquetFilter, export_parquet

    wanted = ParquetFilter(*_scope_and_days(options), tuple(options.kind))
    names = ("from_day", "to_day", "site", "kind")
    with open_named_store(options) as store:
        with translate_database_errors(), store.engine.begin() as connection:
            audit.record_entry(connection, audit.COMMAND_LINE, "export.parquet", _said(options, names), tenant=None)
        done = export_parquet(store, options.folder, wanted, lambda line: print(f"export: {line}", file=sys.stderr))
    print(f"export: wrote {done.rows:,} rows ({done.bytes / 1e6:,.1f} MB) to {options.folder}", file=sys.stderr)
    return DONE


def _scope_and_days(options: argparse.Namespace) -> tuple[Scope, int | None, int | None]:
    first, last = options.from_day, options.to_day
    if first is not None and last is not None and first > last:
        raise UsageError(f"export: {first} to {last} contains no day. Swap --from and --to.")
    scope = Scope.sites_scope(options.site) if options.site else Scope.whole_store()
    return scope, day_number(first), day_number(last)


def _run_impressions(options: argparse.Namespace) -> int:
    from central.reports.impression_files import ImpressionFilter, iab_lines, openrtb_lines  # they load NumPy

    if options.vendor is not None and options.format != "openrtb":
        raise UsageError("export: --vendor belongs to OpenRTB. Add --format openrtb, or omit --vendor.")
    wanted = ImpressionFilter(*_scope_and_days(options), options.vendor)
    names = ("format", "from_day", "to_day", "site", "vendor")
    with open_named_store(options) as store, translate_database_errors():
        with store.engine.begin() as connection:
            audit.record_entry(connection, audit.COMMAND_LINE, "export.impressions", _said(options, names), tenant=None)
        sum_all(store)
        with read_view(store) as connection:
            for line in (iab_lines if options.format == "iab" else openrtb_lines)(connection, wanted):
                sys.stdout.write(line)
    return DONE


def _run(options: argparse.Namespace) -> int:
    names = ("from_ms", "to_ms", "site", "kind")
    if options.site is not None:
        check_site(options.site)
    wanted = ExportFilter(options.from_ms, options.to_ms, options.site, options.kind)
    with open_named_store(options) as store:
        with translate_database_errors(), store.engine.begin() as connection:
            audit.record_entry(connection, audit.COMMAND_LINE, "export.messages", _said(options, names), tenant=None)
        for line in export_lines(store, wanted):
            sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    return DONE


def _said(options: argparse.Namespace, names: tuple[str, ...]) -> str:
    """Return a description of the filter for the audit log."""
    given = {name: getattr(options, name) for name in names}
    said = {name: ", ".join(value) if isinstance(value, list) else value for name, value in given.items() if value}
    return ", ".join(f"{name}: {value}" for name, value in said.items()) or "all"


def _time_ms(text: str) -> int:
    """Return the time in milliseconds for a day such as 2026-11-24 or a time such as 2026-11-24T10:00:00Z.

    A time without a time zone is in UTC.
    """
    try:
        at = datetime.combine(date.fromisoformat(text), datetime.min.time()) if len(text) == 10 else None
        at = at or datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-11-24 or 2026-11-24T10:00:00Z") from None
    return round((at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp() * 1000)
