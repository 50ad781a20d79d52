"""Options of `report`, `compare`, `experiment` and `trend`, and the store that they read."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from central.cli.parser import Command as Command
from central.cli.parser import Commands, add_command, store_of
from central.clock import now_ms
from central.errors import SourceError, UsageError
from central.languages.codes import CODES
from central.reports.names import MEASURES
from central.reports.selection import Request
from central.store.database import faults_of_database, open_store
from central.store.location import Location
from central.store.store import Store
from central.store.sums import sum_all
from central.transfer.importer import import_lines
from central.transfer.lines import open_input, read_lines

SHOWN = 5
"""Bad lines of a file that are named."""


def add_answer(commands: Commands, name: str, text: str, example: str, run: Command) -> argparse.ArgumentParser:
    """Adds a command that answers, with the options that choose and show."""
    parser = add_command(commands, name, text, example, run)
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
    return parser


def is_page(options: argparse.Namespace) -> bool:
    """True where a page is written, which has the films of the adverts as well."""
    return options.out is not None or options.pdf is not None


def add_measure(parser: argparse.ArgumentParser) -> None:
    """Adds --measure."""
    parser.add_argument(
        "--measure", choices=MEASURES, default="positive", help="number that is compared (default: positive, smiles)"
    )


def add_adverts(parser: argparse.ArgumentParser) -> None:
    """Adds --adverts."""
    parser.add_argument(
        "--adverts",
        type=Path,
        metavar="FOLDER",
        help="films of the adverts by name, such as spring_a.mp4, for the strip",
    )


def request_of(options: argparse.Namespace) -> Request:
    """Selection that the options ask for."""
    return Request(options.tenant, options.from_day, options.to_day, tuple(options.site))


@contextmanager
def asked_store(options: argparse.Namespace) -> Iterator[Store]:
    """The store, or one that is made of a file for this answer alone, with all its sums. Raises UsageError."""
    if options.language is not None and options.out is None and options.pdf is None:
        raise UsageError(
            "report: --language is that of a file; all else is English. Name the file: --out FILE.html or --pdf"
            " FILE.pdf"
        )
    if options.file is None:
        with store_of(options) as store, faults_of_database():
            sum_all(store)
            yield store
        return
    with tempfile.TemporaryDirectory(prefix="vitrina-report-") as folder, open_store(Location(Path(folder))) as store:
        _fill(store, options.file)
        yield store


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


def now() -> int:
    """Time of the answer, in milliseconds."""
    return now_ms()


def parse_day(text: str) -> date:
    """A day like 2026-11-24."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-11-24") from None
