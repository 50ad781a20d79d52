"""Entry point of `vitrina-central`: parse the command line, run the command, print errors."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from central import VERSION
from central.exit_codes import BAD_USAGE, DONE, INTERRUPTED
from central.packages import missing_package_text

OLDEST_PYTHON = (3, 11)
# Drivers say only what happened.
_AWAY = "Check that it is running and that its disk has space. `vitrina-central doctor` checks each part."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code, from 0 (done) to 6 (database cannot be reached)."""
    if sys.version_info < OLDEST_PYTHON:
        return _refuse(f"Python {sys.version.split()[0]} is too old. vitrina-central needs Python 3.11 or newer.")
    try:
        from central.cli.commands import build_parser

        arguments = sys.argv[1:] if argv is None else argv
        made = build_parser(VERSION, arguments)
    except ModuleNotFoundError as error:
        return _refuse(missing_package_text(error.name, "central"))
    options = made.parse_args(arguments)
    if "command" not in options:
        made.print_help()
        return DONE
    when = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "  # the journal adds its own time
    logging.basicConfig(level=logging.WARNING, format=f"{when}%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("central").setLevel(logging.INFO)
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # it logs a traceback when a database goes away
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    from central.errors import CentralError, DatabaseError

    code: int
    try:
        code = options.command(options)
        sys.stdout.flush()
    except CentralError as error:
        print(f"{str(error).rstrip('.')}. {_AWAY}" if isinstance(error, DatabaseError) else error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader closed our output, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _refuse(why: str) -> int:
    print(f"vitrina-central: {why}", file=sys.stderr)
    return BAD_USAGE


if __name__ == "__main__":
    sys.exit(main())
