"""`vitrina badge`: options of the command that prints staff badges."""

import argparse
import re
from pathlib import Path

from edge.cli.parser import Commands, add_command


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "badge",
        "print staff badges; people who wear one are not counted",
        "vitrina badge --pdf badges.pdf --count 12 --camera 1920x1080",
        _run,
        "Each A4 sheet has two A6 badges, each with a front and a back. The kiosk reads\n"
        'them if you set [staff] in_view = "badges".',
    )
    parser.add_argument("--pdf", metavar="FILE", type=Path, required=True, help="PDF file to write")
    parser.add_argument("--count", metavar="N", type=_count, default=12, help="number of badges (default: 12)")
    parser.add_argument(
        "--size-mm",
        metavar="MM",
        type=_size,
        default=80.0,
        help="side length of the marker in mm, 40 to 85 (default: 80)",
    )
    parser.add_argument(
        "--camera",
        metavar="WIDTHxHEIGHT",
        type=_camera,
        default=(1280, 720),
        help="frame size of the camera, from which the reading distance on the sheet is computed (default: 1280x720)",
    )
    parser.add_argument(
        "--fov",
        metavar="DEGREES",
        type=_view,
        default=70.0,
        help="horizontal field of view of the camera in degrees (default: 70)",
    )


def _run(options: argparse.Namespace) -> int:
    from edge.tools.badge import write_badges
    from edge.tools.badge_sheet import BadgeSheetOptions

    wanted = BadgeSheetOptions(options.count, options.size_mm, options.camera, options.fov)
    return write_badges(wanted, options.pdf)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of badges from 1 to 200")
    return int(text)


def _size(text: str) -> float:
    return _between(text, 40, 85, "a side length from 40 to 85 mm")


def _view(text: str) -> float:
    return _between(text, 10, 150, "an angle from 10 to 150 degrees")


def _between(text: str, least: float, most: float, wanted: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return value


def _camera(text: str) -> tuple[int, int]:
    size = re.fullmatch(r"([1-9][0-9]{1,4})x([1-9][0-9]{1,4})", text)
    if size is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a frame size such as 1920x1080")
    return int(size[1]), int(size[2])
