"""Log of the commands: how much they write to standard error."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping

VERBOSE = "verbose"
NUMBERS = {VERBOSE: logging.INFO, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
VARIABLE = "VITRINA_LOG"


def add_log_options(parser: argparse.ArgumentParser) -> None:
    """Adds --log-level and --verbose."""
    parser.add_argument(
        "--log-level",
        choices=NUMBERS,
        default=argparse.SUPPRESS,
        help=f"least level of the log (default: ${VARIABLE} if set, else info)",
    )
    parser.add_argument(
        "--verbose",
        dest="log_level",
        action="store_const",
        const=VERBOSE,
        default=argparse.SUPPRESS,
        help="log what the libraries tell too",
    )


def level_of(options: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> str:
    """The level that is asked for. Raises ValueError for a variable with another value."""
    level: str = getattr(options, "log_level", None) or environment.get(VARIABLE) or "info"
    if level not in NUMBERS:
        raise ValueError(f"{VARIABLE} is {level!r}. Set it to one of {', '.join(NUMBERS)}.")
    return level


def set_up_log(level: str) -> None:
    """Writes log lines of `level` and above to standard error.

    The libraries log too much at `info`: they begin at `warning`, except in a verbose log.
    """
    when = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "  # the journal adds its own time
    number = NUMBERS[level]
    libraries = number if level == VERBOSE else max(logging.WARNING, number)
    logging.basicConfig(level=libraries, format=f"{when}%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("edge").setLevel(number)
