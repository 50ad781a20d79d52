"""`vitrina-central trend`: options to follow adverts over weeks."""

import argparse

from central.cli.asked import add_answer, add_measure, asked_store, now, request_of
from central.cli.parser import Commands
from central.cli.showing import show_trend
from central.exit_codes import DONE
from central.reports.answers import trend
from central.store.database import reading


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_answer(
        commands,
        "trend",
        "follow adverts, or all adverts with a tag, from week to week",
        "vitrina-central trend --tag acme-cola --data data",
        _run,
    )
    parser.add_argument("creative", nargs="*", metavar="CREATIVE", help="creatives that are taken together")
    parser.add_argument("--tag", metavar="TAG", help="all creatives with this tag")
    add_measure(parser)


def _run(options: argparse.Namespace) -> int:
    with asked_store(options) as store, reading(store) as connection:
        found = trend(connection, options.creative, options.tag, options.measure, request_of(options), now())
    show_trend(found, options)
    return DONE
