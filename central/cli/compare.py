"""`vitrina-central compare`: options to set creatives beside each other."""

import argparse

from central.cli.asked import add_adverts, add_answer, add_measure, asked_store, now, request_of
from central.cli.parser import Commands
from central.cli.showing import show_comparison
from central.cli.strips import with_films
from central.exit_codes import DONE
from central.reports.answers import comparison
from central.store.database import reading


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_answer(
        commands,
        "compare",
        "set adverts beside each other, within the same shops and days",
        "vitrina-central compare spring_a spring_b --data data --out compare.html",
        _run,
    )
    parser.add_argument("creative", nargs="+", metavar="CREATIVE", help="two creatives or more")
    add_measure(parser)
    add_adverts(parser)


def _run(options: argparse.Namespace) -> int:
    with asked_store(options) as store, reading(store) as connection:
        found = comparison(connection, options.creative, options.measure, request_of(options), now())
        reports, strips = with_films(found.reports, options, store)
    show_comparison(found.model_copy(update={"reports": reports}), strips, options)
    return DONE
