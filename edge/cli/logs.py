"""Logging of the commands: the level and the format of log lines on standard error."""

import argparse
import json
import logging
import os
import sys
import threading
from collections.abc import Mapping
from datetime import datetime, timezone
from types import TracebackType

log = logging.getLogger(__name__)

VERBOSE = "verbose"
NUMBERS = {VERBOSE: logging.INFO, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
VARIABLE, FORMAT_VARIABLE = "VITRINA_LOG", "VITRINA_LOG_FORMAT"
FORMATS = ("text", "json")


def add_log_options(parser: argparse.ArgumentParser) -> None:
    """Add --log-level, --verbose and --log-format. Only the top-level help of the program shows them, in one line."""
    parser.add_argument(
        "--log-level",
        choices=NUMBERS,
        default=argparse.SUPPRESS,
        help=argparse.SUPPRESS,
    )
    parser.add_argument(
        "--verbose",
        dest="log_level",
        action="store_const",
        const=VERBOSE,
        default=argparse.SUPPRESS,
        help=argparse.SUPPRESS,
    )
    parser.add_argument(
        "--log-format",
        choices=FORMATS,
        default=argparse.SUPPRESS,
        help=argparse.SUPPRESS,
    )


def requested_level(options: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> str:
    """Return the requested log level. Raises ValueError if the environment variable has an invalid value."""
    level: str = getattr(options, "log_level", None) or environment.get(VARIABLE) or "info"
    if level not in NUMBERS:
        raise ValueError(f"{VARIABLE} is {level!r}. Set it to one of {', '.join(NUMBERS)}.")
    return level


def requested_format(options: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> str:
    """Return the requested log format. Raises ValueError if the environment variable has an invalid value."""
    form: str = getattr(options, "log_format", None) or environment.get(FORMAT_VARIABLE) or "text"
    if form not in FORMATS:
        raise ValueError(f"{FORMAT_VARIABLE} is {form!r}. Set it to one of {', '.join(FORMATS)}.")
    return form


class JsonLogFormatter(logging.Formatter):
    """Formatter that writes each record as one line of JSON, with the same message as in the text format."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.utc)
        fields = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields)  # in ASCII: standard error may have any encoding


def set_up_log(level: str, form: str = "text") -> None:
    """Write log lines of `level` and above to standard error.

    Libraries log too much at `info`, so only their warnings and errors are written, except in a verbose log. With the
    format `json`, uncaught exceptions and Python warnings become log lines too.
    """
    when = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "  # the journal adds its own time
    number = NUMBERS[level]
    libraries = number if level == VERBOSE else max(logging.WARNING, number)
    logging.basicConfig(level=libraries, format=f"{when}%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("edge").setLevel(number)
    if form == "json":
        logging.getLogger().handlers[0].setFormatter(JsonLogFormatter())
        logging.captureWarnings(True)
        sys.excepthook = _log_fault
        threading.excepthook = _log_thread_fault


def print_error(error: Exception) -> None:
    """Write an expected error to standard error, in the format of the log."""
    handlers = logging.getLogger().handlers
    if handlers and isinstance(handlers[0].formatter, JsonLogFormatter):
        log.error("%s", error)
    else:
        print(error, file=sys.stderr)


def _log_fault(kind: type[BaseException], fault: BaseException, traceback: TracebackType | None) -> None:
    log.critical("this command failed because of an unexpected error", exc_info=(kind, fault, traceback))


def _log_thread_fault(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):  # which ends a thread normally
        name = ended.thread.name if ended.thread else "unknown"
        fault = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        log.critical("the thread %s failed because of an unexpected error", name, exc_info=fault)
