"""CPU time of impressions and lifts over 14 weeks of 200 shops, in both databases: `make bench-lift`."""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from central.reports.impressions import answer_impressions
from central.reports.kept_making import LIFT
from central.reports.lift import LiftRequest, answer_lift
from central.reports.lift_forecast import ForecastRequest, forecast_lift
from central.reports.lift_list import Viewer, list_lifts
from central.reports.sales_days import read_stored_sales
from central.reports.selection import Request, local_date
from central.sales.arm_file import draw_plan
from central.store.database import open_store, read_view
from central.store.kept_answers import KeptAnswer, keep_answer
from central.store.lift_plans import LiftPlan, write_plan
from central.store.location import Location
from central.store.sales import SalesDay, store_days
from central.store.scope import Scope
from central.store.store import Store
from tests.central.bench import cpu_s, family
from tests.central.filled_year import CREATIVES, FIRST_DAY, TENANT, Year, fill
from tests.doubles.postgres import Postgres
from tests.evidence.parts import write_part

YEAR = Year(200, 98, detailed=98)
PAST, DAY_MS = 56, 86_400_000
NOW_MS = (YEAR.last_day + 1) * DAY_MS + 13 * 3_600_000
SCOPE = Scope.whole_store()
NAMES = [f"e{number}" for number in range(12, 22)]
"""Experiments of the same shops and days."""
BRIEF = LiftRequest(NAMES[0], TENANT, is_brief=True)
LOST = 0.02
"""Share of days without sales, so that the days of the shops are incomplete."""


def fill_sales(store: Store, year: Year = YEAR) -> None:
    """Sales of two products before and during an experiment by day of all shops."""
    rng, sites = np.random.default_rng(3), [f"shop-{number}" for number in range(1, year.sites + 1)]
    plan = draw_plan(("e12", "e12"), sites, ("off", "spring_a"), FIRST_DAY, year.days, 1)
    days = np.arange(FIRST_DAY - PAST, FIRST_DAY + year.days)
    with store.engine.begin() as connection:
        for number in range(1, year.sites + 1):
            for product in ("cola", "bread"):
                units = np.exp(rng.normal(4, 0.3, len(days))).round()
                kept = rng.random(len(days)) > LOST
                totals = zip(days[kept].tolist(), units[kept].tolist(), strict=True)
                store_days(connection, [SalesDay(number, product, day, 40, sold, sold) for day, sold in totals], 1)
        about = (FIRST_DAY, year.last_day, 1, 0, "off", "cola", "e12", ("bread",), (FIRST_DAY - 9) * DAY_MS, "bench")
        by_number = {number: plan[site] for number, site in enumerate(sites, 1)}
        for name in NAMES:
            write_plan(connection, TENANT, name, LiftPlan(*about), by_number)


def keep_lifts(store: Store) -> None:
    """The answers of the night for the list."""
    with store.engine.begin() as connection:
        content = answer_lift(connection, SCOPE, BRIEF, NOW_MS).model_dump_json()
        for name in NAMES:
            keep_answer(connection, KeptAnswer(TENANT, LIFT, name, YEAR.last_day, NOW_MS, content))


ANSWERS: dict[str, Callable[[Connection], object]] = {
    "impressions of an ad, last 92 days": lambda c: answer_impressions(c, SCOPE, CREATIVES[0], Request(TENANT), NOW_MS),
    "lift, with 1,000 other orders, a placebo and reactions": lambda c: answer_lift(
        c, SCOPE, LiftRequest("e12", TENANT), NOW_MS
    ),
    "lift for the list, at night": lambda c: answer_lift(c, SCOPE, BRIEF, NOW_MS),
    "list of ten lifts": lambda c: list_lifts(c, Viewer(SCOPE, NOW_MS), [(TENANT, name) for name in NAMES]),
    "forecast, 1,000 draws": lambda c: forecast_lift(
        c, SCOPE, ForecastRequest(TENANT, "bread", local_date(FIRST_DAY - PAST)), NOW_MS
    ),
    "stored days of sales": lambda c: read_stored_sales(c, SCOPE, TENANT),
}


@contextmanager
def filled_stores(folder: Path) -> Iterator[dict[str, tuple[Store, Postgres | None]]]:
    """A filled store of each database, with its server."""
    server = Postgres()
    server.start()
    try:
        places: dict[str, tuple[Location, Postgres | None]] = {
            "SQLite": (Location(folder / "data"), None),
            "PostgreSQL": (Location(None, server.new_database()), server),
        }
        found = {}
        for name, (location, of) in places.items():
            store = open_store(location)
            fill(store, YEAR)
            fill_sales(store)
            keep_lifts(store)
            found[name] = (store, of)
        yield found
    finally:
        server.remove()


def measure(store: Store, server: Postgres | None, answer: Callable[[Connection], object]) -> float:
    """CPU seconds of an answer: of this process and of the database."""
    with read_view(store) as connection:
        begun, of_database = time.process_time(), _server_s(server)
        answer(connection)
        return time.process_time() - begun + _server_s(server) - of_database


def _server_s(server: Postgres | None) -> float:
    return 0.0 if server is None or server.pid is None else cpu_s(*family(server.pid))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, help="document to write the table into")
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as folder, filled_stores(Path(folder)) as stores:
        rows = [
            f"| {name} | {' | '.join(f'{measure(*stores[database], answer):.1f} s' for database in stores)} |"
            for name, answer in ANSWERS.items()
        ]
    text = "\n".join(
        [f"| answer, {YEAR.sites} shops, {YEAR.days} days | SQLite | PostgreSQL |", "|---|---|---|", *rows]
    )
    print(text)
    if options.table:
        write_part(options.table, "lift times", text)


if __name__ == "__main__":
    main()
