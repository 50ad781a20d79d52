"""`vitrina status`: options to show the state of the kiosk."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option, load_named_settings


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "status",
        "show the state of the kiosk on this machine",
        "vitrina status",
        _run,
        "Prints whether the kiosk is sensing and since when, or why it is not; the last\n"
        "message; the broker; faults; and how many messages are queued in the outbox.\n"
        "\n"
        "The exit code is for monitoring: 0 if the kiosk is sensing, or is paused on\n"
        "purpose; 1 if it is degraded; 3 if it is offline, does not run or does not\n"
        "answer.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the state as JSON; times are in seconds since 1970-01-01 UTC"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.tools import status

    return status.print_status(load_named_settings(options), options.json)
