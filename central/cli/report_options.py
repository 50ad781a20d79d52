"""Options of `report`, `compare`, `experiment` and `trend`, and the store that they read."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from central.cli.parser import Command as Command
from central.cli.parser import Commands, add_command, open_named_store
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
"""Bad lines of a file that are named."""


def add_answer_command(commands: Commands, name: str, text: str, example: str, run: Command) -> argparse.ArgumentParser:
    """Adds a command that answers, with the options that choose and show."""
    parser = add_command(commands, name, text, example, run)
    add_selection_options(parser)
    return parser


def add_selection_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that choose what an answer is about and how it is shown."""
    chosen = parser.add_argument_group("what it is about")
    chosen.add_argument(
        "--file", metavar="FILE.jsonl", help="lines of `vitrina replay`, instead of a store; - for stdin"
    )
    chosen.add_argument(
        "--from", dest="from_day", type=parse_day, metavar="DAY", help="first local day, such as 2026-11-01"
    )
    chosen.add_argument("--to", dest="to_day", type=parse_day, metavar="DAY", help="last local day, included")
    chosen.add_argument("--site", action="append", default=[], metavar="SITE", help="one site; may be given again")
    chosen.add_argument("--tenant", metavar="TENANT", help="tenant, where several are stored")
    looks = parser.add_argument_group("how it is shown")
    looks.add_argument("--language", choices=CODES, help=f"language of the file (default: {CODES[0]})")
    shown = looks.add_mutually_exclusive_group()
    shown.add_argument("--out", type=Path, metavar="FILE.html", help="write one HTML file with everything in it")
    shown.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="write it for paper: one A4 sheet an advert")
    shown.add_argument("--json", action="store_true", help="print JSON")
    shown.add_argument(
        "--csv", action="store_true", help="print a table: creative, second, measure, n, value, low, high"
    )


def writes_page(options: argparse.Namespace) -> bool:
    """True where a page is written, which has the films of the adverts as well."""
    return options.out is not None or options.pdf is not None


def add_measure_option(parser: argparse.ArgumentParser) -> None:
    """Adds --measure."""
    parser.add_argument(
        "--measure", choices=MEASURES, default="smile", help="number that is compared (default: smile, smiles)"
    )


def add_adverts_option(parser: argparse.ArgumentParser) -> None:
    """Adds --ads."""
    parser.add_argument(
        "--ads",
        type=Path,
        metavar="FOLDER",
        help="films of the adverts by name, such as spring_a.mp4, for the strip",
    )


def build_request(options: argparse.Namespace) -> Request:
    """Selection that the options ask for."""
    return Request(options.tenant, options.from_day, options.to_day, tuple(options.site))


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Adds --engine and --parquet."""
    parser.add_argument(
        "--engine",
        choices=("database", *ENGINES),
        help=f"what adds up: the store's database, or an engine over --parquet (default there: {ENGINES[0]})",
    )
    parser.add_argument("--parquet", type=Path, metavar="DIR", help="folder of `export parquet`, instead of a store")


@dataclass(frozen=True, slots=True)
class Source:
    """Source of an answer: the store with the names, and the sums where they are not in it."""

    store: Store
    sums: "Sums | None" = None


@contextmanager
def open_chosen_source(options: argparse.Namespace) -> Iterator[Source]:
    """Store of the options, or a file or folder that is read for this answer alone. Raises UsageError."""
    if options.language is not None and options.out is None and options.pdf is None:
        raise UsageError(
            "report: --language is that of a file; all else is English. Name the file: --out FILE.html or --pdf"
            " FILE.pdf"
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
    """A folder of Parquet files. Its packages are loaded here alone."""
    engine = options.engine or ENGINES[0]
    if given != ["parquet"]:
        others = " ".join(f"--{name}" for name in given if name != "parquet") or "nothing else"
        raise UsageError(
            f"report: the engine {engine} reads a folder of `export parquet`: --parquet DIR, and it alone ({others} was"
            " given)."
        )
    if engine == "database":
        raise UsageError("report: --engine database reads the store. Leave --parquet out, or take --engine duckdb.")
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
            print(f"{file}: line {number}: {reason}; left out", file=sys.stderr)

    with open_input(file) as source:
        imported = import_lines(store, read_lines(source), report)
    if len(bad) > SHOWN:
        print(f"{file}: {len(bad):,} lines were left out", file=sys.stderr)
    if not imported.stored:
        raise SourceError(f"report: {file} has no message that can be read. Make it with: vitrina replay … > {file}")


def answer_time_ms() -> int:
    """Time of the answer, in milliseconds."""
    return now_ms()


def parse_day(text: str) -> date:
    """A day like 2026-11-24."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-11-24") from None
