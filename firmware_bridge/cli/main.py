"""Command line of the library: parses arguments, sets the exit code, prints each error on one line."""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware_bridge.cli.process import stdout_failure_text
from firmware_bridge.errors import FirmwareBridgeError, KitError, MissingLibraryError

Command = Callable[[argparse.Namespace], None]

DONE, BAD_USAGE, NO_SOURCE = 0, 2, 3


def main(argv: Sequence[str] | None = None, program: str = "python -m firmware_bridge") -> int:
    """Run the command and return its exit code. `program`: the command as the user typed it.

    Exit code 0: done, also after Ctrl-C or SIGTERM. 2: bad usage or bad kit settings. 3: a port or file cannot be
    opened or read. Unexpected errors are raised, and Python exits with 1.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = make_parser(program, arguments[0] if arguments else "").parse_args(arguments)
    command: Command = options.command
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command(options)
        sys.stdout.flush()  # raise BrokenPipeError here, not while Python shuts down
    except KeyboardInterrupt:
        return DONE
    except OSError as error:
        why = stdout_failure_text()
        if isinstance(error, BrokenPipeError):  # the reader of our output has exited, as with `| head`
            return DONE
        if why is None:
            raise
        print(
            f"standard output cannot be written ({why}). Free some disk space, or redirect the output.", file=sys.stderr
        )
        return BAD_USAGE
    except FirmwareBridgeError as error:
        print(error, file=sys.stderr)
        return BAD_USAGE if isinstance(error, KitError | MissingLibraryError) else NO_SOURCE
    finally:
        signal.signal(signal.SIGTERM, before)
    return DONE


def make_parser(program: str, first: str) -> argparse.ArgumentParser:
    """Return the parser of the arguments that start with `first`: a subcommand, or anything else."""
    parsers = {"simulate": _simulate_parser, "check": _check_parser, "speed": _speed_parser}
    return parsers.get(first, _build_parser)(program)


def _simulate_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{program} simulate",
        description="Simulate a kit: open a serial port, print its name, and play a wearer on it.",
        epilog=f"example:\n  {program} simulate --kit grove\n"
        f"  {program} simulate --kit pulsesensor --from body.csv\n"
        f"  {program} simulate --kit bitalino --set revision=early --set pulse=1 --from body.csv.gz",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_simulate)
    parser.add_argument("simulate", choices=["simulate"], help=argparse.SUPPRESS)
    parser.add_argument("--kit", metavar="NAME", required=True, help=f"kit to simulate; {program} lists the names")
    parser.add_argument(
        "--from",
        metavar="FILE",
        type=Path,
        dest="recording",
        help="recording to play: CSV with time_s (seconds) and at least one of eda_us, pulse, ppg, hr_bpm and ibi_ms; "
        "may be gzipped (default: a synthetic wearer, until you press Ctrl-C)",
    )
    parser.add_argument(
        "--speed", metavar="N", type=_above_zero, default=1.0, help="play N times as fast as recorded (default: 1)"
    )
    parser.add_argument("--repeat", action="store_true", help="repeat the recording until you press Ctrl-C")
    _add_set(parser)
    return parser


def _check_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{program} check",
        description="Check an installed kit with whole, cut, damaged, lost, random, huge and empty reads.",
        epilog=f"example:\n  {program} check palm\n  {program} check palm --stream recorded.bin --no-checksum",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_check)
    parser.add_argument("check", choices=["check"], help=argparse.SUPPRESS)
    parser.add_argument("kit", metavar="NAME", help=f"kit to check; {program} lists the names")
    parser.add_argument(
        "--stream",
        metavar="FILE",
        type=Path,
        help="bytes that you recorded from the board (default: those of the simulated kit of its package)",
    )
    parser.add_argument("--no-checksum", action="store_true", help="the frames or lines of the kit have no checksum")
    _add_set(parser)
    return parser


def _speed_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{program} speed",
        description="Measure the speed of each decoder on this machine, in kilobytes per second on one core.",
        epilog=f"example:\n  {program} speed",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_speed)
    parser.add_argument("speed", choices=["speed"], help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    return parser


def _build_parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Show, record and stream the data of a sensor kit. Without PORT, list serial ports and kits.",
        epilog=f"example:\n  {program} /dev/ttyACM0 --kit pulsesensor --record ada.csv\n"
        f"  {program} /dev/rfcomm0 --kit bitalino --set revision=current --lsl\n\n"
        "more commands:\n"
        f"  {program} simulate --help   simulate a kit on a serial port\n"
        f"  {program} check --help      check a kit of your own\n"
        f"  {program} speed --help      measure the speed of the decoders",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_watch_or_list, program=program)
    parser.add_argument(
        "port", metavar="PORT", nargs="?", help="port to read: a device, socket://HOST:PORT, or a USB id like 2341:0043"
    )
    parser.add_argument("--kit", metavar="NAME", help="kit at the port (default: detect it)")
    _add_set(parser)
    parser.add_argument(
        "--record",
        metavar="FILE.csv",
        type=Path,
        help="write the samples to FILE.csv and their description to FILE.json",
    )
    parser.add_argument(
        "--lsl", action="store_true", help="stream the samples over the Lab Streaming Layer (needs: pip install pylsl)"
    )
    parser.add_argument(
        "--seconds", metavar="S", type=_above_zero, help="stop after S seconds (default: run until Ctrl-C)"
    )
    parser.add_argument(
        "--wait",
        metavar="S",
        type=_not_negative,
        default=30.0,
        help="wait up to S seconds for a disconnected port to come back (default: 30)",
    )
    parser.add_argument("--json", action="store_true", help="without PORT: print the list as JSON")
    return parser


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], help="set a kit option; repeat for each option"
    )


def _watch_or_list(options: argparse.Namespace) -> None:
    if options.port is None:
        if options.kit or options.record or options.lsl:
            raise KitError(f"port: no port was given. {options.program} lists the connected ports.")
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


def _check(options: argparse.Namespace) -> None:
    from firmware_bridge.cli.check import check_kit

    check_kit(options.kit, options.stream, has_check=not options.no_checksum, settings=options.set)


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
