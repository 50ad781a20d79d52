"""`vitrina forget`: options to delete the kiosk's data."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option, load_named_settings


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "forget",
        "delete the data of this kiosk",
        "vitrina forget",
        _run,
        "Deletes the outbox, including unsent messages, and the consents. Keeps the\n"
        "settings, and the last message number, so that no number is used twice. Stop\n"
        "the kiosk first: systemctl stop vitrina",
    )
    add_config_option(parser)
    parser.add_argument("--yes", action="store_true", help="delete without asking (default: list the files and ask)")


def _run(options: argparse.Namespace) -> int:
    from edge.tools import forget

    return forget.forget_kiosk_data(load_named_settings(options), options.yes)
