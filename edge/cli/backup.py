"""`vitrina backup`: options to write the identity of a kiosk into a file."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "backup",
        "write names, settings, keys and the message number into a file",
        "vitrina backup kiosk.json\n  vitrina backup --move kiosk.json",
        _run,
        "The file has passwords and keys, unencrypted, and mode 600. No message and no\n"
        "consent is in it. With --move this machine does not start as this kiosk any\n"
        "more. On the other machine: vitrina restore kiosk.json",
    )
    add_config_option(parser)
    parser.add_argument("file", metavar="FILE", type=Path, help="file to write; it must not be there")
    parser.add_argument("--move", action="store_true", help="end this kiosk here; stop it first")
    parser.add_argument(
        "--leave-unsent", action="store_true", help="with --move: messages that were not sent stay here"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools.identity.backup import write_backup

    loaded = load_settings(options.config)
    return write_backup(loaded, options.file, is_move=options.move, leaves_unsent=options.leave_unsent)
