"""Entry point of `vitrina`: parses the command line, runs the command, prints errors as lines, sets the exit code."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from edge import __version__
from edge.cli import (
    aim,
    bench,
    consent,
    demo,
    doctor,
    engines,
    forget,
    kit,
    models,
    replay,
    run,
    schema,
    settings,
    status,
)
from edge.cli.parser import Command
from models.serving.hardening import harden_process

COMMANDS = (run, status, forget, replay, schema, settings, doctor, aim, consent, kit, engines, models, demo, bench)
"""In the order of --help."""

QUIET = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
"""OpenCV and FFmpeg are silent about a bad file, because the command prints its own line. A variable that is set
already keeps its value."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done ... 5 broker refused.

    Without `argv` this is the program itself: it takes the arguments and protects the process. A caller with `argv`
    has a process of its own, whose umask and limits stay as they are.
    """
    if argv is None:
        harden_process()
    options = _parser().parse_args(argv)
    for name, value in QUIET.items():  # before OpenCV is loaded
        os.environ.setdefault(name, value)
    when = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "  # the journal adds its own time
    logging.basicConfig(level=logging.WARNING, format=f"{when}%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("edge").setLevel(logging.INFO)  # libraries log too much at INFO
    command: Command = options.command
    try:
        code = command(options)
        sys.stdout.flush()  # a closed pipe fails here, and not when Python exits
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader closed our output, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from edge.cli.errors import exit_code

        expected = exit_code(error)
        if expected is None:
            raise
        print(error, file=sys.stderr)
        return expected


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vitrina",
        description="Measure how people in front of a screen react to its adverts, anonymously.",
        epilog="'vitrina COMMAND --help' shows the options of a command and an example.",
    )
    parser.add_argument("--version", action="version", version=f"vitrina {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return parser
