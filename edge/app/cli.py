"""Arguments, exit codes, errors as lines. A command's module is imported inside the command, so --help is quick."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

from edge import __version__

Command = Callable[[argparse.Namespace], int]

QUIET = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
"""What OpenCV and FFmpeg would print about a bad file is said by us, in a line; whoever wants theirs sets these."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what it returns is the exit code: 0 done ... 5 broker refused."""
    options = _parser().parse_args(argv)
    for name, value in QUIET.items():  # before OpenCV is loaded
        os.environ.setdefault(name, value)
    when = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "  # the journal has its own
    logging.basicConfig(level=logging.WARNING, format=f"{when}%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("edge").setLevel(logging.INFO)  # libraries say too much
    command: Command = options.command
    try:
        code = command(options)
        sys.stdout.flush()  # a reader who went away shows here, and not when Python ends
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from edge.app.errors import exit_code

        known = exit_code(error)
        if known is None:
            raise
        print(error, file=sys.stderr)
        return known


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vitrina", description="Which advert, which second, in which shops, how sure are we: anonymously."
    )
    parser.add_argument("--version", action="version", version=f"vitrina {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        *(_add_run, _add_status, _add_forget, _add_replay, _add_schema, _add_settings),
        *(_add_doctor, _add_aim, _add_consent, _add_engines, _add_demo, _add_bench),
    ):
        add(commands)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, example: str, run: Command
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    return parser


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands,
        "run",
        "run the kiosk until it is told to stop",
        "vitrina run --config /etc/vitrina/vitrina.toml",
        _run,
    )
    _add_config(parser)


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", metavar="FILE", help="settings; else $VITRINA_CONFIG, else /etc/vitrina/vitrina.toml"
    )


def _add_status(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "status", "how the kiosk on this machine stands", "vitrina status", _status)
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help="the same for programs; times in seconds since 1970")


def _add_forget(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "forget", "delete what the kiosk keeps on this machine", "vitrina forget", _forget)
    _add_config(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _add_replay(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands,
        "replay",
        "run the same code over recordings and print what would leave, a JSON object a line",
        "vitrina replay --video shop.mp4 --plays plays.csv --k 3 --summary\n"
        "  vitrina replay --video shop.mp4 --audio shop.flac --body ada.csv --body bo.csv.gz --plays plays.csv --k 1\n"
        "  vitrina replay --audio shop.flac --k 0 --window 10 --trace trace.csv",
        _replay,
    )
    parser.add_argument("--video", metavar="FILE", help="a video file or an animated GIF")
    parser.add_argument(
        "--audio", metavar="FILE", help="a sound file: WAV, FLAC, Ogg, Opus, MP3; any rate and channels"
    )
    parser.add_argument(
        "--body",
        metavar="FILE",
        action="append",
        default=[],
        help="what a sensor kit gave of a wearer who consented: CSV time_s,eda_us with pulse, ppg or hr_bpm, "
        "gzipped or not; once for each wearer",
    )
    parser.add_argument(
        "--plays", metavar="FILE", help="CSV creative,start_s,end_s[,media_from_s][,experiment,arm,block]"
    )
    parser.add_argument("--config", metavar="FILE", help="settings; without it, the defaults")
    parser.add_argument(
        "--k", metavar="N", type=_at_least_zero, help="the least people of every number (k and k_reaction)"
    )
    parser.add_argument("--window", metavar="S", type=_above_zero, help="seconds of a window")
    parser.add_argument(
        "--start",
        metavar="TIME",
        type=_utc,
        default="2026-01-01T00:00:00Z",
        help="when the recordings begin (RFC 3339)",
    )
    parser.add_argument(
        "--trace",
        metavar="FILE",
        help="write what was seen of each visit, every 0.2 s, as CSV; what was heard into FILE.sound.csv, "
        "what was felt into FILE.body.csv",
    )
    parser.add_argument("--out", metavar="FILE", help="write the messages there instead of to stdout")
    parser.add_argument(
        "--summary", action="store_true", help="one line a creative, for people, in place of the messages"
    )


def _add_schema(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "schema", "print the JSON Schema of the messages", "vitrina schema reaction", _schema)
    parser.add_argument("kind", nargs="?", metavar="KIND", help="one message or command, such as window or cmd/play")
    parser.add_argument("--asyncapi", action="store_true", help="all of them, as an AsyncAPI 3 document")


def _add_settings(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands, "settings", "print a commented settings file", "vitrina settings --example > vitrina.toml", _settings
    )
    parser.add_argument("--example", action="store_true", required=True, help="every key with its default and meaning")


def _add_doctor(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "doctor", "try every part of the kiosk, and say what to do", "vitrina doctor", _doctor)
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help="a list of {part, ok, level, text, cure}")


def _add_aim(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands,
        "aim",
        "show here what the camera sees, and mask the places of staff",
        "vitrina aim --config /etc/vitrina/vitrina.toml",
        _aim,
    )
    _add_config(parser)
    parser.description = (
        "Show on this terminal what the camera sees: a grid, masks, and the faces that would count.\n"
        "Masks and the direction to the screen are written into the settings, the picture nowhere.\n"
        "Over ssh the picture leaves this machine, encrypted, for your terminal: let nobody look on or record it."
    )


def _add_consent(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands,
        "consent",
        "write down that a wearer of a sensor kit has consented, or no longer does; list what holds",
        'vitrina consent --wearer w1 --purpose "which adverts calm" --text 2026-11 --days 30\n'
        "  vitrina consent --wearer w1 --withdraw\n"
        "  vitrina consent",
        _consent,
    )
    _add_config(parser)
    parser.add_argument("--wearer", metavar="NAME", help="who, as in [[kits]]; without it, what holds is listed")
    parser.add_argument("--purpose", metavar="TEXT", help="what the wearer was told that it is for")
    parser.add_argument("--text", metavar="VERSION", help="of the text that the wearer has read and signed")
    parser.add_argument("--days", metavar="N", type=_days, default=365.0, help="it holds so long; default: 365")
    parser.add_argument(
        "--withdraw", action="store_true", help="the wearer no longer consents: what is held is dropped"
    )
    parser.add_argument("--json", action="store_true", help="what holds as a list of {kit, state, text}")


def _add_engines(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands,
        "engines",
        "list the TensorRT engines of this machine, or make them",
        "sudo -u vitrina vitrina engines build",
        _engines,
    )
    _add_engine_options(parser)
    parser.add_argument("--json", action="store_true", help="a list of {network, precision, ..., fits}")
    build = parser.add_subparsers(title="to make them", metavar="build", dest="engines").add_parser(
        "build",
        help="make the engine of every network, which takes minutes, and check it against ONNX Runtime",
        epilog="example:\n  sudo -u vitrina vitrina engines build --variant fp16",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_engine_options(build)
    build.add_argument(
        "--variant", choices=["fp32", "fp16", "int8"], help="of each network; default: fp16 where it has that"
    )


def _add_engine_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="settings; else $VITRINA_CONFIG, else /etc/vitrina/vitrina.toml, else the defaults",
    )
    parser.add_argument(
        "--cache", metavar="DIR", default=argparse.SUPPRESS, help="where they lie; else [models] engines"
    )


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "demo", "the kiosk on real people, in this terminal", "vitrina demo", _demo)
    parser.add_argument("--camera", metavar="SOURCE", help="your camera in place of the recorded people")
    parser.add_argument("--seconds", metavar="S", type=_above_zero, help="stop after so long; else with Ctrl-C")
    parser.add_argument("--picture", metavar="FILE", help="write the last picture of the terminal as SVG")


def _add_bench(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands,
        "bench",
        "what the kiosk costs here, as ratios to its networks alone; what each sense costs, and how late it is",
        "vitrina bench\n  vitrina bench --senses --minutes 10",
        _bench,
    )
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    parser.add_argument("--quick", action="store_true", help="fewer frames: a look, not a measurement")
    parser.add_argument("--plot", metavar="FILE", help="draw cost against the number of faces, as .svg or .png")
    parser.add_argument(
        "--senses", action="store_true", help="whole kiosks with camera, microphone, kits, and with all"
    )
    parser.add_argument(
        "--minutes", metavar="M", type=_above_zero, help="with --senses: with all for so long, by minute"
    )
    parser.add_argument(
        "--microphone", metavar="NAME", help="with --senses: one of this machine in place of the recorded laughter"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.app import settings
    from edge.app.service import run

    return run.run(settings.load(settings.settings_path(options.config)))


def _status(options: argparse.Namespace) -> int:
    from edge.app import settings
    from edge.app.service import status

    return status.status(settings.load(settings.settings_path(options.config)), options.json)


def _forget(options: argparse.Namespace) -> int:
    from edge.app import settings
    from edge.app.service import forget

    return forget.forget(settings.load(settings.settings_path(options.config)), options.yes)


def _replay(options: argparse.Namespace) -> int:
    if not (options.video or options.audio or options.body):
        print("replay: at least one of --video, --audio, --body is wanted. Nothing was started.", file=sys.stderr)
        return 2
    from edge.app import replay

    return replay.replay_command(options)


def _schema(options: argparse.Namespace) -> int:
    import json

    from edge.uplink import schema

    if options.kind is not None and options.kind not in schema.KINDS:
        print(f"schema: there is no {options.kind}; there are {', '.join(schema.KINDS)}.", file=sys.stderr)
        return 2
    if options.asyncapi:
        document = schema.asyncapi()
    else:
        kinds = {kind: schema.json_schema(kind) for kind in schema.KINDS}
        document = kinds[options.kind] if options.kind else kinds
    print(json.dumps(document, indent=2, ensure_ascii=False))
    return 0


def _settings(_: argparse.Namespace) -> int:
    from edge.app import settings

    sys.stdout.write(settings.example())
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from edge.app import settings
    from edge.app.doctor import command as doctor

    return doctor.doctor(settings.settings_path(options.config), options.json)


def _aim(options: argparse.Namespace) -> int:
    from edge.app import settings
    from edge.app.aim import command as aim

    return aim.aim(settings.settings_path(options.config))


def _consent(options: argparse.Namespace) -> int:
    from edge.app import settings
    from edge.app.clock import machine_s
    from edge.app.consent import command as consent

    wanted = settings.load(settings.settings_path(options.config))
    if options.wearer is None:
        return consent.listed(wanted, options.json)
    if options.withdraw:
        return consent.withdraw(wanted, options.wearer)
    if not (options.purpose and options.text):
        print("consent: --purpose and --text are wanted: what it is for, and which text was signed.", file=sys.stderr)
        return 2
    given = consent.Given(options.wearer, options.purpose, options.text, options.days)
    return consent.give(wanted, given, machine_s())


def _engines(options: argparse.Namespace) -> int:
    from pathlib import Path

    from edge.app import engines, settings

    path = settings.settings_path(getattr(options, "config", None))
    named = "config" in options or path.is_file()
    folder = Path(options.cache) if "cache" in options else None
    wanted = settings.load(path) if named else settings.Settings()
    if options.engines == "build":
        return engines.build(wanted, folder, options.variant)
    return engines.listed(wanted, folder, options.json)


def _demo(options: argparse.Namespace) -> int:
    from edge.app.demo import command as demo

    return demo.demo(camera=options.camera, seconds=options.seconds, picture=options.picture)


def _bench(options: argparse.Namespace) -> int:
    senses_only = [name for name in ("minutes", "microphone") if getattr(options, name) is not None]
    if options.senses and options.plot:
        print("bench: --plot draws nothing of --senses. Nothing was started.", file=sys.stderr)
        return 2
    if senses_only and not options.senses:
        print(f"bench: --{senses_only[0]} goes with --senses. Nothing was started.", file=sys.stderr)
        return 2
    from edge.app.bench import command as bench

    if options.senses:
        return bench.bench_senses(options.json, options.quick, options.minutes, options.microphone)
    return bench.bench(as_json=options.json, quick=options.quick, plot=options.plot)


def _at_least_zero(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of people, 0 or more")
    return int(text)


def _above_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value


def _days(text: str) -> float:
    days = _above_zero(text)
    if days > 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days up to 3650")
    return days


def _utc(text: str) -> float:
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-01-01T09:00:00Z") from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    if not 1970 < when.year < 2100:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 1971 and 2099, for which times and ids are made")
    return when.timestamp()
