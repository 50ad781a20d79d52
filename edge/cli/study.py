"""`vitrina study`: options of studies with consented participants."""

import argparse
import sys
from datetime import date
from pathlib import Path

from edge.cli import study_console, study_results, study_session, study_sync
from edge.cli.parser import Commands, add_config_option, add_study_arguments
from edge.cli.study_command import add_command
from edge.cli.types import parse_days, parse_names, parse_whole_number

_SCOPES = "kits, face, voice, answers, pictures, share"


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "study",
        "record studies with consented participants, on this machine alone",
        "vitrina study new adverts --name 'Spring adverts' --until 2027-03-31\n"
        "  vitrina study participant add adverts --scopes kits,face \\\n"
        "    --purpose 'which adverts calm' --text 2026-11\n"
        "  vitrina study session adverts --participant w1 --plays plays.csv \\\n"
        "    --kit /dev/ttyACM0,grove",
        _help,
        "A study is a folder with encrypted files, and a folder with its keys. Nothing\n"
        "of it is ever sent. While a session records, the kiosk on this machine pauses.",
    )
    parser.set_defaults(study_parser=parser)
    actions = parser.add_subparsers(title="commands", metavar="ACTION", required=False)
    _add_new(actions)
    _add_participant(actions)
    _add_order(actions)
    study_session.add_to_parser(actions)
    study_console.add_to_parser(actions)
    study_sync.add_to_parser(actions)
    _add_mark(actions)
    _add_check(actions)
    _add_expire(actions)
    _add_verify(actions)
    study_results.add_to_parser(actions)


def _help(options: argparse.Namespace) -> int:
    options.study_parser.print_help()
    return 0


def _add_new(actions: Commands) -> None:
    parser = add_command(
        actions,
        "new",
        "make the folder of a study",
        "vitrina study new adverts --name 'Spring adverts' --until 2027-03-31",
        _new,
        "After the last day everything recorded is deleted (vitrina study expire).",
    )
    add_study_arguments(parser)
    parser.add_argument("--name", metavar="NAME", required=True, help="name of the study, for people")
    parser.add_argument(
        "--until", metavar="DATE", type=_day, required=True, help="last day of the study, such as 2027-03-31"
    )


def _add_participant(actions: Commands) -> None:
    parser = add_command(
        actions,
        "participant",
        "add, list or withdraw participants",
        "vitrina study participant list adverts",
        _help,
        "A participant is a pseudonym: w and a number. Keep the list of names elsewhere.",
    )
    parser.set_defaults(study_parser=parser)
    kinds = parser.add_subparsers(title="commands", metavar="ACTION", required=True)
    _add_add(kinds)
    listing = add_command(
        kinds, "list", "print participants, their scopes and sessions", "vitrina study participant list adverts", _list
    )
    add_study_arguments(listing)
    listing.add_argument("--json", action="store_true", help="print a JSON list")
    leaving = add_command(
        kinds,
        "withdraw",
        "destroy the keys of a participant, then files and rows; print the proof",
        "vitrina study participant withdraw adverts\n  vitrina study participant withdraw adverts --scope face",
        _withdraw,
        "Reads the pseudonym from standard input: type it, such as w1, and press Enter. On the\n"
        "command line the shell would keep it. Lists what goes, and asks. Exports made before\n"
        "are listed: delete them by hand.",
    )
    add_study_arguments(leaving)
    leaving.add_argument("participant", metavar="W", nargs="?", help="pseudonym (default: a line of standard input)")
    leaving.add_argument("--scope", metavar="SCOPE", help=f"end this scope alone: one of {_SCOPES}")
    _add_yes(leaving)


def _add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="delete at once (default: list what goes and ask)")


def _add_add(kinds: Commands) -> None:
    parser = add_command(
        kinds,
        "add",
        "add a participant who has signed, or change what one consents to",
        "vitrina study participant add adverts w1 --scopes kits,face,voice \\\n"
        "    --purpose 'which adverts calm' --text 2026-11",
        _run_add,
        "Of a scope that is left out nothing is recorded. A scope that a participant no\n"
        "longer has is deleted, with its key: the command lists what goes, and asks.",
    )
    add_study_arguments(parser)
    parser.add_argument("participant", metavar="W", nargs="?", help="pseudonym (default: the next number)")
    parser.add_argument("--scopes", metavar="LIST", help=f"what the person consents to, with commas: {_SCOPES}")
    parser.add_argument("--purpose", metavar="TEXT", help="purpose as explained to the person")
    parser.add_argument("--text", metavar="VERSION", help="version of the text that the person read and signed")
    parser.add_argument(
        "--days", metavar="N", type=parse_days, help="days until the consent ends (default: the last day of the study)"
    )
    _add_yes(parser)


def _add_order(actions: Commands) -> None:
    parser = add_command(
        actions,
        "order",
        "print in which order each participant sees the adverts",
        "vitrina study order adverts --ads spring,summer,autumn,winter --participants 12",
        _order,
        "Latin squares: over as many participants as there are adverts (twice as many for an\n"
        "odd number), each advert stands at each place equally often, and follows each other\n"
        "one equally often. The study's id is the seed: the same adverts, the same orders.",
    )
    add_study_arguments(parser)
    parser.add_argument("--ads", metavar="LIST", type=parse_names, required=True, help="the adverts, with commas")
    parser.add_argument(
        "--participants",
        metavar="N",
        type=parse_whole_number,
        help="print w1 to wN (default: those that the study has)",
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _add_mark(actions: Commands) -> None:
    parser = add_command(
        actions,
        "mark",
        "add markers to the session that records",
        "vitrina study mark adverts",
        _run_mark,
        "Each line that you type is a marker, with the time at which you press Enter. Ctrl-D\n"
        "ends it. A text on the command line would be kept by the shell.",
    )
    add_study_arguments(parser)
    parser.add_argument("text", metavar="TEXT", nargs="?", help="text of one marker (default: lines of standard input)")


def _add_check(actions: Commands) -> None:
    parser = add_command(
        actions,
        "check",
        "check keys, consents and files of a study, and end what a crash left open",
        "vitrina study check adverts",
        _check,
        "The exit code is 1 if somebody must do something.",
    )
    add_study_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _add_expire(actions: Commands) -> None:
    parser = add_command(
        actions,
        "expire",
        "delete the studies of this machine whose last day is over",
        "vitrina study expire",
        _expire,
        "For a timer: it asks nothing, and prints nothing where no study is over. First the\n"
        "keys are destroyed, then the files. A study whose folder is away loses its keys.",
    )
    add_config_option(parser)


def _add_verify(actions: Commands) -> None:
    parser = add_command(
        actions,
        "verify",
        "check a proof of deletion",
        "vitrina study verify deleted.json",
        _verify,
        "A proof is the JSON that participant withdraw prints, or a study's deleted.json. The\n"
        "exit code is 1 if it was changed, or if another device signed it. Elsewhere, name the\n"
        "public key of the device, which stands in each of its proofs: --public-key KEY.",
    )
    add_config_option(parser)
    parser.add_argument("proof", metavar="FILE", type=Path, help="file with the proof")
    parser.add_argument("--public-key", metavar="KEY", help="the device that must have signed (default: this one)")


def _new(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions import participants

    return participants.make_study(load_settings(options.config).settings, options.folder, options.name, options.until)


def _run_add(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions import participants

    scopes = None if options.scopes is None else participants.parse_scopes(options.scopes)
    given = participants.GivenConsent(scopes, options.purpose, options.text, options.days, options.yes)
    return participants.add_participant(
        load_settings(options.config).settings, options.folder, options.participant, given
    )


def _list(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions import participants

    return participants.list_participants(load_settings(options.config).settings, options.folder, options.json)


def _withdraw(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions import participants

    wanted = load_settings(options.config).settings
    name = options.participant or participants.typed_name()
    return participants.withdraw_participant(wanted, options.folder, name, options.scope, is_sure=options.yes)


def _order(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.order import print_orders

    wanted = load_settings(options.config).settings
    return print_orders(wanted, options.folder, options.ads, options.participants, options.json)


def _run_mark(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.study_sessions.marker_socket import send_mark

    texts = (line.strip() for line in sys.stdin) if options.text is None else (options.text,)
    for text in filter(None, texts):
        send_mark(options.folder, text, machine_time_s())
        print("study: marked.", flush=True)
    return 0


def _check(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.check import print_study_check

    return print_study_check(load_settings(options.config).settings, options.folder, options.json)


def _expire(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.expire import expire_studies

    return expire_studies(load_settings(options.config).settings)


def _verify(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.verify import verify_deletion_proof

    return verify_deletion_proof(load_settings(options.config).settings, options.proof, options.public_key)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2027-03-31") from None
