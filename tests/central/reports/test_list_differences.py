"""Ads of a list that differ from the others: found in a store, first in the order, and only from visible shops."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from central.reports import answers
from central.reports.creatives import Search, creative_summaries
from central.reports.period_change import MOST_DAYS, days_before
from central.reports.selection import Request, build_selection, local_date
from central.store.database import read_view
from central.store.scope import Scope
from tests.central.reports.shops import FIRST, fleet_of, stored

LEVELS = {"a": 0.15, "b": 0.15, "c": 0.25, "d": 0.15}
DAYS, SHOPS = 8, 6
NOW_MS = 1_795_780_000_000


def level(shop: int, day: int) -> dict[str, float]:
    """Smiles of a day: `a` has two points more in the later days, and shops and days have levels of their own."""
    chance = {name: 0.002 * ((shop * 7 + day * 3 + number * 5) % 7 - 3) for number, name in enumerate(LEVELS)}
    rise = {"a": 0.02 * (day >= DAYS // 2)}
    return {
        name: value + 0.01 * shop + 0.003 * day + chance[name] + rise.get(name, 0.0) for name, value in LEVELS.items()
    }


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder: Path = tmp_path_factory.mktemp("differences")
    with stored(folder, fleet_of(SHOPS, DAYS, level)) as store, read_view(store) as found:
        yield found


def days(first: int, last: int) -> Request:
    """Days of the fleet, by number."""
    day = FIRST.date().toordinal()
    start = FIRST.date()
    return Request(from_day=start.fromordinal(day + first), to_day=start.fromordinal(day + last))


def test_the_ad_that_differs_comes_first(connection: Connection) -> None:
    found = creative_summaries(connection, Scope.whole_store(), Search(order="differs"), Request())
    assert found[0].creative == "c"
    shown = {one.creative: one.differs.is_shown for one in found if one.differs is not None}
    assert shown["c"]
    assert found[0].differs is not None
    assert found[0].differs.mean == pytest.approx(0.10 - 0.01 / 3, abs=0.005)
    assert found[0].differs.sites == SHOPS


def test_the_rest_of_the_list_is_what_was_searched(connection: Connection) -> None:
    (alone,) = creative_summaries(connection, Scope.whole_store(), Search(words="c", order="differs"), Request())
    assert alone.differs is None


def test_a_user_with_few_shops_gets_no_mark_from_other_shops(connection: Connection) -> None:
    scope = Scope.sites_scope(["acme/shop-0", "acme/shop-1"])
    found = creative_summaries(connection, scope, Search(order="differs"), Request())
    assert {one.creative for one in found} == set(LEVELS)
    assert not any(one.differs.is_shown for one in found if one.differs is not None)
    assert {one.differs.sites for one in found if one.differs is not None} == {2}


def test_a_report_of_some_days_has_the_change_against_the_days_before(connection: Connection) -> None:
    (report,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], days(4, 7), NOW_MS)
    change = report.change
    assert change is not None
    assert (change.from_, change.to, change.sites) == (days(0, 3).from_day, days(0, 3).to_day, SHOPS)
    assert change.mean == pytest.approx(0.02 + 4 * 0.003, abs=0.005)
    assert change.low is not None
    assert change.low > 0
    listed = creative_summaries(connection, Scope.whole_store(), Search(words="a"), days(4, 7))
    assert listed[0].change == change


def test_a_change_in_a_list_is_corrected_for_the_number_of_ads(tmp_path: Path) -> None:
    """Of 8 ads without a trend, one rises by chance in 5 of 100 cases; alone, it would be more than chance."""
    rise = (0.045, 0.005, 0.03, 0.02, 0.04, -0.002)

    def levels(shop: int, day: int) -> dict[str, float]:
        of_chance = {f"ad{number}": 0.2 + 0.02 * ((shop + number) % 3 - 1) * (day % 2) for number in range(7)}
        return of_chance | {"a": 0.2 + rise[shop] * day}

    with stored(tmp_path, fleet_of(SHOPS, 2, levels)) as store, read_view(store) as connection:
        found = creative_summaries(connection, Scope.whole_store(), Search(), days(1, 1))
        (alone,) = (one for one in found if one.creative == "a")
    assert alone.change is not None
    assert alone.change.low is not None
    assert alone.change.low > 0
    assert [one.creative for one in found if one.is_change_shown] == []


@pytest.mark.parametrize("request_", [Request(), Request(from_day=local_date(20_000)), days(0, MOST_DAYS)])
def test_all_days_and_long_periods_have_no_change(connection: Connection, request_: Request) -> None:
    selection = build_selection(connection, Scope.whole_store(), "acme", request_)
    assert days_before(selection) is None
    (report,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], request_, NOW_MS)
    assert report.change is None


def test_without_stored_days_before_nothing_is_compared(connection: Connection) -> None:
    (report,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], days(0, 3), NOW_MS)
    assert report.change is not None
    assert (report.change.mean, report.change.sites) == (None, 0)
