"""`vitrina consent`: options to record, withdraw and list the consents of people who wear a kit."""

import argparse
import sys

from edge.cli.parser import Commands, add_command, add_config_option, load_named_settings
from edge.cli.types import parse_days


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "consent",
        "record, withdraw or list the consents of people who wear a sensor kit",
        'vitrina consent --wearer w1 --purpose "which ads calm" \\\n'
        "    --text 2026-11 --days 30\n"
        "  vitrina consent --wearer w1 --withdraw\n"
        "  vitrina consent",
        _run,
        "The kiosk reads a kit only while its wearer has a valid consent. Before you\n"
        "record one, the wearer must read and sign your text. Without --wearer, the\n"
        "command lists the consent for each kit. The exit code is 1 if a kit has no valid consent.",
    )
    add_config_option(parser)
    parser.add_argument("--wearer", metavar="NAME", help="wearer, as named in [[kits]] (default: list all consents)")
    parser.add_argument(
        "--purpose", metavar="TEXT", help="purpose that you explained to the wearer; required to record a consent"
    )
    parser.add_argument(
        "--text",
        metavar="VERSION",
        help="version of the text that the wearer read and signed; required to record a consent",
    )
    parser.add_argument(
        "--days",
        metavar="N",
        type=parse_days,
        default=365.0,
        help="days until the consent ends, at most 3650 (default: 365)",
    )
    parser.add_argument(
        "--withdraw",
        action="store_true",
        help="withdraw the wearer's consent; a running kiosk deletes the wearer's unsent data within 10 s",
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON: [{kit, state, text}, ...]")


def _run(options: argparse.Namespace) -> int:
    from edge.clock import machine_time_s
    from edge.tools import consent as consent

    wanted = load_named_settings(options)
    if options.wearer is None:
        return consent.list_consents(wanted, options.json)
    if options.withdraw:
        return consent.withdraw(wanted, options.wearer)
    if not (options.purpose and options.text):
        print(
            "consent: --purpose and --text are required. Add the purpose, and the version of the signed text.",
            file=sys.stderr,
        )
        return 2
    given = consent.ConsentArguments(options.wearer, options.purpose, options.text, options.days)
    return consent.give(wanted, given, machine_time_s())
