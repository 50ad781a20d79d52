"""`vitrina demo`: options of the demonstration."""

import argparse
import sys

from edge.cli.parser import Commands, add_command, add_use_option
from edge.cli.types import parse_positive_seconds


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "demo",
        "run a complete kiosk in this terminal, on videos of people",
        "vitrina demo\n  vitrina demo --use research\n  vitrina demo --camera /dev/video0",
        _run,
        "Shows the camera view, the measurements, and the messages that the kiosk\n"
        "sends. On a display, two ads play in a browser, with a live report beside\n"
        "them. Without a display, the command prints a link to the ads and the path of\n"
        "the report instead. Needs no settings. The first run downloads videos of people.",
    )
    parser.add_argument(
        "--camera", metavar="SOURCE", help="camera to use, such as /dev/video0 (default: recorded people)"
    )
    parser.add_argument(
        "--seconds", metavar="S", type=parse_positive_seconds, help="stop after S seconds (default: run until Ctrl-C)"
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="HTML report to write (default: vitrina/demo-report.html in your cache folder)",
    )
    parser.add_argument(
        "--image",
        dest="picture",
        metavar="FILE",
        help="at the end, save the terminal view to FILE as SVG, without the video, so that nobody is "
        "visible (default: not saved)",
    )
    add_use_option(parser)


def _run(options: argparse.Namespace) -> int:
    # printed first, because the import takes seconds
    print(f"demo: {_plan(options.camera)} Loading the kiosk ...", file=sys.stderr, flush=True)
    from edge.tools.demo import command as demo

    return demo.run_demo(
        demo.DemoOptions(
            camera=options.camera,
            seconds=options.seconds,
            picture=options.picture,
            report=options.report,
            use=options.use,
        )
    )


def _plan(camera: str | None) -> str:
    people = f"the camera {camera}" if camera else "videos of people, which the first run downloads"
    what = f"Runs a kiosk, its broker and two ads on this machine, with {people}."
    return f"{what} Nothing leaves the machine, and no frame is stored."
