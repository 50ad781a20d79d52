"""Parser of `vitrina-central import`, which stores messages from a file."""

import argparse
import sys

from central.cli.parser import Commands, add_command, open_or_make_store
from central.cli.progress import file_size, progress_bar, read_lines_with_progress
from central.exit_codes import BAD_USAGE, DONE
from central.transfer.importer import Imported, import_lines
from central.transfer.lines import open_input, read_lines

SHOWN = 20
"""Maximum number of bad lines to list. Further bad lines are only counted."""


def add_to_parser(commands: Commands) -> None:
    """Add the command `import` to the parser."""
    parser = add_command(
        commands,
        "import",
        "store the messages of a file, and skip messages that are already stored",
        "vitrina replay --video shop.mp4 --plays plays.csv | vitrina-central import - --data data",
        _run,
    )
    parser.add_argument(
        "file", metavar="FILE", help='file with lines {"topic": …, "payload": …}, may be gzipped; - for standard input'
    )


def _run(options: argparse.Namespace) -> int:
    bad: list[int] = []

    def report(number: int, reason: str) -> None:
        bad.append(number)
        if len(bad) <= SHOWN:
            print(f"import: line {number}: {reason}", file=sys.stderr)

    with (
        open_input(options.file) as source,
        open_or_make_store(options) as store,
        progress_bar("import", file_size(source)) as show,
    ):
        imported = import_lines(store, read_lines_with_progress(read_lines(source), source, show, "import"), report)
    print(_summary(imported), file=sys.stderr)
    return BAD_USAGE if bad else DONE


def _summary(imported: Imported) -> str:
    text = f"import: stored {imported.stored} messages; {imported.duplicates} were stored before"
    if imported.latest:
        text += f"; {imported.latest} state and health messages"
    if imported.bad:
        text += f"; {imported.bad} bad lines are in the quarantine (vitrina-central quarantine list)"
    return f"{text}."
