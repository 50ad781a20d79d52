"""`vitrina demo`: the kiosk on recorded people."""

import argparse

from edge.cli.parser import Commands, add_command
from edge.cli.types import seconds


def add(commands: Commands) -> None:
    parser = add_command(commands, "demo", "the kiosk on real people, in this terminal", "vitrina demo", _run)
    parser.add_argument("--camera", metavar="SOURCE", help="your camera in place of the recorded people")
    parser.add_argument("--seconds", metavar="S", type=seconds, help="stop after so long; else with Ctrl-C")
    parser.add_argument("--picture", metavar="FILE", help="write the last picture of the terminal as SVG")


def _run(options: argparse.Namespace) -> int:
    from edge.tools.demo import command as demo

    return demo.demo(camera=options.camera, seconds=options.seconds, picture=options.picture)
