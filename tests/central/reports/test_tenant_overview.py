"""The start page's numbers: what the shops' messages say of four weeks, and of the week against the one before."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from central.clock import now_ms
from central.errors import NotFoundError
from central.reports.experiment_values import Difference
from central.reports.full_days import last_full_day
from central.reports.selection import SiteRow
from central.reports.tenant_overview import build_tenant_overview, can_be_called, days_left
from central.reports.tenant_overview_values import OverviewMeasure, TenantOverview
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central import fleet
from tests.central.reports.examples import LAST as END
from tests.central.reports.shops import FIRST, Shop, fleet_of, reading, stored, time_of
from tests.central.reports.verdict_examples import ended, experiment, undecided

SITES, DAYS = 6, 14
NOW_MS = round((FIRST + timedelta(days=DAYS, hours=3)).timestamp() * 1000)
LAST = date(2026, 11, 15)
STATES = ("offline", "degraded", "sensing")
SMILES = (0.31, 0.27)
"""Level of the first week, and of the second, in the middle of the shops."""


def level(site: int, day: int) -> dict[str, float]:
    """Smiles fall in the second week, in each shop by an amount of its own."""
    return {"a": SMILES[day >= 7] + 0.01 * site * (-1 if day < 7 else -0.8) + 0.04}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Six shops with two whole weeks; one more that opened in the second; one that was off for half of each day then;
    and participants."""
    messages = fleet_of(SITES, DAYS, level)
    new, half = Shop("acme/new/door"), Shop("acme/half/door")
    for day in range(7, DAYS):
        new.day(day, {"a": 0.9})
    for day in range(DAYS):
        for hour in range(4 if day < 7 else 1):
            span = {"from": time_of(day, hour), "to": time_of(day, hour + 1)}
            half.add("window", at=time_of(day, hour + 1.1), **span, visits=9, watchers=9, coverage=1.0)
    panel = Shop("acme/panel-1/kit")
    panel.day(13, {"a": 0.99})
    with stored(tmp_path_factory.mktemp("overview"), [*messages, *new.made, *half.made, *panel.made]) as made:
        yield made


def overview(
    store: Store, scope: Scope | None = None, now_ms: int = NOW_MS, tenant: str | None = None
) -> TenantOverview:
    with read_view(store) as connection:
        return build_tenant_overview(connection, scope or Scope.whole_store(), tenant, now_ms)


def measures(found: TenantOverview) -> dict[str, OverviewMeasure]:
    return {each.measure: each for each in found.measures}


def test_the_planted_fall_of_smiles_is_shown_and_nothing_else(store: Store) -> None:
    """Visits and looks stay as they are; the fall is found in the shops that were measured in both weeks."""
    found = measures(overview(store))
    smile = found["smile"].change
    assert smile.shown
    assert (smile.sites, smile.excluded_sites) == (SITES, 2)
    assert smile.before == pytest.approx(0.325, abs=0.005)
    assert smile.change == pytest.approx(-0.035, abs=0.005)
    assert smile.low is not None
    assert smile.high is not None
    assert smile.low < -0.035 < smile.high < 0
    for name in ("visits", "looked"):
        assert found[name].change.change == pytest.approx(0)
        assert not found[name].change.shown


def test_the_numbers_of_the_week_are_of_all_shops(store: Store) -> None:
    """Those that opened late count in them; participants never do."""
    found = overview(store)
    visits = measures(found)["visits"]
    assert visits.value == visits.people == 7 * 40 * (SITES + 1) + 7 * 9
    assert measures(found)["smile"].people == 7 * 20 * (SITES + 1)
    assert (found.to, found.sites, len(found.days)) == (LAST, SITES + 2, 56)
    assert found.days[-1].day == LAST
    assert found.days[-1].visits == 40 * (SITES + 1) + 9
    assert (found.days[-8].sites, found.days[0].sites, found.days[0].smile) == (SITES + 1, 0, None)


def test_a_day_that_is_not_over_and_a_later_one_do_not_count(store: Store) -> None:
    """On Sunday evening the last full day is Saturday."""
    found = overview(store, now_ms=NOW_MS - 13 * 3_600_000)
    assert found.to == LAST - timedelta(days=1)
    assert overview(store, now_ms=NOW_MS + 30 * 86_400_000).to == LAST


def test_the_numbers_of_some_shops_are_of_those_alone(store: Store) -> None:
    """Below four shops there is a change, and no interval."""
    found = overview(store, Scope.sites_scope(["acme/shop-1", "acme/shop-2"]))
    visits = measures(found)["visits"]
    assert (found.sites, visits.value, found.whole_tenant, found.ads) == (2, 7 * 80, False, None)
    assert (visits.change.low, visits.change.reason) == (None, "fewer than 4 sites")


def test_another_tenant_is_not_found_and_an_empty_store_has_no_numbers(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no tenant 'other'"):
        overview(store, tenant="other")
    nobody = overview(store, Scope.sites_scope([]))
    assert (nobody.tenant, nobody.to, nobody.measures) == (None, None, [])
    assert overview(store, Scope.sites_scope(["acme/panel-1"])).to is None


def test_what_needs_a_person_is_counted(store: Store, tmp_path: Path) -> None:
    """Kiosks that are silent, off or degraded, of the reader's shops alone."""
    made = [Shop(f"acme/shop-{number}/door") for number in range(3)]
    for shop in made:
        shop.day(0, {"a": 0.2})
    states = [
        reading("state", fleet.state(shop.device, state=state), shop.device)
        for shop, state in zip(made, STATES, strict=True)
    ]
    with stored(tmp_path, [*(one for shop in made for one in shop.made), *states]) as own:
        found = overview(own, now_ms=now_ms()).attention
        assert (found.kiosks, found.unreachable, found.degraded, found.quarantined) == (3, 1, 1, None)
        assert found.unknown == 0
        assert overview(own, now_ms=now_ms() + 3_600_000).attention.unreachable == 3
        part = overview(own, Scope.sites_scope(["acme/shop-1"]), now_ms()).attention
        assert (part.kiosks, part.unreachable, part.degraded) == (1, 0, 1)


@pytest.mark.parametrize(
    ("pair", "moved_from"),
    [
        (undecided(), END - timedelta(days=7)),
        (undecided(), None),
        (ended(undecided()).model_copy(update={"sites": 3}), None),
    ],
    ids=["moved", "of some shops", "few shops"],
)
def test_an_end_that_decides_nothing_gives_no_result(pair: Difference, moved_from: date | None) -> None:
    made = experiment(difference=pair, differences=[pair], winner=None, planned_end=END, former_planned_end=moved_from)
    assert made.verdict is not None
    assert made.verdict.state == "too_early"
    assert not can_be_called(made)
    left = days_left(made.model_copy(update={"to": END - timedelta(days=3)}))
    assert left == (None if moved_from else 3)


def test_an_experiment_with_a_winner_or_without_a_difference_has_a_result() -> None:
    same = ended(undecided())
    assert can_be_called(experiment())
    assert can_be_called(experiment(difference=same, differences=[same], winner=None, planned_end=END))


def test_the_last_full_day_is_over_in_each_time_zone() -> None:
    """At 13:00 UTC it is already the next day in Kiribati, and still the day before in Honolulu at 9:00 UTC."""
    at_ms = round(datetime(2026, 11, 24, 9, tzinfo=timezone.utc).timestamp() * 1000)
    number = date(2026, 11, 24).toordinal() - date(1970, 1, 1).toordinal()
    sites = [SiteRow(1, "a", None), SiteRow(2, "b", "Pacific/Honolulu"), SiteRow(3, "c", "Pacific/Kiritimati")]
    assert last_full_day(sites[:1], at_ms) == number - 1
    assert last_full_day(sites, at_ms) == number - 2
    assert last_full_day(sites[2:], at_ms + 3_600_000) == number
    assert last_full_day([], at_ms) is None
