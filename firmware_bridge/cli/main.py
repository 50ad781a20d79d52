"""Arguments, exit codes, errors as lines."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware_bridge.errors import BridgeError, KitError, LibraryError

Command = Callable[[argparse.Namespace], None]

DONE, BAD_USAGE, NO_SOURCE = 0, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, also by Ctrl-C or SIGTERM; 2 bad usage or settings of a kit; 3 a port or a file could not be
    opened or read. What is unexpected is raised: Python ends with 1."""
    told = list(sys.argv[1:] if argv is None else argv)
    parser = {"simulate": _simulate_parser, "speed": _speed_parser}.get(told[0] if told else "", _parser)
    options = parser().parse_args(told)
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
        return BAD_USAGE if isinstance(error, KitError | LibraryError) else NO_SOURCE
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


def _speed_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firmware_bridge",
        description="How fast the decoders are here, in thousands of bytes a second of one core.",
        epilog="example:\n  python -m firmware_bridge speed",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_speed)
    parser.add_argument("speed", choices=["speed"], help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="the table for programs")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firmware_bridge",
        description="Show, record and stream what a sensor kit gives. Without PORT: which ports and kits there are.",
        epilog="example:\n  python -m firmware_bridge /dev/ttyACM0 --kit pulsesensor --record ada.csv\n"
        "  python -m firmware_bridge /dev/rfcomm0 --kit bitalino --set revision=current --lsl\n\n"
        "python -m firmware_bridge simulate --help: a port that speaks as a kit\n"
        "python -m firmware_bridge speed --help: how fast the decoders are",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_watch_or_list)
    parser.add_argument(
        "port", metavar="PORT", nargs="?", help="a device, socket://HOST:PORT, or a USB id such as 2341:0043"
    )
    parser.add_argument("--kit", metavar="NAME", help="which; without it, it is found out")
    _add_set(parser)
    parser.add_argument(
        "--record", metavar="FILE.csv", type=Path, help="write what comes there, and what it is into FILE.json"
    )
    parser.add_argument("--lsl", action="store_true", help="send it to the Lab Streaming Layer (pip install pylsl)")
    parser.add_argument("--seconds", metavar="S", type=_above_zero, help="stop after so long; else with Ctrl-C")
    parser.add_argument(
        "--wait",
        metavar="S",
        type=_not_negative,
        default=30.0,
        help="look for so long for a port that goes away; default: 30",
    )
    parser.add_argument("--json", action="store_true", help="without PORT: the list for programs")
    return parser


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="a setting of the kit; once for each"
    )


def _watch_or_list(options: argparse.Namespace) -> None:
    if options.port is None:
        if options.kit or options.record or options.lsl:
            raise KitError("port: none is named. python -m firmware_bridge lists what is plugged in.")
        from firmware_bridge.cli.listing import listing

        listing(options.json)
        return
    from firmware_bridge.cli.watch import WatchRequest, watch

    watch(
        WatchRequest(options.port, options.kit, options.set, options.record, options.lsl, options.seconds, options.wait)
    )


def _speed(options: argparse.Namespace) -> None:
    from firmware_bridge.cli.speed import speed

    speed(options.json)


def _simulate(options: argparse.Namespace) -> None:
    from firmware_bridge.cli.simulate import simulate

    simulate(options.kit, options.recording, speed=options.speed, repeat=options.repeat, settings=options.set)


def _above_zero(text: str) -> float:
    value = _not_negative(text)
    if value == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value


def _not_negative(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, 0 or more")
    return value
