"""Arguments, exit codes, errors as lines. What each command takes: edge/cli."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from edge import __version__
from edge.cli import aim, bench, consent, demo, doctor, engines, forget, replay, run, schema, settings, status
from edge.cli.parser import Command

COMMANDS = (run, status, forget, replay, schema, settings, doctor, aim, consent, engines, demo, bench)
"""In the order in which --help names them."""

QUIET = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
"""What OpenCV and FFmpeg would print about a bad file is said by us, in a line; whoever wants theirs sets these."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what it returns is the exit code: 0 done ... 5 broker refused."""
    options = _parser().parse_args(argv)
    for name, value in QUIET.items():  # before OpenCV is loaded
        os.environ.setdefault(name, value)
    when = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "  # the journal has its own
    logging.basicConfig(level=logging.WARNING, format=f"{when}%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("edge").setLevel(logging.INFO)  # libraries say too much
    command: Command = options.command
    try:
        code = command(options)
        sys.stdout.flush()  # a reader who went away shows here, and not when Python ends
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from edge.cli.errors import exit_code

        known = exit_code(error)
        if known is None:
            raise
        print(error, file=sys.stderr)
        return known


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vitrina", description="Which advert, which second, in which shops, how sure are we: anonymously."
    )
    parser.add_argument("--version", action="version", version=f"vitrina {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for one in COMMANDS:
        one.add(commands)
    return parser
