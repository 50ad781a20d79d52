"""`vitrina bench`: what the kiosk costs."""

import argparse
import sys

from edge.cli.parser import Commands, add_command
from edge.cli.types import seconds


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "bench",
        "what the kiosk costs here, as ratios to its networks alone; what each sense costs, and how late it is",
        "vitrina bench\n  vitrina bench --senses --minutes 10",
        _run,
    )
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    parser.add_argument("--quick", action="store_true", help="fewer frames: a look, not a measurement")
    parser.add_argument("--plot", metavar="FILE", help="draw cost against the number of faces, as .svg or .png")
    parser.add_argument(
        "--senses", action="store_true", help="whole kiosks with camera, microphone, kits, and with all"
    )
    parser.add_argument("--minutes", metavar="M", type=seconds, help="with --senses: with all for so long, by minute")
    parser.add_argument(
        "--microphone", metavar="NAME", help="with --senses: one of this machine in place of the recorded laughter"
    )


def _run(options: argparse.Namespace) -> int:
    senses_only = [name for name in ("minutes", "microphone") if getattr(options, name) is not None]
    if options.senses and options.plot:
        print("bench: --plot draws nothing of --senses. Nothing was started.", file=sys.stderr)
        return 2
    if senses_only and not options.senses:
        print(f"bench: --{senses_only[0]} goes with --senses. Nothing was started.", file=sys.stderr)
        return 2
    from edge.tools.bench import command as bench

    if options.senses:
        return bench.bench_senses(options.json, options.quick, options.minutes, options.microphone)
    return bench.bench(as_json=options.json, quick=options.quick, plot=options.plot)
