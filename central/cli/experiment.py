"""`vitrina-central experiment`: options to answer about an experiment, and to plan its end."""

import argparse
from dataclasses import replace
from datetime import date

from central.cli.asked import add_adverts, add_answer, add_measure, asked_store, now, parse_day, request_of
from central.cli.parser import Commands
from central.cli.showing import show_experiment
from central.cli.strips import with_films
from central.exit_codes import DONE
from central.reports.answers import experiment, reports, tenant_of_experiment
from central.reports.planned_ends import plan_end
from central.reports.selection import day_number
from central.store.database import reading
from central.store.store import Store


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_answer(
        commands,
        "experiment",
        "answer whether an arm of an experiment wins",
        "vitrina-central experiment e12 --data data --planned-end 2026-12-20",
        _run,
    )
    parser.add_argument("experiment", metavar="ID", help="experiment, as its plays name it")
    add_measure(parser)
    parser.add_argument("--until", type=parse_day, metavar="DAY", help="look at the end of DAY (default: the last one)")
    parser.add_argument(
        "--planned-end", type=parse_day, metavar="DAY", help="keep DAY as the planned end; a later change is shown"
    )
    add_adverts(parser)


def _run(options: argparse.Namespace) -> int:
    with asked_store(options) as store:
        if options.planned_end is not None:
            _plan(store, options.experiment, options.tenant, options.planned_end)
        with reading(store) as connection:
            request = request_of(options)
            found = experiment(connection, options.experiment, options.measure, options.until, request, now())
            creatives = sorted({name for arm in found.arms for name in arm.creatives}) if options.out else []
            of_arms = reports(connection, creatives, replace(request, tenant=found.tenant), now()) if creatives else []
        of_arms, strips = with_films(of_arms, options, store)
    show_experiment(found, of_arms, strips, options)
    return DONE


def _plan(store: Store, name: str, tenant: str | None, day: date) -> None:
    number = day_number(day)
    assert number is not None
    with store.engine.begin() as connection:
        of = tenant or tenant_of_experiment(connection, name)
        plan_end(connection, of, name, number, now())
