"""`vitrina-central report`: options to answer about creatives."""

import argparse
from collections.abc import Sequence

from central.cli.asked import add_adverts, add_answer, asked_store, now, request_of
from central.cli.parser import Commands
from central.cli.showing import show_reports
from central.cli.strips import with_films
from central.exit_codes import DONE
from central.reports.answers import comparison, reports
from central.reports.selection import creatives_of
from central.store.database import reading

MOST_COMPARED = 6
"""Adverts of a page that also says how they differ."""


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_answer(
        commands,
        "report",
        "answer which advert, which second, in which shops, how sure",
        "vitrina-central report spring_a --data data --out report.html",
        _run,
    )
    parser.add_argument("creative", nargs="*", metavar="CREATIVE", help="creatives (default: all of the tenant)")
    add_adverts(parser)


def _is_compared(options: argparse.Namespace, names: Sequence[str]) -> bool:
    """True for a page with a few adverts: it opens with their differences."""
    return options.out is not None and 1 < len(set(names)) <= MOST_COMPARED


def _run(options: argparse.Namespace) -> int:
    with asked_store(options) as store, reading(store) as connection:
        names = options.creative or creatives_of(connection, options.tenant)
        request, at_ms = request_of(options), now()
        found = reports(connection, names, request, at_ms)
        together = comparison(connection, names, "positive", request, at_ms) if _is_compared(options, names) else None
        found, strips = with_films(found, options, store)
    if together is not None:
        together = together.model_copy(update={"reports": found})
    show_reports(found, strips, together, options)
    return DONE
