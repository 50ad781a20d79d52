"""`vitrina restore`: options to set up this machine as the kiosk in a backup."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import parse_message_number


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "restore",
        "turn this machine into the kiosk of a backup",
        "vitrina restore kiosk.json\n  vitrina restore --after 120345 kiosk.json",
        _run,
        "Writes the settings and the keys, and continues with a message number that the\n"
        "kiosk has not used yet. The other machine must not send any more messages.",
    )
    add_config_option(parser)
    parser.add_argument("file", metavar="FILE", type=Path, help="file that vitrina backup wrote")
    parser.add_argument(
        "--after",
        metavar="N",
        type=parse_message_number,
        help="highest message number that your subscriber has received from this kiosk",
    )
    parser.add_argument("--replace", action="store_true", help="replace existing settings and keys")


def _run(options: argparse.Namespace) -> int:
    from edge.settings.places import find_settings
    from edge.tools.identity.restore import RestoreOptions, restore_backup

    config = find_settings(options.config).path
    return restore_backup(options.file, RestoreOptions(config, options.after, options.replace))
