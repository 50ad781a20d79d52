"""Impressions of an ad by the trade's names: by hand, as the report counts them, and within a scope."""

from datetime import timedelta
from pathlib import Path

import pytest

from central.reasons import NOTHING_TOLD
from central.reports import answers, impressions
from central.reports.impression_values import REFUSED, Impressions
from central.reports.impressions import answer_impressions
from central.reports.selection import Request
from central.reports.values import Flow
from central.statistics.impressions import MANY_DAYS
from central.statistics.intervals import FEW_DAYS
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.shops import FIRST, Shop, fleet_of, stored, time_of

NOW_MS = 1_795_780_000_000


def asked(store: Store, name: str = "a", scope: Scope | None = None, **request: object) -> Impressions:
    with read_view(store) as connection:
        of = scope or Scope.whole_store()
        return answer_impressions(connection, of, name, Request(**request), NOW_MS)  # type: ignore[arg-type]


def test_each_step_of_the_ladder_by_hand(tmp_path: Path) -> None:
    """Four shops, three days, two ads that play once a day for 15 s: 40 visits of 6.2 s in two hours."""
    with stored(tmp_path, fleet_of(4, 3, lambda *_: {"a": 0.2, "b": 0.1})) as store:
        found = asked(store)
        with read_view(store) as connection:
            (report,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], Request(), NOW_MS)
    assert (found.plays, found.play_s, found.share_of_voice) == (12, 180.0, 0.5)
    assert found.overlapping_visits == pytest.approx(12 * 40 / 7200 * (15 + 6.2))
    assert found.overlapping_visits == pytest.approx(report.flow.overlapping_visits)
    assert found.opportunity_to_see == pytest.approx(12 * 40 / 7200 * (15 + 6.2 - 2))
    assert found.exposed == 12 * 40
    assert found.likelihood_to_see == report.seen
    assert found.multiplier.mean == pytest.approx(40 * 6.2 / 7200)
    assert (found.multiplier.low, found.multiplier.reason, found.multiplier.days) == (None, FEW_DAYS, 3)
    assert (found.sensed_share, found.reported_share) == (1.0, 0.75)
    assert (found.counted, tuple(found.refused)) == ("faces", REFUSED)


def test_gross_impressions_have_an_interval_over_the_days_of_all_shops(tmp_path: Path) -> None:
    """Two shops on five days, alike on all of them: the interval is about the total and narrow. Three days have none,
    and say why.
    """
    with stored(tmp_path, fleet_of(2, 5, lambda *_: {"a": 0.2})) as store:
        found, few = asked(store), asked(store, to_day=(FIRST + timedelta(days=2)).date())
    total = 2 * 5 * 40 / 7200 * (15 + 6.2)
    for mean, of in (
        (total, found.overlapping_visits_interval),
        (total * 19.2 / 21.2, found.opportunity_to_see_interval),
    ):
        assert (of.days, of.reason) == (5, None)
        assert 0.8 * mean < of.low < mean < of.high < 1.2 * mean  # type: ignore[operator]
    assert few.overlapping_visits == pytest.approx(0.6 * total)
    assert few.overlapping_visits_interval.model_dump() == {"low": None, "high": None, "days": 3, "reason": FEW_DAYS}
    assert few.opportunity_to_see_interval == few.overlapping_visits_interval


def reported(store: Store, **request: object) -> Flow:
    with read_view(store) as connection:
        of = Request(**request)  # type: ignore[arg-type]
        (report,) = answers.answer_reports(connection, Scope.whole_store(), ["a"], of, NOW_MS)
    return report.flow


def test_the_report_has_the_interval_of_the_impressions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the same days. For more than 92 days it has none, and says why."""
    with stored(tmp_path, fleet_of(2, 5, lambda site, day: {"a": 0.2})) as store:
        of_all, of_few = reported(store), reported(store, to_day=(FIRST + timedelta(days=2)).date())
        assert of_all.overlapping_visits_interval == asked(store).overlapping_visits_interval
        assert of_all.overlapping_visits_interval.low is not None
        assert of_few.overlapping_visits_interval.reason == FEW_DAYS
        for module in ("flow", "query"):
            monkeypatch.setattr(f"central.reports.{module}.MOST_DAYS", 4)
        long = reported(store)
    assert long.overlapping_visits == of_all.overlapping_visits
    assert long.overlapping_visits_interval.model_dump() == {"low": None, "high": None, "days": 5, "reason": MANY_DAYS}


def test_days_without_measuring_are_no_days_of_the_interval(tmp_path: Path) -> None:
    """Five days of plays, of which four have windows."""
    shop = Shop("acme/shop-0/door")
    for day in range(4):
        shop.day(day, {"a": 0.2})
    span = {"at": time_of(4, 1.0), "start": time_of(4, 0.1), "end": time_of(4, 0.1 + 15 / 3600)}
    shop.add("play", creative="a", experiment=None, **span)
    with stored(tmp_path, shop.made) as store:
        found = asked(store)
        assert reported(store).overlapping_visits_interval == found.overlapping_visits_interval
    assert (found.plays, found.overlapping_visits_interval.days) == (5, 4)
    assert found.overlapping_visits == pytest.approx(4 * 40 / 7200 * (15 + 6.2))


def test_hours_of_the_week_have_their_own_multiplier_with_an_interval_from_four_weeks(tmp_path: Path) -> None:
    """Five Mondays, of 30 visits of 6.2 s from 9 to 10 o'clock and 10 from 10 to 11."""
    shop = Shop("acme/shop-0/door")
    for week in range(5):
        shop.day(7 * week, {"a": 0.2})
    with stored(tmp_path, shop.made) as store:
        found = asked(store)
    assert [(each.weekday, each.hour, each.days) for each in found.week_hours] == [(0, 9, 5), (0, 10, 5)]
    assert [each.mean for each in found.week_hours] == pytest.approx([30 * 6.2 / 3600, 10 * 6.2 / 3600])
    for each in found.week_hours:
        assert 0 <= each.low <= each.mean <= each.high  # type: ignore[operator]


def test_only_kiosks_and_days_of_the_ad_count(tmp_path: Path) -> None:
    """Beside it, a screen without the ad and with 200 visits an hour."""
    shops = [Shop("acme/shop-0/door"), Shop("acme/shop-0/till")]
    shops[0].day(0, {"a": 0.2})
    shops[1].day(0, {"b": 0.2})
    span = {"from": time_of(0, 2.0), "to": time_of(0, 3.0)}
    shops[1].add("window", at=time_of(0, 3.1), **span, visits=200, watchers=0, coverage=1.0)
    with stored(tmp_path, [message for shop in shops for message in shop.made]) as store:
        found = asked(store)
    assert found.share_of_voice == 1.0
    assert found.multiplier.mean == pytest.approx(40 * 6.2 / 7200)


def test_an_ad_without_a_measured_day_has_plays_and_no_impressions(tmp_path: Path) -> None:
    shop = Shop("acme/shop-0/door")
    span = {"at": time_of(0, 1.0), "start": time_of(0, 0.1), "end": time_of(0, 0.1 + 15 / 3600)}
    shop.add("play", creative="a", experiment=None, **span)
    with stored(tmp_path, shop.made) as store:
        found = asked(store)
    assert (found.plays, found.share_of_voice) == (1, 1.0)
    assert (found.overlapping_visits, found.opportunity_to_see, found.exposed) == (None, None, None)
    assert (found.overlapping_visits_interval.low, found.overlapping_visits_interval.reason) == (None, NOTHING_TOLD)
    assert (found.multiplier.mean, found.week_hours, found.sensed_share) == (None, [], None)


def test_a_long_period_is_that_of_the_last_92_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impressions, "MOST_DAYS", 2)
    with stored(tmp_path, fleet_of(1, 5, lambda *_: {"a": 0.2})) as store:
        found = asked(store)
    assert (found.plays, f"{found.from_}", f"{found.to}") == (2, "2026-11-05", "2026-11-06")
    assert found.exposed == 2 * 40
    assert found.overlapping_visits == pytest.approx(2 * 40 / 7200 * (15 + 6.2))


def test_who_may_see_one_shop_gets_its_impressions_only(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(3, 1, lambda *_: {"a": 0.2})) as store:
        found = asked(store, scope=Scope.sites_scope(["acme/shop-1"]))
    assert (found.plays, found.exposed) == (1, 40)
