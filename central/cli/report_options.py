"""Options of `report`, `compare`, `experiment` and `trend`, and access to the store that they read."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from central.cli.parser import Command as Command
from central.cli.parser import Commands, add_command, open_named_store, parse_day
from central.clock import now_ms
from central.errors import SourceError, UsageError
from central.languages.codes import CODES
from central.measures import MEASURES
from central.reports.selection import Request
from central.serve.engines import ENGINES, missing_engine_text
from central.store.database import open_store, translate_database_errors
from central.store.location import Location
from central.store.store import Store
from central.store.sums import sum_all
from central.transfer.importer import import_lines
from central.transfer.lines import open_input, read_lines

if TYPE_CHECKING:
    from central.reports.sums import Sums  # it loads NumPy

SHOWN = 5
"""Maximum number of bad lines of a file to list."""


def add_answer_command(commands: Commands, name: str, text: str, example: str, run: Command) -> argparse.ArgumentParser:
    """Add a reporting command, with the options for selection and output."""
    parser = add_command(commands, name, text, example, run)
    add_selection_options(parser)
    return parser


def add_selection_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that select the subject of a report and its output form."""
    chosen = parser.add_argument_group("selection")
    chosen.add_argument(
        "--file",
        metavar="FILE.jsonl",
        help="file with the messages of `vitrina replay`, instead of a store; - for standard input",
    )
    chosen.add_argument(
        "--from", dest="from_day", type=parse_day, metavar="DAY", help="first local day, such as 2026-11-01"
    )
    chosen.add_argument("--to", dest="to_day", type=parse_day, metavar="DAY", help="last local day, inclusive")
    chosen.add_argument(
        "--site", action="append", default=[], metavar="SITE", help="only this site; may be given more than once"
    )
    chosen.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")
    looks = parser.add_argument_group("output")
    looks.add_argument("--language", choices=CODES, help=f"language of the HTML or PDF file (default: {CODES[0]})")
    shown = looks.add_mutually_exclusive_group()
    shown.add_argument("--out", type=Path, metavar="FILE.html", help="write one self-contained HTML file")
    shown.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="write a PDF to print: one A4 page per ad")
    shown.add_argument("--json", action="store_true", help="print JSON")
    shown.add_argument(
        "--csv", action="store_true", help="print CSV with the columns creative, second, measure, n, value, low, high"
    )


def writes_page(options: argparse.Namespace) -> bool:
    """Return True if the command writes a page. Only a page contains the videos of the ads."""
    return options.out is not None or options.pdf is not None


def add_measure_option(parser: argparse.ArgumentParser) -> None:
    """Add --measure."""
    parser.add_argument("--measure", choices=MEASURES, default="smile", help="metric to compare (default: smile)")


def add_adverts_option(parser: argparse.ArgumentParser) -> None:
    """Add --ads."""
    parser.add_argument(
        "--ads",
        type=Path,
        metavar="FOLDER",
        help="folder with the ads' videos, each named after its ad, such as spring_a.mp4, for the film strip",
    )


def build_request(options: argparse.Namespace) -> Request:
    """Return the selection that the options describe."""
    return Request(options.tenant, options.from_day, options.to_day, tuple(options.site))


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Add --engine and --parquet."""
    parser.add_argument(
        "--engine",
        choices=("database", *ENGINES),
        help=f"query engine that computes the totals (default: the database of the store; with --parquet: "
        f"{ENGINES[0]})",
    )
    parser.add_argument(
        "--parquet", type=Path, metavar="DIR", help="read the folder that `export parquet` wrote, instead of a store"
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Source of a report: the store, and the totals if another engine computes them."""

    store: Store
    sums: "Sums | None" = None


@contextmanager
def open_chosen_source(options: argparse.Namespace) -> Iterator[Source]:
    """Open the store, or read a file or folder into a temporary store for this report. Raises UsageError."""
    if options.language is not None and options.out is None and options.pdf is None:
        raise UsageError(
            "report: --language applies only to files; other output is English. Add --out FILE.html or --pdf FILE.pdf"
        )
    given = [name for name in ("config", "data", "file", "parquet") if getattr(options, name, None) is not None]
    if "parquet" in given or getattr(options, "engine", None) in ENGINES:
        with _open_folder(options, given) as source:
            yield source
    elif options.file is None:
        with open_named_store(options) as store, translate_database_errors():
            sum_all(store)
            yield Source(store)
    else:
        with (
            tempfile.TemporaryDirectory(prefix="vitrina-report-") as folder,
            open_store(Location(Path(folder))) as store,
        ):
            _fill(store, options.file)
            yield Source(store)


@contextmanager
def _open_folder(options: argparse.Namespace, given: list[str]) -> Iterator[Source]:
    """Open a folder of Parquet files. This function loads the packages that it needs."""
    engine = options.engine or ENGINES[0]
    if given != ["parquet"]:
        others = " ".join(f"--{name}" for name in given if name != "parquet") or "nothing else"
        raise UsageError(
            f"report: the engine {engine} needs --parquet DIR, a folder of `export parquet`, and no other source"
            f" ({others} was given)."
        )
    if engine == "database":
        raise UsageError("report: --engine database reads the store. Remove --parquet, or use --engine duckdb.")
    if lacking := missing_engine_text(engine):
        raise UsageError(f"report: {lacking}")
    from central.analysis.source import open_source

    with open_source(options.parquet, engine) as (sums, store):
        yield Source(store, sums)


def _fill(store: Store, file: str) -> None:
    bad: list[int] = []

    def report(number: int, reason: str) -> None:
        bad.append(number)
        if len(bad) <= SHOWN:
            print(f"{file}: line {number}: {reason}; skipped", file=sys.stderr)

    with open_input(file) as source:
        imported = import_lines(store, read_lines(source), report)
    if len(bad) > SHOWN:
        print(f"{file}: skipped {len(bad):,} lines", file=sys.stderr)
    if not imported.stored:
        raise SourceError(f"report: {file} has no readable message. Create it with: vitrina replay … > {file}")


def answer_time_ms() -> int:
    """Return the time for which the report is computed, in milliseconds."""
    return now_ms()
