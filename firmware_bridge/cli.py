"""Arguments, exit codes, errors as lines."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware_bridge.errors import BridgeError, KitError

Command = Callable[[argparse.Namespace], None]

DONE, BAD_USAGE, NO_SOURCE = 0, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, also by Ctrl-C or SIGTERM; 2 bad usage or settings of a kit; 3 a port or a file could not be
    opened or read. What is unexpected is raised: Python ends with 1."""
    told = list(sys.argv[1:] if argv is None else argv)
    options = _simulate_parser().parse_args(told)
    command: Command = options.command
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command(options)
        sys.stdout.flush()  # a reader who went away shows here, and not when Python ends
    except KeyboardInterrupt:
        return DONE
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BridgeError as error:
        print(error, file=sys.stderr)
        return BAD_USAGE if isinstance(error, KitError) else NO_SOURCE
    finally:
        signal.signal(signal.SIGTERM, before)
    return DONE


def _simulate_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firmware_bridge",
        description="Open a port that speaks as a kit, print its name, and play a recording of a wearer on it.",
        epilog="example:\n  python -m firmware_bridge simulate --kit pulsesensor --from body.csv\n"
        "  python -m firmware_bridge simulate --kit bitalino --set revision=early --set pulse=1 --from body.csv.gz",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_simulate)
    parser.add_argument("simulate", choices=["simulate"], help=argparse.SUPPRESS)
    parser.add_argument("--kit", metavar="NAME", required=True, help="which; without PORT, all are listed")
    parser.add_argument(
        "--from",
        metavar="FILE",
        type=Path,
        required=True,
        dest="recording",
        help="CSV time_s,eda_us with pulse, ppg, hr_bpm or ibi_ms, gzipped or not",
    )
    parser.add_argument("--speed", metavar="N", type=_above_zero, default=1.0, help="so many times as fast; default: 1")
    parser.add_argument("--repeat", action="store_true", help="from the beginning again when it is over")
    _add_set(parser)
    return parser


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="a setting of the kit; once for each"
    )


def _simulate(options: argparse.Namespace) -> None:
    from firmware_bridge.command.simulate import simulate

    simulate(options.kit, options.recording, speed=options.speed, repeat=options.repeat, settings=options.set)


def _above_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value
