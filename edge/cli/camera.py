"""`vitrina camera`: finds network cameras."""

import argparse

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    group = add_command(
        commands, "camera", "find network cameras and the stream to use", "vitrina camera find --user admin", _help
    )
    group.set_defaults(camera_parser=group)
    actions = group.add_subparsers(title="commands", metavar="ACTION", required=False)
    find = add_command(
        actions,
        "find",
        "find the cameras of the local networks (ONVIF)",
        "vitrina camera find --user admin",
        _find,
        "Sends one probe into each local network, and lists the cameras that answer\n"
        "within 3 s. With --user, it asks for the password, then asks each camera for its\n"
        "profiles, and proposes the smallest H.264 profile of at least 1280 x 720 at 10\n"
        "to 25 frames per second. It stores nothing. The kiosk's service may not send\n"
        "such a probe: run this command outside it, with sudo.",
    )
    find.add_argument("--user", metavar="NAME", help="user of the cameras; asks for the password (or reads a line)")
    find.add_argument("--json", action="store_true", help="print JSON")


def _help(options: argparse.Namespace) -> int:
    options.camera_parser.print_help()
    return 0


def _find(options: argparse.Namespace) -> int:
    from edge.tools.camera.command import find_cameras

    return find_cameras(options.user, as_json=options.json)
