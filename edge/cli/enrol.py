"""`vitrina enrol`: options to connect this kiosk to a central server."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "enrol",
        "connect this kiosk to a central server, with a one-time code",
        "sudo vitrina enrol -",
        _run,
        "`vitrina-central kiosk enrol` prints the code, which is valid for 24 hours.\n"
        "The command writes the kiosk's names, the broker address and the credentials to\n"
        "the settings file and to files beside it. Only the kiosk's user can read those\n"
        "files. Other settings do not change.",
    )
    parser.add_argument(
        "code",
        metavar="CODE",
        help='one-time code; "-" reads it from standard input, so that your shell history does not keep it',
    )
    add_config_option(parser)
    parser.add_argument(
        "--replace", action="store_true", help="replace the names of a kiosk that already has other names"
    )
    parser.add_argument(
        "--root",
        metavar="FINGERPRINT",
        help="fingerprint of the root that signs programs and settings, from an owner's stick; the kiosk refuses any "
        "other root (default: trust the root that the server sends, and print its fingerprint)",
    )
    parser.add_argument(
        "--player",
        metavar="FOLDER",
        type=Path,
        help="turn on the built-in player, with the ads in FOLDER (default: set up the player only if the settings "
        "have a section [player])",
    )
    parser.add_argument(
        "--staff",
        choices=("nobody", "masked", "badges"),
        help="declare how staff are excluded: no staff are in view, their areas are masked, or "
        "they wear badges (default: ask in a terminal; the kiosk detects no faces until this is "
        "declared)",
    )
    parser.add_argument(
        "--declared-by", metavar="NAME", help="with --staff: name of the person who checked that this is true"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.tools.enrol.command import enrol_kiosk
    from edge.tools.enrol.staff import StaffOptions

    staff = StaffOptions(options.staff, options.declared_by)
    return enrol_kiosk(options.code, options.config, options.player, staff, replace=options.replace, root=options.root)
