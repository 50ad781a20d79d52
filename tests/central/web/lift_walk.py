"""A marketer's walk in Chromium from a CSV file to the answer, with the seconds of each step: `make lift-walk`."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from central.clock import now_ms
from central.reports.selection import local_date
from central.store.database import open_store
from central.store.lift_plans import read_arm_days, read_plan, write_plan
from central.store.local_time import day_in_last_zone
from central.store.scope import Scope
from central.store.store import Store
from central.store.users import Role, add_user
from tests.central.reports.sold_shops import Shops, fill
from tests.central.web.people import PASSWORD, QUICK
from tests.doubles.ready_store import ready
from tests.doubles.web import web_server
from tests.evidence.parts import write_part

FIRST = day_in_last_zone(now_ms()) - 28
MARKETER = "mia"
Steps = list[tuple[str, float]]


def prepare(store: Store) -> str:
    """Add the experiment `walk` about tea, without the sales of its last day. Return these as CSV."""
    last = FIRST + 27
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sales_days SELECT site_id, 'tea', day, receipts, units, revenue, currency, imported_ms,"
            f" replaced_ms FROM sales_days WHERE product = 'cola' AND day < {last}"
        )
        made, days = (
            read_plan(connection, "acme", "e1"),
            read_arm_days(connection, Scope.whole_store(), "acme", "e1"),
        )
        assert made is not None
        write_plan(connection, "acme", "walk", replace(made, product="tea"), days)
        add_user(connection, MARKETER, QUICK.hash(PASSWORD), Role.EDITOR, Scope.parse("acme/*"))
        rows = connection.exec_driver_sql(
            "SELECT s.site, d.receipts, d.units, d.revenue FROM sales_days d JOIN sites s ON s.id = d.site_id"
            f" WHERE d.product = 'cola' AND d.day = {last} ORDER BY s.site"
        ).all()
    lines = [f"{local_date(last)},{row[0]},tea,{row[1]},{row[2]:g},{row[3]:g}" for row in rows]
    return "\n".join(["date,site,product,receipts,units,revenue", *lines]) + "\n"


def walk(page: Page, port: int, file: Path) -> Steps:
    """Sign in, see that sales are missing, upload them, and read the answer. Seconds of each step."""
    steps, begun = Steps(), time.monotonic()

    def done(step: str) -> None:
        nonlocal begun
        steps.append((step, time.monotonic() - begun))
        begun = time.monotonic()

    page.set_default_timeout(20_000)
    page.goto(f"http://127.0.0.1:{port}/")
    page.fill("#name", MARKETER)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav")
    done("sign in")
    page.goto(f"http://127.0.0.1:{port}/lift")
    page.click(".entries-list a:has-text('walk')")
    page.wait_for_selector("text=Sales of the last planned day are missing.")
    done("open *Lift* and the experiment, which lacks the sales of the last day")
    page.goto(f"http://127.0.0.1:{port}/sales")
    page.set_input_files("#file", file)
    page.click("text=Upload and store")
    page.wait_for_selector("text=12 totals stored")
    done("upload the file on *Sales*")
    page.goto(f"http://127.0.0.1:{port}/lift")
    page.click(".entries-list a:has-text('walk')")
    page.wait_for_selector("h1:has-text('on sells')")
    done("read the answer on *Lift*")
    page.pdf(path=file.with_suffix(".pdf"))
    done("print it")
    return steps


@contextmanager
def _walked_page(folder: Path) -> Iterator[tuple[Page, int, Path]]:
    location, file = ready(folder / "data"), folder / "tea.csv"
    with open_store(location) as store:
        fill(store, Shops(first=FIRST, stored_day=FIRST - 2))
        file.write_text(prepare(store))
    with web_server(location) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser.new_page(), port, file
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, help="document to write the table into")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _walked_page(Path(folder)) as (page, port, file):
        steps = walk(page, port, file)
    rows = [f"| {step} | {seconds:.1f} s |" for step, seconds in [*steps, ("all", sum(each[1] for each in steps))]]
    text = "\n".join(["| step | time |", "|---|---|", *rows])
    print(text)
    if options.table:
        write_part(options.table, "lift walk", text)


if __name__ == "__main__":
    main()
