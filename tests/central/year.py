"""Cost of the pages over a year of 1,000 sites, at a tenth, a third and the whole: `make bench-reports`.

CPU time of the process that asks and of PostgreSQL's processes, and the rows that the process gets.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event

from central.alerts.failures import TaskFailures
from central.reports import answers, fetch
from central.reports.creatives import Search, creative_summaries
from central.reports.fleet import read_fleet
from central.reports.kept_experiments import experiment_names, list_results
from central.reports.kept_lists import kept_keys, read_list
from central.reports.selection import Request
from central.reports.shop import answer_shop
from central.reports.tenant_overview import build_tenant_overview
from central.serve.answer_keeper import AnswerKeeper
from central.store import postgres
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.store import Store
from tests.central.bench import cpu_s, family
from tests.central.filled_year import CREATIVES, TENANT, Year, fill
from tests.doubles.postgres import Postgres
from tests.evidence.parts import write_part

REPEATS = 5
SCOPE, REQUEST, NOW_MS = Scope.whole_store(), Request(TENANT), 1_798_761_600_000


def read_kept_list(connection: Connection) -> object:
    """The list of ads of the last 28 days, as its page reads it."""
    assert "28" in kept_keys(connection, SCOPE, [TENANT], NOW_MS)
    return read_list(connection, SCOPE, [TENANT], "28", Search())


PAGES: dict[str, Callable[[Connection], object]] = {
    "start": lambda c: build_tenant_overview(c, SCOPE, TENANT, NOW_MS),
    "experiments": lambda c: list_results(c, SCOPE, experiment_names(c, SCOPE), NOW_MS),
    "creatives": lambda c: creative_summaries(c, SCOPE, Search(), REQUEST),
    "list, 28 days": read_kept_list,
    "creative": lambda c: answers.answer_reports(c, SCOPE, CREATIVES[:1], REQUEST, NOW_MS),
    "compare": lambda c: answers.answer_comparison(c, SCOPE, CREATIVES[:2], "smile", REQUEST, NOW_MS),
    "experiment": lambda c: answers.answer_experiment(c, SCOPE, "e1", "smile", None, REQUEST, NOW_MS),
    "trend": lambda c: answers.answer_trend(c, SCOPE, [], "spring", "smile", REQUEST, NOW_MS),
    "shop": lambda c: answer_shop(c, SCOPE, TENANT, "shop-3", (None, None), NOW_MS),
    "fleet": lambda c: read_fleet(c, SCOPE, NOW_MS),
}


@dataclass(frozen=True)
class Cost:
    """CPU seconds and rows of each page."""

    store: str
    sites: int
    days: int
    pages: dict[str, tuple[float, int]]


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Statements with their parameters that are executed meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append((statement, parameters))

    def copy_query_binary(connection: Connection, query: str) -> bytes:
        found.append((query.replace("%", "%%"), ()))
        return postgres.copy_query_binary(connection, query)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with patch.object(fetch, "postgres", SimpleNamespace(copy_query_binary=copy_query_binary)):
            yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def rows_of(store: Store, page: Callable[[Connection], object]) -> int:
    """Rows that a page gets from the database."""
    with read_view(store) as connection:
        with statements_of(store.engine) as found:
            page(connection)
        queries = [(query, of) for query, of in found if query.lstrip().startswith(("SELECT", "WITH"))]
        return sum(
            int(connection.exec_driver_sql(f"SELECT count(*) FROM ({query}) AS q", of).scalar_one())
            for query, of in queries
        )


def measure(database: str, year: Year) -> Cost:
    """Fills a store, and asks it for each page."""
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres() if database == "postgresql" else None
        try:
            location = Location(Path(folder))
            if server is not None:
                server.start()
                location = Location(None, server.new_database())
            with open_store(location) as store:
                begin_s = time.monotonic()
                fill(store, year)
                print(f"{database}: filled in {time.monotonic() - begin_s:.0f} s", file=sys.stderr)
                begin_s = time.monotonic()
                AnswerKeeper(store, lambda: False, Event(), TaskFailures()).keep_due_answers(NOW_MS)
                print(f"{database}: kept answers in {time.monotonic() - begin_s:.0f} s", file=sys.stderr)
                return Cost(
                    database,
                    year.sites,
                    year.days,
                    {name: (_cpu_of(store, page, server), rows_of(store, page)) for name, page in PAGES.items()},
                )
        finally:
            if server is not None:
                server.remove()


def _cpu_of(store: Store, page: Callable[[Connection], object], server: Postgres | None) -> float:
    """Least CPU time of some answers: what else the machine does makes each longer."""
    times = []
    for _ in range(REPEATS):
        begin_s = time.process_time() + _server_s(server)
        with read_view(store) as connection:
            page(connection)
        times.append(time.process_time() + _server_s(server) - begin_s)
    return min(times)


def _server_s(server: Postgres | None) -> float:
    return 0.0 if server is None or server.pid is None else cpu_s(*family(server.pid))


def table(costs: list[Cost]) -> str:
    """The costs as a table: CPU seconds, and rows."""
    lines = [f"| store | sites, days | {' | '.join(PAGES)} |", f"|{'---|' * (len(PAGES) + 2)}"]
    for cost in costs:
        values = " | ".join(f"{cpu:.2f} s, {rows:,}" for cpu, rows in cost.pages.values())
        lines.append(f"| {cost.store} | {cost.sites:,}, {cost.days} | {values} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measures both databases, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--parts", type=float, nargs="+", default=[0.1, 1 / 3, 1.0], help="parts of the sites")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    costs = []
    for database in options.store or ("sqlite", "postgresql"):
        for part in options.parts:
            costs.append(measure(database, Year(round(options.sites * part), options.days)))
            print(costs[-1], file=sys.stderr)
    print(table(costs))
    if options.table:
        write_part(options.table, "pages", table(costs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
