"""A plan of arms by day is stored once, whole, and by the names of known shops."""

import csv
import io
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from central.cli import sales_commands
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.store.database import open_store
from central.store.lift_plans import plan_tenants, read_arm_days, read_plan
from central.store.location import Location
from central.store.scope import Scope

DRAW = ("sales", "draw", "--experiment", "e1", "--arms", "on,off", "--from", "2036-11-03", "--days", "28")


def store_plan(data: list[str], lines: list[str], *more: str, name: str = "e1") -> int:
    file = Path(data[1]).with_name("plan.csv")
    file.write_text("\n".join(["date,site,arm", *lines]) + "\n", encoding="utf-8")
    return main(["sales", "plan", str(file), "--experiment", name, *more, *data])


def draw(data: list[str], capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    capsys.readouterr()
    assert main([*DRAW, *more, *data]) == DONE
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "date,site,arm"
    return lines


def test_a_drawn_plan_is_stored_with_its_seed(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lines = draw(data, capsys)
    assert len(lines) == 2 * 28
    assert store_plan(data, lines, "--seed", "e1", "--product", "cola", "--placebo", "bread") == DONE
    said = capsys.readouterr().err
    assert "2 shops, 2036-11-03 to 2036-11-30, days by arm: off 28, on 28. The last day is the planned end." in said
    with open_store(Location(Path(data[1]))) as store, store.engine.begin() as connection:
        plan = read_plan(connection, "acme", "e1")
        days = read_arm_days(connection, Scope.sites_scope(["acme/b"]), "acme", "e1")
        assert plan_tenants(connection, Scope.whole_store(), "e1") == ["acme"]
        assert plan_tenants(connection, Scope.sites_scope(["other/*"]), "e1") == []
        assert read_plan(connection, "other", "e1") is None
    assert plan is not None
    assert (plan.seed, plan.run_days, plan.against, plan.product, plan.placebos) == ("e1", 1, "off", "cola", ("bread",))
    of_b = {row[0]: row[2] for row in csv.reader(io.StringIO("\n".join(lines))) if row[1] == "b"}
    assert list(days) == [2]
    assert list(days[2].values()) == list(of_b.values())


def test_a_seed_that_did_not_draw_the_plan_is_refused(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lines = draw(data, capsys, "--run-days", "7")
    assert store_plan(data, lines, "--seed", "e1") == DONE
    changed = [line.replace("on", "off") if number == 0 else line for number, line in enumerate(lines)]
    changed = [lines[0].replace("off", "on") if changed[0] == lines[0] else changed[0], *lines[1:]]
    assert store_plan(data, changed, "--seed", "e1", name="e2") == BAD_USAGE
    assert "the seed 'e1' does not draw this plan" in capsys.readouterr().err
    assert store_plan(data, changed, name="e2") == DONE


PAST = [
    f"2026-11-{day:02},{site},{'on' if (day + number) % 2 else 'off'}"
    for number, site in enumerate("ab")
    for day in range(2, 30)
]


def test_a_plan_that_has_started_stays(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert store_plan(data, PAST) == DONE
    assert store_plan(data, PAST) == DONE
    assert store_plan(data, PAST[:-1]) == BAD_USAGE
    assert "e1 has started with another plan. Name a new experiment." in capsys.readouterr().err
    ahead = draw(data, capsys)
    assert store_plan(data, ahead, name="e3") == DONE
    assert store_plan(data, ahead, "--product", "cola", name="e3") == DONE


def test_a_plan_has_started_on_its_first_day_in_any_shop(
    data: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Berlin at midnight, which is eleven in the morning of the day before in the westernmost zone."""
    other = [line.replace("on", "up") for line in PAST]
    midnight = datetime(2026, 11, 1, 23, tzinfo=timezone.utc)
    for minutes, lines, code in ((-2, PAST, DONE), (-1, other, DONE), (1, PAST, BAD_USAGE)):
        at_ms = round((midnight + timedelta(minutes=minutes)).timestamp() * 1000)
        monkeypatch.setattr(sales_commands, "now_ms", lambda at_ms=at_ms: at_ms)
        assert store_plan(data, lines) == code
    assert "e1 has started with another plan" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "more", "said"),
    [
        ([*PAST, "2026-11-30,c,on"], (), "line 58 of the plan: there is no site 'c' of acme"),
        ([*PAST, PAST[0]], (), "line 58 of the plan: a has two lines for one day"),
        ([*PAST, "30.11.2026,a,on"], (), "line 58 of the plan: the date '30.11.2026' is not a whole day"),
        ([*PAST, "2026-11-30,a,"], (), "the arm is missing"),
        ([*PAST, "2026-11-30,a"], (), "the line has 2 columns"),
        ([line for line in PAST if line.endswith("on")], (), "fewer than two arms"),
        ([], (), "fewer than two arms"),
        (PAST, ("--against", "none"), "Name one of its arms with --against: off, on"),
        (PAST, ("--washout-days", "1"), "changes the arm after 1 day, so 1 day of washout"),
        (PAST, ("--washout-days", "-1"), "below 0"),
    ],
)  # fmt: skip
def test_a_plan_with_an_error_is_refused_as_a_whole(
    lines: list[str],
    more: tuple[str, ...],
    said: str,
    data: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert store_plan(data, lines, *more) == BAD_USAGE
    printed = capsys.readouterr().err
    assert said in printed
    assert "Nothing was stored." in printed


def test_washout_needs_runs_of_a_week_and_more_than_twice_its_days(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = draw(data, capsys, "--run-days", "7")
    assert store_plan(data, lines, "--washout-days", "4") == BAD_USAGE
    assert store_plan(data, lines, "--washout-days", "3") == DONE


def test_a_block_is_drawn_whole(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for more, said in (
        (("--days", "27"), "27 days are not a multiple of 14"),
        (("--arms", "a,b,c,d,e,f,g,h"), "28 days are not a multiple of 56"),
        (("--arms", "a"), "at least two arms"),
        (("--site", "zz"), "there is no site 'zz'"),
    ):
        assert main([*DRAW, *more, *data]) == BAD_USAGE
        assert said in capsys.readouterr().err


def test_another_head_is_no_plan(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(data[1]).with_name("plan.csv")
    file.write_text("site,date,arm\n")
    assert main(["sales", "plan", str(file), "--experiment", "e1", *data]) == BAD_USAGE
    assert "is not date,site,arm" in capsys.readouterr().err
