"""`vitrina study participant`: options to add, describe, list and withdraw participants."""

import argparse
import sys

from edge.cli.parser import Commands, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command, print_help
from edge.cli.types import parse_days

_SCOPES = "kits, face, voice, answers, pictures, share, and the scopes of streams that the study defines"


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "participant",
        "add, describe, list or withdraw participants",
        "vitrina study participant list ad-study",
        print_help,
        "A participant has a pseudonym: w and a number. Keep the list of real names\nsomewhere else.",
    )
    parser.set_defaults(study_parser=parser)
    kinds = parser.add_subparsers(title="commands", metavar="ACTION", required=True)
    _add_add(kinds)
    _add_set(kinds)
    listing = add_command(
        kinds, "list", "print participants, their scopes and sessions", "vitrina study participant list ad-study", _list
    )
    add_study_arguments(listing)
    listing.add_argument("--json", action="store_true", help="print a JSON list")
    leaving = add_command(
        kinds,
        "withdraw",
        "destroy a participant's keys, delete the participant's data, and print a proof of deletion",
        "vitrina study participant withdraw ad-study\n  vitrina study participant withdraw ad-study --scope face",
        _withdraw,
        "Reads the pseudonym from standard input, so that your shell does not keep it:\n"
        "type it, such as w1, and press Enter. Lists what it will delete, and asks first.\n"
        "Also lists earlier exports, which you must delete by hand.",
    )
    add_study_arguments(leaving)
    leaving.add_argument(
        "participant", metavar="W", nargs="?", help="pseudonym (default: read one line from standard input)"
    )
    leaving.add_argument("--scope", metavar="SCOPE", help=f"withdraw only this scope: one of {_SCOPES}")
    _add_yes(leaving)


def _add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="delete without asking (default: list what will be deleted and ask)"
    )


def _add_add(kinds: Commands) -> None:
    parser = add_command(
        kinds,
        "add",
        "add a participant who has signed, or change a participant's consent",
        "vitrina study participant add ad-study w1 --scopes kits,face,voice \\\n"
        "    --purpose 'which ads calm' --text 2026-11",
        _run_add,
        "A scope that you do not list is not recorded. If you remove a scope from a\n"
        "participant, its recordings and key are deleted: the command lists them, and\n"
        "asks first.",
    )
    add_study_arguments(parser)
    parser.add_argument(
        "participant", metavar="W", nargs="?", help="pseudonym, such as w3 (default: w and the next unused number)"
    )
    parser.add_argument(
        "--scopes", metavar="LIST", help=f"scopes that the person consents to, separated by commas: {_SCOPES}"
    )
    parser.add_argument("--purpose", metavar="TEXT", help="purpose that you explained to the person")
    parser.add_argument("--text", metavar="VERSION", help="version of the text that the person read and signed")
    parser.add_argument(
        "--days", metavar="N", type=parse_days, help="days until the consent ends (default: the last day of the study)"
    )
    _add_yes(parser)


def _add_set(kinds: Commands) -> None:
    parser = add_command(
        kinds,
        "set",
        "store attributes of a participant, such as age or group",
        "vitrina study participant set ad-study w1 group=music\n  vitrina study participant set ad-study w1",
        _set,
        "The file attributes.toml in the study's folder defines the attributes (vitrina\n"
        "docs studies). NAME= without a value removes a value. Without NAME=VALUE, the\n"
        "command reads one per line from standard input, so that your shell does not\n"
        "keep them; Ctrl-D ends the input.",
    )
    add_study_arguments(parser)
    parser.add_argument("participant", metavar="W", help="pseudonym, such as w1")
    parser.add_argument(
        "values", metavar="NAME=VALUE", nargs="*", help="attributes to store (default: lines of standard input)"
    )


def _run_add(options: argparse.Namespace) -> int:
    from edge.study_sessions import participants

    scopes = None if options.scopes is None else participants.parse_scopes(options.scopes)
    given = participants.GivenConsent(scopes, options.purpose, options.text, options.days, options.yes)
    return participants.add_participant(load_named_settings(options), options.folder, options.participant, given)


def _set(options: argparse.Namespace) -> int:
    from edge.study_sessions import participants

    settings = load_named_settings(options)
    lines = options.values or [line.strip() for line in sys.stdin]
    return participants.set_attributes(settings, options.folder, options.participant, list(filter(None, lines)))


def _list(options: argparse.Namespace) -> int:
    from edge.study_sessions import participants

    return participants.list_participants(load_named_settings(options), options.folder, options.json)


def _withdraw(options: argparse.Namespace) -> int:
    from edge.study_sessions import participants

    wanted = load_named_settings(options)
    name = options.participant or participants.typed_name()
    return participants.withdraw_participant(wanted, options.folder, name, options.scope, is_sure=options.yes)
