"""`vitrina backup`: options to save a kiosk's identity to a file."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "backup",
        "save the names, settings, keys and message number of this kiosk to a file",
        "vitrina backup kiosk.json\n  vitrina backup --move kiosk.json",
        _run,
        "The file contains passwords and keys, unencrypted, and has mode 600. It\n"
        "contains no messages and no consents. After --move, the kiosk no longer starts\n"
        "on this machine. On the other machine, run: vitrina restore kiosk.json",
    )
    add_config_option(parser)
    parser.add_argument("file", metavar="FILE", type=Path, help="file to write; it must not exist")
    parser.add_argument("--move", action="store_true", help="retire the kiosk on this machine; stop the kiosk first")
    parser.add_argument(
        "--leave-unsent",
        action="store_true",
        help="with --move: continue even if messages are unsent; they stay on this machine and are never sent",
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.tools.identity.backup import write_backup

    loaded = load_settings(options.config)
    return write_backup(loaded, options.file, is_move=options.move, leaves_unsent=options.leave_unsent)
