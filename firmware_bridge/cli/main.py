"""Command-line arguments, exit codes, and one line per error."""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware_bridge.cli.process import stdout_failure_text
from firmware_bridge.errors import FirmwareBridgeError, KitError, MissingLibraryError

Command = Callable[[argparse.Namespace], None]

DONE, BAD_USAGE, NO_SOURCE = 0, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: done, also after Ctrl-C or SIGTERM. 2: bad usage or bad settings of a kit. 3: a port or a file could not be
    opened or read. Unexpected errors are raised, and Python ends with 1.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = {"simulate": _simulate_parser, "speed": _speed_parser}.get(
        arguments[0] if arguments else "", _build_parser
    )
    options = parser().parse_args(arguments)
    command: Command = options.command
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command(options)
        sys.stdout.flush()  # raises BrokenPipeError here, not while Python shuts down
    except KeyboardInterrupt:
        return DONE
    except OSError as error:
        why = stdout_failure_text()
        if isinstance(error, BrokenPipeError):  # the reader of our output has ended, as with `| head`
            return DONE
        if why is None:
            raise
        print(f"standard output cannot be written ({why}). Free some space, or send it elsewhere.", file=sys.stderr)
        return BAD_USAGE
    except FirmwareBridgeError as error:
        print(error, file=sys.stderr)
        return BAD_USAGE if isinstance(error, KitError | MissingLibraryError) else NO_SOURCE
    finally:
        signal.signal(signal.SIGTERM, before)
    return DONE


def _simulate_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firmware_bridge",
        description="Simulate a kit: open a port, print its name, and play a recording of a wearer on it.",
        epilog="example:\n  python -m firmware_bridge simulate --kit pulsesensor --from body.csv\n"
        "  python -m firmware_bridge simulate --kit bitalino --set revision=early --set pulse=1 --from body.csv.gz",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_simulate)
    parser.add_argument("simulate", choices=["simulate"], help=argparse.SUPPRESS)
    parser.add_argument(
        "--kit", metavar="NAME", required=True, help="kit to simulate; python -m firmware_bridge lists the names"
    )
    parser.add_argument(
        "--from",
        metavar="FILE",
        type=Path,
        required=True,
        dest="recording",
        help="recording to play: CSV with time_s (seconds) and eda_us, pulse, ppg, hr_bpm or ibi_ms, gzipped or not",
    )
    parser.add_argument(
        "--speed", metavar="N", type=_above_zero, default=1.0, help="play N times as fast as recorded; default: 1"
    )
    parser.add_argument("--repeat", action="store_true", help="start again at the end of the recording")
    _add_set(parser)
    return parser


def _speed_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firmware_bridge",
        description="Measure how fast each decoder is on this machine, in kilobytes per second on one core.",
        epilog="example:\n  python -m firmware_bridge speed",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_speed)
    parser.add_argument("speed", choices=["speed"], help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    return parser


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firmware_bridge",
        description="Show, record and stream the data of a sensor kit. Without PORT: list the ports and the kits.",
        epilog="example:\n  python -m firmware_bridge /dev/ttyACM0 --kit pulsesensor --record ada.csv\n"
        "  python -m firmware_bridge /dev/rfcomm0 --kit bitalino --set revision=current --lsl\n\n"
        "more commands:\n"
        "  python -m firmware_bridge simulate --help   simulate a kit on a port\n"
        "  python -m firmware_bridge speed --help      measure the speed of the decoders",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_watch_or_list)
    parser.add_argument(
        "port", metavar="PORT", nargs="?", help="port to read: a device, socket://HOST:PORT, or a USB id like 2341:0043"
    )
    parser.add_argument("--kit", metavar="NAME", help="kit at the port; default: detect it")
    _add_set(parser)
    parser.add_argument(
        "--record",
        metavar="FILE.csv",
        type=Path,
        help="write the samples to FILE.csv and their description to FILE.json",
    )
    parser.add_argument(
        "--lsl", action="store_true", help="send the samples to the Lab Streaming Layer (needs: pip install pylsl)"
    )
    parser.add_argument("--seconds", metavar="S", type=_above_zero, help="stop after S seconds; default: until Ctrl-C")
    parser.add_argument(
        "--wait",
        metavar="S",
        type=_not_negative,
        default=30.0,
        help="wait up to S seconds for a lost port to come back; default: 30",
    )
    parser.add_argument("--json", action="store_true", help="without PORT: print the list as JSON")
    return parser


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="set one setting of the kit; may be repeated"
    )


def _watch_or_list(options: argparse.Namespace) -> None:
    if options.port is None:
        if options.kit or options.record or options.lsl:
            raise KitError("port: none is named. python -m firmware_bridge lists what is plugged in.")
        from firmware_bridge.cli.listing import print_ports_and_kits

        print_ports_and_kits(options.json)
        return
    from firmware_bridge.cli.watch import KitWatchRequest, watch_kit

    watch_kit(
        KitWatchRequest(
            options.port, options.kit, options.set, options.record, options.lsl, options.seconds, options.wait
        )
    )


def _speed(options: argparse.Namespace) -> None:
    from firmware_bridge.cli.speed import print_decoder_speeds

    print_decoder_speeds(options.json)


def _simulate(options: argparse.Namespace) -> None:
    from firmware_bridge.cli.simulate import simulate_kit

    simulate_kit(options.kit, options.recording, speed=options.speed, repeat=options.repeat, settings=options.set)


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
