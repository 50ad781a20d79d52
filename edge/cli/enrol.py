"""`vitrina enrol`: options to make this machine a kiosk of a central server."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "enrol",
        "make this machine a kiosk of a central server, by a code of one use",
        "sudo vitrina enrol -",
        _run,
        "The code is what `vitrina-central kiosk enrol` printed; it is valid for 24 hours.\n"
        "Writes names, broker and credentials into the settings file and files beside\n"
        "it, which only the kiosk's user reads. What else stands in the file stays.",
    )
    parser.add_argument(
        "code", metavar="CODE", help='the code; "-" reads it from standard input, so no history keeps it'
    )
    add_config_option(parser)
    parser.add_argument(
        "--replace", action="store_true", help="make a kiosk that has other names already the one of the code"
    )
    parser.add_argument(
        "--player",
        metavar="FOLDER",
        type=Path,
        help="switch the kiosk's own player on, with this folder for the adverts (default: only if [player] is there)",
    )
    parser.add_argument(
        "--staff",
        choices=("nobody", "masked", "badges"),
        help="declare who of the staff works in view (default: asked on a terminal; no face is read until it is said)",
    )
    parser.add_argument("--declared-by", metavar="NAME", help="name of the person who checked it; with --staff")


def _run(options: argparse.Namespace) -> int:
    from edge.tools.enrol.command import enrol_kiosk
    from edge.tools.enrol.staff import StaffOptions

    staff = StaffOptions(options.staff, options.declared_by)
    return enrol_kiosk(options.code, options.config, options.player, staff, replace=options.replace)
