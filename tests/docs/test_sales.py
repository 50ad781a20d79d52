"""The walk of docs/results/sales.md: its commands in order, from a CSV of the till system to the answer."""

import csv
import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")

from central.cli.main import main
from central.exit_codes import DONE
from central.reports import lift, lift_forecast
from central.store.database import open_store
from central.store.location import Location
from tests.doubles.ready_store import ready

PAGE = (Path(__file__).parents[2] / "docs/results/sales.md").read_text(encoding="utf-8")
SITES = [f"berlin-{number}" for number in range(1, 9)]
FIRST, DAYS, PAST = date(2026, 10, 5), 28, 28
DATES = {"2027-01-04": str(FIRST), "2026-09-01": str(FIRST - timedelta(PAST)), "2026-11-24": str(FIRST)}
"""Days of the page, and days that are over."""


def command(begin: str, folder: Path) -> list[str]:
    """Arguments of a command of the page, with other days and a folder."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"vitrina-central {begin}"))
    for day, other in DATES.items():
        line = line.replace(day, other)
    words = shlex.split(re.sub(r" > .*", "", line))[1:]
    return [str(folder / word) if word.endswith(".csv") or word == "data" else word for word in words]


def write_sales(folder: Path, plan: list[dict[str, str]]) -> None:
    """Sales of two products in which the arm `on` sells 30 % more cola."""
    rng, shown = np.random.default_rng(3), {(row["site"], row["date"]) for row in plan if row["arm"] == "on"}
    with (folder / "sales.csv").open("w") as file:
        rows = csv.writer(file)
        rows.writerow(next(line for line in PAGE.splitlines() if line.startswith("date,site,product")).split(","))
        for site in SITES:
            for day in (FIRST + timedelta(number) for number in range(-PAST, DAYS)):
                for product in ("cola", "bread"):
                    lift = 1.3 if product == "cola" and (site, str(day)) in shown else 1.0
                    units = rng.poisson(60 * lift * np.exp(rng.normal(0, 0.1)))
                    rows.writerow([day, site, product, 41, units, f"{units * 1.8:.2f}"])


def test_a_marketer_walks_from_csv_to_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lift, "ASSIGNMENTS", 49)
    monkeypatch.setattr(lift_forecast, "DRAWS", 49)
    location = ready(tmp_path / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        for number, site in enumerate(SITES, 1):
            values = f"({number}, 'acme/{site}', 'acme', '{site}')"
            connection.exec_driver_sql(f"INSERT INTO sites (id, key, tenant, site) VALUES {values}")
    assert main(command("sales draw", tmp_path)) == DONE
    drawn = capsys.readouterr().out
    (tmp_path / "plan.csv").write_text(drawn)
    write_sales(tmp_path, list(csv.DictReader(drawn.splitlines())))
    (tmp_path / "corrected.csv").write_text(
        "\n".join(line for line in (tmp_path / "sales.csv").read_text().splitlines()
                  if line.startswith(("date", f"{FIRST},berlin-7,")))
    )  # fmt: skip
    for begin in (
        "sales import sales.csv",
        "lift plan",
        "sales plan plan.csv --experiment e12 --seed",
        "sales import corrected",
    ):
        assert main(command(begin, tmp_path)) == DONE, begin
    said = capsys.readouterr()
    assert "sales: stored 896 totals." in said.err
    assert "8 shops find a lift of +" in said.out
    assert "stored the plan of e12: 8 shops" in said.err
    assert "sales: stored 2 totals, which replace 1 day." in said.err
    with open_store(Location(tmp_path / "data")) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lift_plans SET stored_ms = 0")  # it was stored before the first day
    assert main(command("lift e12", tmp_path)) == DONE
    answer = capsys.readouterr().out
    assert re.match(r"on sells [\d.]+ % more cola than off \(95 % interval \+", answer)
    assert "totals that were corrected after the import: 1." in answer
