"""Entry point of `vitrina`: parse the command line, run the command, print errors, set the exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import chain
from types import ModuleType

from edge import __version__
from edge.cli import (
    aim,
    backup,
    badge,
    bench,
    camera,
    completion,
    consent,
    console,
    demo,
    docs,
    doctor,
    engines,
    enrol,
    forget,
    kit,
    law,
    models,
    notice,
    papers,
    read_text,
    replay,
    restore,
    run,
    schema,
    screen,
    settings,
    setup,
    status,
    study,
    update,
)
from edge.cli.errors import exit_code, explain_import_error
from edge.cli.logs import add_log_options, print_error, requested_format, requested_level, set_up_log
from edge.cli.parser import Command
from edge.cli.streams import prepare_streams, stdout_failure_text
from edge.command_line.parser import CommandParser, ProgramParser
from edge.exit_codes import DONE
from edge.tools.output_files import OutputFileError
from models.serving.hardening import harden_process

GROUPS = {
    "Set up": (setup, enrol, doctor, camera, aim, notice, papers, badge),
    "Run": (run, status, update, console, screen, backup, restore, forget),
    "Recordings": (demo, replay, read_text),
    "Research": (study, consent, kit),
    "Models": (models, engines, bench),
    "Reference": (docs, settings, law, schema, completion),
}
"""Command modules, keyed by the group under which --help lists them, in the order of --help."""

QUIET = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
"""Environment variables that keep OpenCV and FFmpeg from printing errors about damaged files, because the command
prints its own error. A variable that is already set keeps its value.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code, from 0 (done) to 5 (refused by the broker).

    Without `argv`, it uses the arguments of the process and sets the protection of the process. With `argv`, it leaves
    the umask and the limits of the caller's process unchanged.
    """
    if argv is None:
        harden_process()
        prepare_streams()
    code = DONE
    try:
        code = _run(argv)
        sys.stdout.flush()  # a closed pipe or a full disk fails here, and not when Python exits
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader closed our output, as `| head` does
        stdout_failure_text()
    except SystemExit as left:
        stdout_failure_text()  # of --help or --version
        if isinstance(left.__context__, BrokenPipeError):  # rich exits with 1 then
            return code
        raise
    except Exception as error:
        why = stdout_failure_text()
        if why is not None and isinstance(error, OSError):
            error = OutputFileError(
                f"standard output cannot be written ({why}). Free some disk space, or redirect the output."
            )
        error = explain_import_error(error)
        expected = exit_code(error)
        if expected is None:
            raise
        print_error(error)
        return expected
    return code


def _run(argv: Sequence[str] | None) -> int:
    parser = make_parser()
    options = parser.parse_args(argv)
    for name, value in QUIET.items():  # before OpenCV is loaded
        os.environ.setdefault(name, value)
    try:
        set_up_log(requested_level(options), requested_format(options))
    except ValueError as error:
        parser.error(str(error))
    if "command" not in options:
        parser.print_help()
        return DONE
    command: Command = options.command
    return command(options)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of `vitrina`, with all commands."""
    parser = ProgramParser(
        "vitrina",
        "Measure how groups of people in front of a screen react to its ads.",
        {title: [_command_name(module) for module in modules] for title, modules in GROUPS.items()},
        "Every command accepts --help, which shows an example, and --log-level, --verbose and --log-format.",
    )
    parser.add_argument("--version", action="version", version=f"vitrina {__version__}")
    parser.set_defaults(program_parser=parser)  # for `completion`
    add_log_options(parser)
    commands = parser.add_subparsers(prog="vitrina", metavar="COMMAND", parser_class=CommandParser)
    for module in chain.from_iterable(GROUPS.values()):
        module.add_to_parser(commands)
    return parser


def _command_name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2].replace("_", "-")
