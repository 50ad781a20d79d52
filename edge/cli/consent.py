"""`vitrina consent`: what wearers of kits have agreed to."""

import argparse
import sys

from edge.cli.parser import Commands, add_command, add_config
from edge.cli.types import days


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "consent",
        "write down that a wearer of a sensor kit has consented, or no longer does; list what holds",
        'vitrina consent --wearer w1 --purpose "which adverts calm" --text 2026-11 --days 30\n'
        "  vitrina consent --wearer w1 --withdraw\n"
        "  vitrina consent",
        _run,
    )
    add_config(parser)
    parser.add_argument("--wearer", metavar="NAME", help="who, as in [[kits]]; without it, what holds is listed")
    parser.add_argument("--purpose", metavar="TEXT", help="what the wearer was told that it is for")
    parser.add_argument("--text", metavar="VERSION", help="of the text that the wearer has read and signed")
    parser.add_argument("--days", metavar="N", type=days, default=365.0, help="it holds so long; default: 365")
    parser.add_argument(
        "--withdraw", action="store_true", help="the wearer no longer consents: what is held is dropped"
    )
    parser.add_argument("--json", action="store_true", help="what holds as a list of {kit, state, text}")


def _run(options: argparse.Namespace) -> int:
    from edge.clock import machine_s
    from edge.settings import settings
    from edge.tools import consent as consent

    wanted = settings.load(settings.settings_path(options.config))
    if options.wearer is None:
        return consent.listed(wanted, options.json)
    if options.withdraw:
        return consent.withdraw(wanted, options.wearer)
    if not (options.purpose and options.text):
        print("consent: --purpose and --text are wanted: what it is for, and which text was signed.", file=sys.stderr)
        return 2
    given = consent.ConsentArguments(options.wearer, options.purpose, options.text, options.days)
    return consent.give(wanted, given, machine_s())
