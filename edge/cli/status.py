"""`vitrina status`: options to show the kiosk's state."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "status",
        "show the state of the kiosk on this machine",
        "vitrina status",
        _run,
        "Prints whether the kiosk is sensing, since when and, if it is not, why; the\n"
        "last message; the broker; faults; and how many messages wait in the outbox.\n"
        "\n"
        "The exit code is for a monitor: 0 if the kiosk is sensing, or is paused as\n"
        "somebody wanted it; 1 if it is degraded; 3 if it is offline, does not run or\n"
        "does not answer.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the state as JSON; times in seconds since 1970-01-01 UTC"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools import status

    return status.print_status(load_settings(options.config).settings, options.json)
