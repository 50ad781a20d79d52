"""`vitrina study`: options of studies with consenting participants."""

import argparse
import sys
from datetime import date
from pathlib import Path

from edge.cli import study_console, study_participant, study_plan, study_results, study_session, study_sync
from edge.cli.parser import Commands, add_config_option, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command, print_help
from edge.cli.types import parse_names, parse_whole_number


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "study",
        "record studies with participants who consented, only on this machine",
        "vitrina study new ad-study --name 'Spring ads' --until 2027-03-31\n"
        "  vitrina study participant add ad-study --scopes kits,face \\\n"
        "    --purpose 'which ads calm' --text 2026-11\n"
        "  vitrina study session ad-study --participant w1 --plays plays.csv \\\n"
        "    --kit /dev/ttyACM0,grove",
        print_help,
        "A study is a folder with encrypted files, and a folder with its keys. It is\n"
        "never sent anywhere. The kiosk on this machine pauses while a session is\n"
        "recorded.",
    )
    parser.set_defaults(study_parser=parser)
    actions = parser.add_subparsers(title="commands", metavar="ACTION", required=False)
    _add_new(actions)
    study_participant.add_to_parser(actions)
    study_plan.add_to_parser(actions)
    _add_order(actions)
    study_session.add_to_parser(actions)
    study_console.add_to_parser(actions)
    study_sync.add_to_parser(actions)
    _add_mark(actions)
    _add_check(actions)
    _add_expire(actions)
    _add_verify(actions)
    study_results.add_to_parser(actions)


def _add_new(actions: Commands) -> None:
    parser = add_command(
        actions,
        "new",
        "create a study folder",
        "vitrina study new ad-study --name 'Spring ads' --until 2027-03-31",
        _new,
        "After the last day, all recordings are deleted (vitrina study expire).",
    )
    add_study_arguments(parser)
    parser.add_argument(
        "--stream",
        metavar="SCOPE=NAME",
        action="append",
        default=[],
        help="define a scope for the stream of another program, such as eye=Tobii; repeat for each stream. Sessions "
        "record it with --record-lsl",
    )
    parser.add_argument("--name", metavar="NAME", required=True, help="readable name of the study")
    parser.add_argument(
        "--until", metavar="DATE", type=_day, required=True, help="last day of the study, such as 2027-03-31"
    )


def _add_order(actions: Commands) -> None:
    parser = add_command(
        actions,
        "order",
        "print the order in which each participant sees the ads",
        "vitrina study order ad-study --ads spring,summer,autumn,winter --participants 12",
        _order,
        "Uses Latin squares. Over as many participants as there are ads (twice as many\n"
        "for an odd number), each ad appears equally often at each position, and\n"
        "follows every other ad equally often. The study id is the seed, so the same\n"
        "ads give the same orders.",
    )
    add_study_arguments(parser)
    parser.add_argument("--ads", metavar="LIST", type=parse_names, required=True, help="ads, separated by commas")
    parser.add_argument(
        "--participants",
        metavar="N",
        type=parse_whole_number,
        help="print the orders of N participants, w1 to wN (default: the participants of the study)",
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _add_mark(actions: Commands) -> None:
    parser = add_command(
        actions,
        "mark",
        "add markers to the session that is being recorded",
        "vitrina study mark ad-study",
        _run_mark,
        "Each line that you type is a marker, with the time at which you press Enter.\n"
        "Ctrl-D ends the command. Your shell history keeps a marker text that you give\n"
        "on the command line.",
    )
    add_study_arguments(parser)
    parser.add_argument("text", metavar="TEXT", nargs="?", help="text of one marker (default: lines of standard input)")


def _add_check(actions: Commands) -> None:
    parser = add_command(
        actions,
        "check",
        "check keys, consents and files of a study, and close sessions that a crash left open",
        "vitrina study check ad-study",
        _check,
        "The exit code is 1 if you must do something.",
    )
    add_study_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _add_expire(actions: Commands) -> None:
    parser = add_command(
        actions,
        "expire",
        "delete the studies on this machine that are past their last day",
        "vitrina study expire",
        _expire,
        "Run this command from a timer: it asks nothing, and prints nothing if no study\n"
        "is over. It destroys the keys first, then deletes the files. If the folder of\n"
        "a study is missing, the command still destroys its keys.",
    )
    add_config_option(parser)


def _add_verify(actions: Commands) -> None:
    parser = add_command(
        actions,
        "verify",
        "check a proof of deletion",
        "vitrina study verify deleted.json",
        _verify,
        "A proof is the JSON that `participant withdraw` prints, or the deleted.json of\n"
        "a study. The exit code is 1 if the proof was changed, or signed by another\n"
        "device. To check it on another machine, add --public-key KEY: each proof\n"
        "contains the public key of its device.",
    )
    add_config_option(parser)
    parser.add_argument("proof", metavar="FILE", type=Path, help="file with the proof")
    parser.add_argument(
        "--public-key",
        metavar="KEY",
        help="public key of the device that must have signed (default: the key of this device)",
    )


def _new(options: argparse.Namespace) -> int:
    from edge.study_sessions import participants

    wanted = load_named_settings(options)
    return participants.make_study(wanted, options.folder, options.name, options.until, options.stream)


def _order(options: argparse.Namespace) -> int:
    from edge.study_sessions.order import print_orders

    wanted = load_named_settings(options)
    return print_orders(wanted, options.folder, options.ads, options.participants, options.json)


def _run_mark(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.study_sessions.marker_socket import send_mark

    texts = (line.strip() for line in sys.stdin) if options.text is None else (options.text,)
    for text in filter(None, texts):
        send_mark(options.folder, text, machine_time_s())
        print("study: added a marker.", flush=True)
    return 0


def _check(options: argparse.Namespace) -> int:
    from edge.study_sessions.check import print_study_check

    return print_study_check(load_named_settings(options), options.folder, options.json)


def _expire(options: argparse.Namespace) -> int:
    from edge.study_sessions.expire import expire_studies

    return expire_studies(load_named_settings(options))


def _verify(options: argparse.Namespace) -> int:
    from edge.study_sessions.verify import verify_deletion_proof

    return verify_deletion_proof(load_named_settings(options), options.proof, options.public_key)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2027-03-31") from None
