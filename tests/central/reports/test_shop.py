"""The answer about one shop: sums of its own days, with the intervals over days that its reports have."""

from datetime import date
from pathlib import Path

import pytest

from central.errors import NotFoundError, UsageError
from central.reports.answers import answer_reports
from central.reports.selection import Request
from central.reports.shop import answer_shop, find_quiet_hours
from central.reports.shop_values import Shop as ShopAnswer
from central.reports.values import Hour
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.shops import Shop, fleet_of, stored, time_of

NOW_MS = 1_800_000_000_000
EVERYTHING = Scope.whole_store()


def answer(store: Store, site: str = "shop-1", first: date | None = None, last: date | None = None) -> ShopAnswer:
    with read_view(store) as connection:
        return answer_shop(connection, EVERYTHING, "acme", site, (first, last), NOW_MS)


def test_a_shop_shows_its_newest_four_weeks(tmp_path: Path) -> None:
    """Thirty days are stored: the first two are left out, unless they are asked for."""
    with stored(tmp_path, fleet_of(2, 30, lambda site, _: {"a": 0.1 + 0.1 * site, "b": 0.3})) as store:
        shop = answer(store)
        every_day = answer(store, first=date(2026, 11, 2))
    assert (shop.from_, shop.to, len(shop.days)) == (date(2026, 11, 4), date(2026, 12, 1), 28)
    assert (shop.visits, shop.looked) == (28 * 40, 28 * 20)
    assert (len(every_day.days), every_day.visits) == (30, 1_200)
    assert [each.smile for each in shop.days] == [pytest.approx(0.25)] * 28  # of a and of b, alike many people
    assert {each.people for each in shop.days} == {40}
    assert sum(weekday.visits for weekday in shop.weekdays) == shop.visits
    assert [weekday.at for weekday in shop.weekdays] == [*range(7)]
    assert {weekday.visits for weekday in shop.weekdays} == {160}
    assert [(hour.at, hour.visits) for hour in shop.hours] == [(9, 28 * 30), (10, 28 * 10)]


def test_the_numbers_of_a_shop_are_those_of_its_reports(tmp_path: Path) -> None:
    """Each ad's mean and interval over days, its people, plays and reported share."""
    with stored(tmp_path, fleet_of(3, 6, lambda site, day: {"a": 0.1 + 0.02 * day, "b": 0.2})) as store:
        shop = answer(store)
        request = Request("acme", shop.from_, shop.to, ("shop-1",))
        with read_view(store) as connection:
            reports = answer_reports(connection, EVERYTHING, ["a", "b"], request, NOW_MS)
    assert [ad.creative for ad in shop.ads] == ["a", "b"]
    for ad, report in zip(shop.ads, reports, strict=True):
        measure = report.measures["smile"]
        assert ad.smile == measure.here
        assert (ad.people, ad.plays) == (measure.people, report.flow.plays)
        assert ad.reported_share == report.reported_share == 0.75
    assert shop.ads[0].smile is not None
    assert shop.ads[0].smile.low is not None
    assert shop.reported_share == 0.75
    assert shop.coverage == 1.0
    assert shop.hours == reports[0].hours
    assert shop.weekdays == reports[0].weekdays


def test_smiles_of_two_models_are_never_averaged(tmp_path: Path) -> None:
    made = Shop("acme/shop-1/door")
    for day in range(6):
        model = f"{'old' if day < 2 else 'new'}-model@sha256:ab12cd34ef56"
        made.day(day, {"a": 0.1 if day < 2 else 0.4}, model=model)
    with stored(tmp_path, made.made) as store:
        shop = answer(store)
    assert [each.smile for each in shop.days] == [None, None, *[pytest.approx(0.4)] * 4]
    assert shop.smile is not None
    assert shop.smile.mean == pytest.approx(0.4)
    assert (shop.smile.days, shop.people) == (4, 80)


def test_a_shop_without_reactions_has_visits_and_no_smiles(tmp_path: Path) -> None:
    made = Shop("acme/shop-1/door")
    span = {"from": time_of(0, 0), "to": time_of(0, 1), "at": time_of(0, 1.1)}
    made.add("window", **span, visits=12, watchers=6, coverage=0.5)
    with stored(tmp_path, made.made) as store:
        shop = answer(store)
    assert (shop.visits, shop.smile, shop.people, shop.reported_share, shop.ads) == (12, None, 0, None, [])
    assert shop.coverage == 0.5
    assert [each.smile for each in shop.days] == [None]


def test_days_after_the_newest_numbers_say_which_days_there_are(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(2, 2, lambda *_: {"a": 0.2})) as store:
        with pytest.raises(UsageError, match="newest numbers are from 2026-11-03"):
            answer(store, first=date(2027, 1, 1))
        assert answer(store, first=date(2027, 1, 1), last=date(2027, 1, 2)).days == []
        with pytest.raises(NotFoundError, match="no shop acme/nowhere"):
            answer(store, "nowhere")


def hour(at: int, visits: int, within: float | None) -> Hour:
    return Hour(at=at, windows=1, visits=visits, watchers=1, dwell_s=None, within=within)


@pytest.mark.parametrize(
    ("hours", "quiet"),
    [
        ([], []),
        ([hour(9, 40, 1.0), hour(10, 40, 0.5)], []),
        ([hour(9, 40, 1.0), hour(10, 40, 0.49), hour(11, 3, None), hour(13, 9, 0.9)], [10, 11, 12]),
        ([hour(8, 0, None), hour(9, 40, 1.0), hour(23, 0, 1.0)], []),
    ],
)
def test_an_hour_is_quiet_if_most_of_its_visits_were_counted_with_other_hours(
    hours: list[Hour], quiet: list[int]
) -> None:
    assert find_quiet_hours(hours) == quiet
