"""From files of sales and a plan to the answer, as a marketer walks it: text, JSON, a page in each language, a PDF."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from central.cli import lift_command
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.languages.codes import CODES
from central.reports import lift
from central.store.database import open_store
from central.store.location import Location
from tests.central.reports.sold_shops import FIRST, Shops, fill, time_of


@pytest.fixture
def data(new_location: Callable[[str], Location], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options of a store with an experiment that is over, with lost days of each kind."""
    location = new_location("sqlite")
    with open_store(location) as store:
        fill(store, Shops(run_days=7, washout_days=1))
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"DELETE FROM sales_days WHERE site_id = 1 AND day = {FIRST}")
            connection.exec_driver_sql("UPDATE sales_days SET receipts = 9 WHERE site_id = 2")
            connection.exec_driver_sql(f"DELETE FROM sales_days WHERE site_id = 3 AND day < {FIRST}")
            connection.exec_driver_sql(f"UPDATE sales_days SET replaced_ms = 5 WHERE site_id = 4 AND day = {FIRST}")
    monkeypatch.setattr(lift, "ASSIGNMENTS", 99)
    monkeypatch.setattr(lift_command, "now_ms", lambda: time_of(FIRST + 27))
    return ["--data", str(location.data)]


def test_the_terminal_says_the_answer_first(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lift", "e1", *data]) == DONE
    said = capsys.readouterr().out
    assert said.startswith("on sells ")
    assert " % more cola than off (95 % interval +" in said
    for part in (
        "Compared within 10 shops",
        "other orders drawn as the plan was",
        "no sales stored: 1; after a change: ",
        "fewer than 10 receipts a day before the start: 1 (shop-02)",
        "no sales from before the start are stored: 1 (shop-03)",
        "that were corrected after the import: 1",
        "sells more",
        "bread",
    ):
        assert part in said, part


def test_json_has_the_schema_and_no_number_of_a_single_day(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lift", "e1", "--json", *data]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["pairs"][0]["winner"]) == ("vitrina.lift/1", "on")
    assert "receipts" not in json.dumps(found).replace("few_receipts", "")


@pytest.mark.parametrize("language", CODES)
def test_a_page_is_one_file_in_each_language(language: str, data: list[str], tmp_path: Path) -> None:
    page = tmp_path / "lift.html"
    assert main(["lift", "e1", "--out", str(page), "--language", language, *data]) == DONE
    html = page.read_text()
    assert f'lang="{language}"' in html
    assert "cola" in html
    assert "<script" not in html


@pytest.mark.parametrize("product", ["bread", "cola"])
def test_what_limits_the_answer_stands_below_it(
    product: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change(data, "UPDATE lift_plans SET product = NULL, seed = NULL")
    if product == "bread":
        change(data, "UPDATE lift_plans SET placebos = '[\"cola\"]'")
    assert main(["lift", "e1", "--product", product, *data]) == DONE
    said = capsys.readouterr().out
    assert "The plan names no product." in said
    assert "Somebody made the plan by hand" in said
    assert ("Sales of cola moved too" in said) == (product == "bread")


def change(data: list[str], statement: str) -> None:
    with open_store(Location(Path(data[1]))) as store, store.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "headline", "said"),
    [
        (
            f"UPDATE lift_plans SET stored_ms = {time_of(FIRST + 27)}",
            "on sells ",
            "stored on 7 Dec 2026, too late to decide",
        ),
        (f"UPDATE lift_plans SET last_day = {FIRST + 40}", "It is too early to say", "planned end is 19 Dec"),
        ("UPDATE lift_plans SET product = 'bread'", "There is no answer yet", "names another product"),
        ("DELETE FROM sales_days WHERE site_id > 7", "There is no answer yet", "Fewer than 6 shops showed both arms"),
        (
            f"DELETE FROM sales_days WHERE day = {FIRST + 27}",
            "There is no answer yet",
            "Sales of the last planned day are missing",
        ),
        ("UPDATE sales_days SET receipts = 9", "There is no answer yet", "No shop has sales of this product"),
        (
            "UPDATE arm_days SET arm = CASE day % 2 WHEN 0 THEN 'on' ELSE 'off' END",
            "There is no answer",
            "on the same days",
        ),
        ("UPDATE arm_days SET arm = CASE arm WHEN 'on' THEN 'off' ELSE 'on' END", "on sells ", "% less cola than off"),
        ("UPDATE sales_days SET units = 9 + day % 2", "No difference in sales of cola", "0.0 %"),
    ],
)
def test_the_headline_and_its_reason(
    statement: str, headline: str, said: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change(data, statement)
    assert main(["lift", "e1", "--product", "cola", *data]) == DONE
    printed = capsys.readouterr().out
    assert printed.startswith(headline)
    assert said in printed


def test_a_forecast_is_printed_and_is_json(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    past = ["lift", "plan", "--from", "2026-10-12", "--to", "2026-11-08", "--product", "cola", *data]
    assert main(past) == DONE
    said = capsys.readouterr().out
    assert "shops find a lift of +" in said
    assert "arms were drawn 1,000 times on days on which nothing was shown" in said
    assert "To find a lift of +2.0 % in four weeks, you need " in said
    assert main([*past, "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["schema"] == "vitrina.lift-plan/1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "--product", "cola"], "a forecast needs --from DAY"),
        (["plan", "--from", "2026-10-12", "--product", "cola", "--out", "x.html"], "a forecast is printed"),
        (["e1", "--from", "2026-10-12"], "--from and --to are for a forecast"),
        (["e1", "--language", "de"], "--language applies only to files"),
        (["e2"], "no plan says which ad played on which day of 'e2'"),
    ],
)
def test_a_wrong_use_says_what_to_write(
    arguments: list[str], said: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lift", *arguments, *data]) == BAD_USAGE
    assert said in capsys.readouterr().err
