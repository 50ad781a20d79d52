"""News of a week: what was decided, what runs, and else the smiles, within the reader's scope."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from central.reports.week_news import MOST_EXPERIMENTS, answer_week_news, running_experiments
from central.reports.week_values import WeekNews
from central.store.database import open_store
from central.store.scope import Scope
from tests.central.reports.verdict_examples import experiment
from tests.central.weekly.subscribers import MONDAY_MS, fill

LAST_WEEK = date(2026, 11, 16)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_store(fill(tmp_path)) as store, store.engine.begin() as opened:
        yield opened


def news(connection: Connection, scope: str = "acme/*", monday: date = LAST_WEEK) -> WeekNews:
    found = answer_week_news(connection, Scope.parse(scope), monday, MONDAY_MS)
    assert found is not None
    return found


def test_a_decision_is_new_in_its_week_only(connection: Connection) -> None:
    """All shops report the same difference every day, so the first week decides."""
    first, last = news(connection, monday=date(2026, 11, 2)), news(connection)
    assert (first.is_decided, first.is_new, first.rank) == (True, True, 0)
    assert (last.is_decided, last.is_new, last.rank) == (True, False, 1)
    assert last.winning_creative is None, "the planted ads differ from second 0 on"
    assert last.experiment is not None
    assert {arm.arm: arm.titles for arm in last.experiment.arms} == {"a": ["spring_a"], "b": ["spring_b"]}
    assert last.experiment.winner == "b"
    assert (last.sunday, last.experiment.to) == (date(2026, 11, 22), date(2026, 11, 22))


def test_a_tenant_without_experiments_has_its_weeks(connection: Connection) -> None:
    found = news(connection, "other/*")
    assert (found.tenant, found.experiment, found.rank, found.is_decided) == ("other", None, 3, False)
    assert found.trend is not None
    assert [week.week for week in found.trend.weeks] == [date(2026, 11, day) for day in (2, 9, 16)]
    assert [week.is_whole for week in found.trend.weeks] == [True] * 3


def test_the_most_important_of_several_tenants_is_taken(connection: Connection) -> None:
    assert news(connection, "all").tenant == "acme"
    assert news(connection, "other/* acme/shop-1").tenant == "acme"
    assert answer_week_news(connection, Scope.parse("nowhere/*"), LAST_WEEK, MONDAY_MS) is None


def test_an_experiment_that_played_before_the_week_is_no_news(connection: Connection) -> None:
    assert running_experiments(connection, Scope.parse("acme/*"), "acme", LAST_WEEK) == ["e1"]
    assert running_experiments(connection, Scope.parse("acme/*"), "acme", date(2026, 11, 23)) == []
    assert running_experiments(connection, Scope.parse("other/*"), "acme", LAST_WEEK) == []
    assert news(connection, monday=date(2026, 11, 23)).rank == 3


def test_few_experiments_are_computed_and_first_those_that_end_in_the_week(connection: Connection) -> None:
    found = [*connection.exec_driver_sql("SELECT * FROM reaction_days").keys()]
    columns = ", ".join(name for name in found if name != "experiment")
    for number in range(MOST_EXPERIMENTS + 3):
        connection.exec_driver_sql(
            f"INSERT INTO reaction_days (experiment, {columns}) SELECT 'a{number}', {columns} FROM reaction_days"
            " WHERE experiment = 'e1'"
        )
    connection.exec_driver_sql("INSERT INTO experiments (key, planned_day, named_ms) VALUES ('acme/e1', 20779, 1)")
    names = running_experiments(connection, Scope.parse("acme/*"), "acme", LAST_WEEK)
    assert names == ["e1", "a0", "a1", "a2", "a3"]


def test_an_arm_of_several_ads_has_no_winning_ad() -> None:
    several = [arm.model_copy(update={"creatives": ["x", "y"]}) for arm in experiment().arms]
    assert WeekNews("acme", LAST_WEEK, experiment()).winning_creative == "spring_a"
    assert WeekNews("acme", LAST_WEEK, experiment(arms=several)).winning_creative is None
