"""Files of impressions for buyers: CSV and OpenRTB, with their notes, filters and refusals."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import DONE
from central.reports.impression_files import COLUMNS, NOTES
from tests.central.reports.shops import Shop, fleet_of, stored
from tests.central.reports.test_impressions import asked

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Output of the export from a store of two shops, five Mondays and two ads."""
    shops = [Shop(f"acme/shop-{number}/door") for number in range(2)]
    for shop in shops:
        for week in range(5):
            shop.day(7 * week, {"a": 0.2, "b": 0.1})
    with stored(tmp_path, [message for shop in shops for message in shop.made]):
        pass

    def run(*options: str, code: int = DONE) -> str:
        assert main(["export", "impressions", *options, "--data", str(tmp_path / "data")]) == code
        out = capsys.readouterr()
        return out.out if code == DONE else out.err

    return run


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_the_csv_says_first_what_is_counted_and_what_is_not_gross_impressions(run: Run) -> None:
    lines = run("--format", "iab").splitlines()
    assert lines[: len(NOTES)] == [f"# {note}" for note in NOTES]
    assert "faces" in lines[0]
    assert "Plays times the multiplier is not gross impressions" in lines[1]
    assert lines[len(NOTES)] == ",".join(COLUMNS)


def test_hours_have_plays_and_models_and_days_have_what_reactions_count(run: Run) -> None:
    rows = rows_of(run("--format", "iab", "--site", "acme/shop-0", "--to", "2026-11-02"))
    hour = next(row for row in rows if row["level"] == "hour" and row["creative"] == "a")
    assert (hour["site"], hour["screen"], hour["date"], hour["hour"]) == ("acme/shop-0", "door", "2026-11-02", "9")
    assert (hour["plays"], hour["play_s"], hour["sensed_share"]) == ("1", "15.0", "1.0")
    assert float(hour["gross_impressions_faces"]) == pytest.approx(40 / 7200 * (15 + 6.2), abs=0.005)
    assert float(hour["opportunity_to_see_faces"]) == pytest.approx(40 / 7200 * (13 + 6.2), abs=0.005)
    assert float(hour["multiplier_faces"]) == pytest.approx(30 * 6.2 / 3600, abs=0.0001)
    assert hour["likelihood_to_see_faces"] == ""
    day = next(row for row in rows if row["level"] == "day" and row["creative"] == "a")
    assert (day["hour"], day["plays"], day["gross_impressions_faces"]) == ("", "", "")
    assert (day["exposed_faces"], day["likelihood_to_see_faces"], day["reported_share"]) == ("40", "20", "0.75")


def test_the_rows_add_up_to_the_gross_impressions_of_the_report(run: Run, tmp_path: Path) -> None:
    rows = [row for row in rows_of(run("--format", "iab")) if row["level"] == "hour" and row["creative"] == "a"]
    with stored(tmp_path, []) as store:
        found = asked(store)
    assert sum(float(row["gross_impressions_faces"]) for row in rows) == pytest.approx(
        found.overlapping_visits, abs=0.005 * len(rows)
    )
    assert sum(int(row["plays"]) for row in rows) == found.plays


def test_totals_have_the_interval_over_days_of_the_report(run: Run, tmp_path: Path) -> None:
    rows = rows_of(run("--format", "iab"))
    (total,) = (row for row in rows if row["level"] == "total" and row["creative"] == "a")
    with stored(tmp_path, []) as store:
        found = asked(store)
    gross, opportunities = found.overlapping_visits_interval, found.opportunity_to_see_interval
    assert (total["site"], total["plays"], total["interval_days"]) == ("acme", "10", "5")
    for column, number in (
        ("gross_impressions_faces", found.overlapping_visits),
        ("gross_impressions_low", gross.low),
        ("gross_impressions_high", gross.high),
        ("opportunity_to_see_faces", found.opportunity_to_see),
        ("opportunity_to_see_low", opportunities.low),
        ("opportunity_to_see_high", opportunities.high),
    ):
        assert float(total[column]) == pytest.approx(number, abs=0.005)
    sites = [row for row in rows if row["level"] == "site" and row["creative"] == "a"]
    assert [(row["site"], row["plays"]) for row in sites] == [("acme/shop-0", "5"), ("acme/shop-1", "5")]
    assert rows[-1]["level"] == "total"


def test_an_hour_and_a_total_of_few_days_have_no_interval(run: Run) -> None:
    rows = rows_of(run("--format", "iab", "--to", "2026-11-16"))
    assert {row["gross_impressions_low"] for row in rows} == {""}
    assert {row["interval_days"] for row in rows if row["level"] == "total"} == {"3"}
    assert {row["interval_days"] for row in rows if row["level"] in ("hour", "day")} == {""}


def test_a_total_is_of_the_shops_of_the_file(run: Run) -> None:
    rows = rows_of(run("--format", "iab", "--site", "acme/shop-1"))
    assert {row["site"] for row in rows} == {"acme/shop-1", "acme"}
    assert [row["plays"] for row in rows if row["level"] == "total"] == ["5", "5"]


def test_owners_with_an_ad_of_the_same_name_have_their_own_totals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sum over both would show one owner how much the other plays."""
    messages = [*fleet_of(2, 1, lambda *_: {"a": 0.2}), *fleet_of(1, 1, lambda *_: {"a": 0.2}, tenant="acme-b")]
    with stored(tmp_path, messages):
        pass
    assert main(["export", "impressions", "--format", "iab", "--data", str(tmp_path / "data")]) == DONE
    rows = [row for row in rows_of(capsys.readouterr().out) if row["level"] == "total"]
    assert [(row["site"], row["plays"]) for row in rows] == [("acme", "2"), ("acme-b", "1")]


def test_openrtb_has_the_multiplier_of_each_screen_and_hour_of_the_week(run: Run) -> None:
    head, *slots = map(json.loads, run("--format", "openrtb").splitlines())
    assert (head["counted"], head["notes"][1]) == ("faces", NOTES[1])
    assert [(slot["site"], slot["weekday"], slot["hour"]) for slot in slots] == [
        (f"acme/shop-{number}", 0, hour) for number in range(2) for hour in (9, 10)
    ]
    assert slots[0]["imp"] == {"qty": {"multiplier": round(30 * 6.2 / 3600, 4), "sourcetype": 2}}
    assert slots[0]["ext"]["days"] == 5
    assert slots[0]["ext"]["low"] <= slots[0]["imp"]["qty"]["multiplier"] <= slots[0]["ext"]["high"]


def test_a_company_that_measures_is_named_as_the_vendor(run: Run) -> None:
    slot = json.loads(run("--format", "openrtb", "--vendor", "measures.example").splitlines()[1])
    assert slot["imp"]["qty"]["sourcetype"] == 1
    assert slot["imp"]["qty"]["vendor"] == "measures.example"
    assert "--vendor belongs to OpenRTB" in run("--format", "iab", "--vendor", "measures.example", code=2)


def test_no_days_and_no_such_site_are_refused_with_what_to_do(run: Run) -> None:
    said = run("--format", "iab", "--from", "2026-11-09", "--to", "2026-11-02", code=2)
    assert "contains no day. Swap --from and --to" in said
    said = run("--format", "iab", "--site", "acme/nowhere", code=2)
    assert "no site of the store matches acme/nowhere" in said


def test_participants_of_a_panel_are_not_sold_as_a_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with stored(tmp_path, fleet_of(1, 1, lambda *_: {"a": 0.2}, prefix="panel-")):
        pass
    assert main(["export", "impressions", "--format", "openrtb", "--data", str(tmp_path / "data")]) == DONE
    assert len(capsys.readouterr().out.splitlines()) == 1
