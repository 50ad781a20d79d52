"""Entry point of `vitrina-updater`, a small program with an environment of its own, so that no version of Vitrina can
break the way back. `vitrina update` passes its arguments on to it.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from edge.exit_codes import BAD_USAGE, UNEXPECTED
from edge.fleet import by_hand, look
from edge.fleet.kiosk_settings import SETTINGS, read_updater_settings
from edge.fleet.parts import UpdaterParts, build_parts, system_clock
from edge.fleet.refusals import FleetRefused
from edge.fleet.state_folder import FLEET, FleetFolders
from edge.fleet.trees import PROGRAM, Trees


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0; 1 if a version came back or the disk failed; 2 if an update was refused."""
    parser = make_parser()
    options = parser.parse_args(argv)
    chosen = [options.half, options.from_folder, options.back or None, options.status or None, options.verify]
    if options.unpack is not None and (options.from_folder is None or options.beside is None):
        parser.error("--unpack needs --from FOLDER and --beside FOLDER")
    if sum(each is not None for each in chosen) != 1 or (options.verify is None) != (options.key is None):
        parser.error("choose one of --from FOLDER, --back, --status, and --verify FILE with --key FILE")
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")  # of the half that may not read the settings file
    parts = build_parts(
        FleetFolders(options.fleet),
        read_updater_settings(Path(credentials, "settings") if credentials else options.config),
        options.config,
        trees=Trees(options.program),
        clock=system_clock(),
    )
    try:
        return _run(options, parts)
    except FleetRefused as error:
        print(error, file=sys.stderr)
        return BAD_USAGE
    except PermissionError as error:
        print(f"update: {error.filename} may only be changed by root. Run it with sudo.", file=sys.stderr)
        return UNEXPECTED
    except OSError as error:
        print(f"update: {error.filename}: {error.strerror}. Check the disk, then run it again.", file=sys.stderr)
        return UNEXPECTED


def make_parser() -> argparse.ArgumentParser:
    """Parser of the arguments, which are those of `vitrina update`."""
    parser = argparse.ArgumentParser("vitrina-updater", description="Updates Vitrina, and returns to what ran before.")
    parser.add_argument("half", nargs="?", choices=("fetch", "apply"), help="one half of a look, for systemd")
    parser.add_argument("--from", dest="from_folder", metavar="FOLDER", type=Path, help="update from a folder or stick")
    parser.add_argument(
        "--unpack", metavar="FOLDER", type=Path, help="with --from: check and unpack the version here, for install.sh"
    )
    parser.add_argument(
        "--beside", metavar="FOLDER", type=Path, help="with --unpack: the folder of install.sh, to compare its files"
    )
    parser.add_argument("--back", action="store_true", help="return to the former version")
    parser.add_argument("--status", action="store_true", help="show the state of updates")
    parser.add_argument(
        "--verify", metavar="FILE", type=Path, help="check the project's signature of a program or of SHA256SUMS"
    )
    parser.add_argument("--key", metavar="FILE", type=Path, help="public key of the project, for --verify")
    parser.add_argument("--config", type=Path, default=SETTINGS, help="settings file of the kiosk")
    parser.add_argument("--program", type=Path, default=PROGRAM, help=argparse.SUPPRESS)
    parser.add_argument("--fleet", type=Path, default=FLEET, help=argparse.SUPPRESS)
    return parser


def _run(options: argparse.Namespace, parts: UpdaterParts) -> int:
    os.umask(0o022)
    if options.verify is not None:
        return by_hand.verify_release(options.verify, options.key, print)
    if options.status:
        return by_hand.print_status(parts, print)
    if options.back:
        return by_hand.return_to_former(parts, print)
    if options.unpack is not None:
        return by_hand.unpack_for_installer(parts, options.from_folder, options.unpack, options.beside, print)
    if options.from_folder is not None:
        return by_hand.update_from_folder(parts, options.from_folder, print)
    return look.fetch(parts) if options.half == "fetch" else look.apply(parts)


if __name__ == "__main__":
    sys.exit(main())
