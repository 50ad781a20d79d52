"""`vitrina forget`: options to delete the kiosk's data."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "forget",
        "delete the kiosk's data on this machine",
        "vitrina forget",
        _run,
        "Deletes the outbox, with messages that were not sent yet, and the consents.\n"
        "Keeps the settings, and the last message number, so that no number is used\n"
        "twice. Stop the kiosk first: systemctl stop vitrina",
    )
    add_config_option(parser)
    parser.add_argument("--yes", action="store_true", help="delete at once (default: list the files and ask)")


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools import forget

    return forget.forget_kiosk_data(load_settings(options.config).settings, options.yes)
