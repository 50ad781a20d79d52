"""`vitrina update`: options to update this kiosk by hand, and to return to the former version."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_config_option


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "update",
        "update this kiosk from a folder or a stick, or return to the former version",
        "sudo vitrina update --from /media/stick\n  vitrina update --status",
        _run,
        "Unpacks the new version beside the one that runs, checks it, and changes over\n"
        "during a pause. Then the new version is on trial for ten minutes. If it fails,\n"
        "the former version comes back automatically. A power cut does no harm.",
    )
    add_config_option(parser)
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument(
        "--from",
        dest="from_folder",
        metavar="FOLDER",
        type=Path,
        help="update to the newest version in this folder: vitrina_VERSION_PLATFORM.tar, or a fleet's repository",
    )
    chosen.add_argument("--back", action="store_true", help="return to the version that ran before")
    chosen.add_argument("--status", action="store_true", help="show the versions, and the update in progress")


def _run(options: argparse.Namespace) -> int:
    from edge.settings.places import find_settings
    from edge.tools.update import run_updater

    arguments = ["--config", str(find_settings(options.config).path)]
    if options.from_folder is not None:
        return run_updater([*arguments, "--from", str(options.from_folder)])
    return run_updater([*arguments, "--back" if options.back else "--status"])
