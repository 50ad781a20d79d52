"""`vitrina bench`: options of the benchmark."""

import argparse
import sys

from edge.cli.parser import Commands, add_command
from edge.cli.types import parse_positive_seconds


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "bench",
        "measure the processing cost of the kiosk on this machine",
        "vitrina bench\n  vitrina bench --senses --minutes 10",
        _run,
        "Prints the cost per frame of a whole kiosk, for shop and research use,\n"
        "relative to the cost of its models. Then prints the same for each part of the\n"
        "kiosk, for 1 to 16 faces. With --senses, runs whole kiosks and prints the cost\n"
        "and delay of camera, microphone and kits. Takes about 6 minutes. Close other\n"
        "programs first: the command warns you if something else runs. The first run\n"
        "downloads videos of people.",
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="measure fewer frames: faster, but less exact")
    parser.add_argument(
        "--plot",
        metavar="FILE",
        help="also plot the cost against the number of faces, and write the plot to FILE (.svg or .png)",
    )
    parser.add_argument(
        "--senses",
        action="store_true",
        help="measure four whole kiosks: with only the camera, with camera and microphone, with camera and kits, with "
        "all three",
    )
    parser.add_argument(
        "--minutes",
        metavar="M",
        type=parse_positive_seconds,
        help="how long --senses runs the kiosk with all sensors, in minutes (default: 20 seconds)",
    )
    parser.add_argument(
        "--microphone",
        metavar="NAME",
        help="with --senses: microphone to use (default: recorded laughter)",
    )
    parser.add_argument(
        "--detector",
        choices=("mediapipe", "serving"),
        help="runtime of the face detector, as in [faces] runtime (default: mediapipe)",
    )
    parser.add_argument(
        "--adaptive",
        action="store_true",
        help="measure whole kiosks with and without [camera] adaptive, in an empty shop and with six people",
    )
    parser.add_argument(
        "--use",
        choices=("shop", "research"),
        help="use of the models, as in [models] use (default: both in turn; with --senses and --adaptive: shop)",
    )


def _run(options: argparse.Namespace) -> int:
    senses_only = [name for name in ("minutes", "microphone") if getattr(options, name) is not None]
    wholes = [name for name in ("senses", "adaptive") if getattr(options, name)]
    if wholes and options.plot:
        print(
            f"bench: --plot does not work with --{wholes[0]}. Remove one of them. Nothing was started.", file=sys.stderr
        )
        return 2
    if len(wholes) > 1:
        print("bench: --senses and --adaptive are two measurements. Choose one. Nothing was started.", file=sys.stderr)
        return 2
    if wholes and options.detector:
        print(
            f"bench: --detector does not work with --{wholes[0]}. Remove one of them. Nothing was started.",
            file=sys.stderr,
        )
        return 2
    if senses_only and not options.senses:
        print(f"bench: --{senses_only[0]} needs --senses. Add it. Nothing was started.", file=sys.stderr)
        return 2
    from edge.tools.bench import command as bench

    if options.adaptive:
        return bench.run_adaptive_bench(options.json, options.quick, options.use or bench.USES[0])
    if options.senses:
        use = options.use or bench.USES[0]
        return bench.run_senses_bench(options.json, options.quick, options.minutes, options.microphone, use)
    uses = [options.use] if options.use else bench.USES
    return bench.run_bench(options.json, options.quick, options.plot, uses, options.detector or "mediapipe")
