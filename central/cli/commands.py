"""Parser of all commands, in the order of --help."""

import argparse

from central.cli import (
    alerts,
    comments,
    compare,
    completion,
    creative,
    doctor,
    enrol,
    experiment,
    export,
    fleet,
    importing,
    keeping,
    playlist,
    quarantine,
    report,
    schedule,
    serve,
    simulate,
    site,
    token,
    trend,
    user,
)

COMMANDS = (
    serve,
    importing,
    export,
    report,
    experiment,
    compare,
    trend,
    comments,
    fleet,
    alerts,
    creative,
    playlist,
    schedule,
    site,
    enrol,
    quarantine,
    user,
    token,
    keeping,
    doctor,
    simulate,
    completion,
)


def parser(version: str) -> argparse.ArgumentParser:
    """The parser of `vitrina-central`."""
    made = argparse.ArgumentParser(
        prog="vitrina-central",
        description="Store the messages of a fleet of kiosks, each once.",
        epilog="'vitrina-central COMMAND --help' shows the options of a command and an example.",
    )
    made.add_argument("--version", action="version", version=f"vitrina-central {version}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return made
