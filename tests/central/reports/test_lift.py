"""Whether an ad sells: from the store's sales, plan and proof of play, within the caller's scope."""

from collections.abc import Callable
from typing import Any

import pytest

from central.errors import NotFoundError, UsageError
from central.measures import REPORTED
from central.reports import lift, lift_measures
from central.reports.lift import LiftRequest, answer_lift
from central.reports.lift_forecast import ForecastRequest, forecast_lift
from central.reports.lift_values import Lift, LiftForecast
from central.reports.sales_days import read_stored_sales
from central.reports.selection import local_date
from central.store.database import open_store
from central.store.lift_plans import read_plan, write_plan
from central.store.location import Location
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.sold_shops import FIRST, Shops, add_reactions, fill, time_of

ALL = Scope.whole_store()
END = FIRST + 27
NewStore = Callable[[str], Location]


@pytest.fixture(autouse=True)
def _few_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lift, "ASSIGNMENTS", 99)


def made(new_location: NewStore, world: Shops, *changes: str) -> Store:
    store = open_store(new_location("sqlite"))
    fill(store, world)
    with store.engine.begin() as connection:
        for change in changes:
            connection.exec_driver_sql(change)
    return store


def ask(
    store: Store, day: int = END, scope: Scope = ALL, product: str | None = None, tenant: str | None = None
) -> Lift:
    with store.engine.begin() as connection:
        return answer_lift(connection, scope, LiftRequest("e1", tenant, product), time_of(day))


def test_an_arm_that_sells_more_wins_at_the_planned_end(store: Store) -> None:
    """In both databases; beside it a product that the ad cannot move."""
    fill(store, Shops())
    found = ask(store)
    (pair,) = found.pairs
    assert (pair.winner, pair.reason, pair.arm, pair.against) == ("on", "shown", "on", "off")
    assert pair.lift is not None
    assert pair.low is not None
    assert 0.15 < pair.low < pair.lift < 0.5
    assert pair.sequence_low is not None
    assert pair.sequence_low < pair.low
    assert pair.p == pytest.approx(0.01)
    assert (pair.orders, pair.drawn) == (99, True)
    assert (pair.shops, pair.shop_days, pair.days) == (12, 336, 28)
    (placebo,) = found.placebos
    assert (placebo.product, placebo.shown) == ("bread", False)
    assert (found.product, found.ended, found.plan_ahead, found.product_planned) == ("cola", True, True, True)
    assert (found.lost, found.excluded, found.replaced_days) == ([], [], 0)
    assert found.model_dump(mode="json")["schema"] == "vitrina.lift/1"


def test_both_databases_give_the_same_answer(new_location: NewStore) -> None:
    """Of sales with a lost day, plays and reactions; to nine digits."""
    found = []
    for database in ("sqlite", "postgresql"):
        with open_store(new_location(database)) as store:
            add_reactions(store, fill(store, Shops(days=42, arms=("off", "on", "other"))), {"on": 0.1, "other": 0.2})
            with store.engine.begin() as connection:
                for change in (
                    f"DELETE FROM sales_days WHERE site_id = 1 AND day = {FIRST}",
                    f"INSERT INTO play_hours VALUES (2, {FIRST + 1}, 1, 10, 1, 'e1', 'none', 9, 9, 100)",
                ):
                    connection.exec_driver_sql(change)
            answer = ask(store, FIRST + 41).model_dump(mode="json")
            with store.engine.begin() as connection:
                stored = [one.model_dump(mode="json") for one in read_stored_sales(connection, ALL, "acme")]
            found.append((answer, stored))
    (answer, stored), (other, other_stored) = found
    assert len(answer["measures"]) >= 3
    assert {one["reason"] for one in answer["lost"]} == {"no_sales", "other_arm"}
    assert _rounded(other) == _rounded(answer)
    assert other_stored == stored


def _rounded(value: Any) -> Any:
    """The value with numbers to nine digits."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, 9) if isinstance(value, float) else value


def test_before_the_end_only_the_interval_at_any_time_is_shown(new_location: NewStore) -> None:
    store = made(new_location, Shops())
    (pair,) = ask(store, FIRST + 14).pairs
    assert (pair.winner, pair.reason, pair.low, pair.p, pair.days) == (None, "too_early", None, None, 15)
    assert pair.sequence_low is not None
    (week,) = ask(store, FIRST + 5).pairs
    assert (week.sequence_low, week.lift is not None) == (None, True)
    with pytest.raises(UsageError, match=r"the first day, 2026-11-09, is not over"):
        ask(store, FIRST - 1)
    store.engine.dispose()


@pytest.mark.parametrize(
    ("world", "reason"),
    [
        (Shops(shops=5), "few_shops"),
        (Shops(days=14), "few_weeks"),
        (Shops(receipts=9), "no_shops"),
        (Shops(product="bread"), "other_product"),
        (Shops(lifts={"cola": 0.0, "bread": 0.0}, spread=0.1), "not_shown"),
    ],
)
def test_nobody_wins_below_six_shops_or_four_weeks_or_without_a_past(
    world: Shops, reason: str, new_location: NewStore
) -> None:
    store = made(new_location, world)
    found = ask(store, product="cola")
    assert [(pair.winner, pair.reason) for pair in found.pairs] == [(None, reason)]
    if reason == "no_shops":
        assert {shop.reason for shop in found.excluded} == {"few_receipts"}
        assert len(found.excluded) == 12
    store.engine.dispose()


def test_days_are_lost_for_a_reason_and_counted(new_location: NewStore) -> None:
    """No sales, returns, another arm, little screen time. A small day is used."""
    plays = "INSERT INTO play_hours VALUES ({site}, {day}, 1, 10, 1, '{experiment}', '{arm}', 9, 9, {proof})"
    store = made(new_location, Shops())
    arm_of = {row.day: row.arm for row in _days(store, 4)}
    other = {"on": "off", "off": "on"}
    changes = [
        f"DELETE FROM sales_days WHERE product = 'cola' AND site_id = 1 AND day = {FIRST}",
        f"UPDATE sales_days SET units = -3 WHERE product = 'cola' AND site_id = 2 AND day = {FIRST + 1}",
        f"UPDATE sales_days SET receipts = 1 WHERE site_id = 3 AND day = {FIRST + 2}",
        plays.format(site=4, day=FIRST + 3, experiment="e1", arm=other[arm_of[FIRST + 3]], proof=100),
        plays.format(site=5, day=FIRST, experiment="", arm="", proof=70),
        *(plays.format(site=5, day=day, experiment="", arm="", proof=100) for day in range(FIRST + 1, END + 1)),
        f"UPDATE sales_days SET replaced_ms = 5 WHERE site_id = 6 AND day = {FIRST}",
        "UPDATE sales_days SET receipts = 9 WHERE site_id = 7",
        f"DELETE FROM sales_days WHERE site_id = 8 AND day < {FIRST}",
    ]  # fmt: skip
    with store.engine.begin() as connection:
        for change in changes:
            connection.exec_driver_sql(change)
    found = ask(store)
    lost = {one.reason: one.shop_days for one in found.lost}
    assert lost == {"no_sales": 1, "returns": 1, "other_arm": 1, "little_proof": 1}
    assert (found.pairs[0].shops, found.pairs[0].shop_days) == (10, 10 * 28 - 4)
    assert [(shop.site, shop.reason) for shop in found.excluded] == [
        ("shop-07", "few_receipts"),
        ("shop-08", "no_past"),
    ]
    assert found.replaced_days == 1
    store.engine.dispose()


def _days(store: Store, site: int) -> list[Any]:
    with store.engine.begin() as connection:
        return list(connection.exec_driver_sql(f"SELECT day, arm FROM arm_days WHERE site_id = {site}"))


def test_days_after_a_change_are_washed_out(new_location: NewStore) -> None:
    store = made(new_location, Shops(run_days=7, washout_days=2, days=56))
    found = ask(store, FIRST + 55)
    (lost,) = found.lost
    assert lost.reason == "washout"
    assert lost.shop_days == sum(
        2 for site in range(1, 13) for one, two in zip(_days(store, site), _days(store, site)[1:], strict=False)
        if one.arm != two.arm
    )  # fmt: skip
    assert found.pairs[0].winner == "on"
    store.engine.dispose()


def test_a_plan_that_was_stored_late_is_decided_at_any_time(new_location: NewStore) -> None:
    """A week before the end is early enough; later only a lift that the wider interval shows wins."""
    store = made(new_location, Shops(stored_day=END - 5))
    found = ask(store)
    assert (found.plan_ahead, found.pairs[0].low, found.pairs[0].winner) == (False, None, "on")
    assert found.pairs[0].p is None
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE lift_plans SET stored_ms = {time_of(END - 8)}")
    assert ask(store).plan_ahead
    store.engine.dispose()


def test_without_the_sales_of_the_last_day_the_experiment_has_not_ended(new_location: NewStore) -> None:
    """Otherwise somebody could choose an end by leaving days out."""
    store = made(new_location, Shops(), f"DELETE FROM sales_days WHERE day = {END}")
    found = ask(store)
    assert (found.ended, found.pairs[0].reason, found.pairs[0].low, found.pairs[0].p) == (
        False,
        "sales_missing",
        None,
        None,
    )
    store.engine.dispose()


def test_three_arms_share_the_error(new_location: NewStore) -> None:
    store = made(new_location, Shops(arms=("off", "on", "other"), days=42))
    found = ask(store, FIRST + 41)
    assert [(pair.arm, pair.against, pair.winner) for pair in found.pairs] == [
        ("on", "off", "on"),
        ("other", "off", None),
    ]
    assert found.pairs[0].days == 42
    store.engine.dispose()


def test_a_caller_sees_only_the_shops_of_their_scope(new_location: NewStore) -> None:
    store = made(new_location, Shops())
    some = Scope.sites_scope([f"acme/shop-{number:02}" for number in range(1, 8)])
    assert ask(store, scope=some).shops == 7
    for scope in (Scope.sites_scope(["other/*"]), Scope.sites_scope(["acme/none"])):
        with pytest.raises(NotFoundError, match="no plan says"):
            ask(store, scope=scope)
        with pytest.raises(NotFoundError, match="no plan says"):
            ask(store, scope=scope, tenant="acme")
    store.engine.dispose()


def test_a_product_is_named_where_several_are_stored(new_location: NewStore) -> None:
    store = made(new_location, Shops(product=None))
    with pytest.raises(UsageError, match=r"sales of several products are stored: bread.*cola.*--product"):
        ask(store)
    found = ask(store, product="cola")
    assert (found.product_planned, found.pairs[0].winner) == (None, "on")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sales_days SET product = 'all' WHERE product = 'bread'")
    assert ask(store).product == "all"
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sales_days")
    with pytest.raises(NotFoundError, match="no sales are stored"):
        ask(store)
    store.engine.dispose()


def test_an_experiment_of_two_tenants_needs_a_tenant(new_location: NewStore) -> None:
    store = made(new_location, Shops(), "INSERT INTO sites (id, key, tenant, site) VALUES (99, 'b/x', 'b', 'x')")
    with store.engine.begin() as connection:
        plan = read_plan(connection, "acme", "e1")
        assert plan is not None
        write_plan(connection, "b", "e1", plan, {99: {FIRST: "on"}})
    with pytest.raises(UsageError, match="exists for several tenants"):
        ask(store)
    assert ask(store, tenant="acme").pairs[0].winner == "on"
    store.engine.dispose()


def forecast(store: Store, days: int = 28, product: str = "cola", draws: int = 60) -> LiftForecast:
    asked = ForecastRequest("acme", product, local_date(FIRST - days), local_date(FIRST - 1), draws)
    with store.engine.begin() as connection:
        return forecast_lift(connection, ALL, asked, time_of(END))


def test_a_forecast_comes_from_days_on_which_nothing_was_shown(new_location: NewStore) -> None:
    store = made(new_location, Shops())
    found = forecast(store)
    assert (found.shops, found.excluded, {row.weeks for row in found.rows}) == (12, [], {4})
    assert [row.shops for row in found.rows] == [12, 20, 50, 100, 200]
    assert 0.04 < found.rows[0].lift < 0.15
    assert found.wanted_shops is not None
    assert found.wanted_shops > 100
    with store.engine.begin() as connection:
        later = ForecastRequest("acme", "cola", local_date(FIRST - 28), draws=60)
        both = forecast_lift(connection, ALL, later, time_of(END))
    assert {row.weeks for row in both.rows} == {4, 6, 8}
    store.engine.dispose()


def test_a_forecast_from_a_short_past_is_refused(new_location: NewStore) -> None:
    store = made(new_location, Shops(receipts=9), "UPDATE sales_days SET receipts = 10 WHERE site_id = 1")
    with pytest.raises(UsageError, match=r"shops with 10 receipts a day 1: .* needs 4 weeks in 2 shops"):
        forecast(store)
    with pytest.raises(UsageError, match="A forecast needs 4 weeks"):
        forecast(store, product="tea")
    store.engine.dispose()


def test_days_before_the_first_stored_one_are_no_past(new_location: NewStore) -> None:
    """They would draw arms on days without sales, and a long empty past would pass for a long one."""
    store = made(new_location, Shops())
    found, longer = forecast(store), forecast(store, days=2_000)
    assert longer.model_copy(update={"generated": found.generated}) == found
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM sales_days WHERE day < {FIRST - 14}")
    with pytest.raises(UsageError, match=r"days 14, .* needs 4 weeks"):
        forecast(store, days=2_000)
    store.engine.dispose()


@pytest.mark.parametrize("is_brief", [False, True])
def test_a_plan_of_one_arm_has_no_answer(new_location: NewStore, is_brief: bool) -> None:
    store = made(new_location, Shops(), "UPDATE arm_days SET arm = 'off'")
    asked = LiftRequest("e1", is_brief=is_brief)
    with pytest.raises(UsageError, match="nothing can be compared"), store.engine.begin() as connection:
        answer_lift(connection, ALL, asked, time_of(END))
    store.engine.dispose()


def test_the_means_of_reactions_are_of_the_days_that_are_compared(new_location: NewStore) -> None:
    """Shops with reactions to one arm alone do not count. With them, the arm with fewer smiles seemed to have more."""
    store = open_store(new_location("sqlite"))
    add_reactions(store, fill(store, Shops()), {"on": 0.1, "off": 0.2})
    with store.engine.begin() as connection:
        off = "(SELECT id FROM creatives WHERE creative = 'off')"
        connection.exec_driver_sql(f"DELETE FROM reaction_days WHERE site_id <= 4 AND creative_id = {off}")
        connection.exec_driver_sql("UPDATE reaction_days SET smile_sum = 22.5 WHERE site_id <= 4")
    (smile,) = (one for one in ask(store).measures if one.measure == "smile")
    assert smile.mean is not None
    assert smile.mean_against is not None
    assert smile.difference == pytest.approx(-0.1, abs=0.02)
    assert smile.mean - smile.mean_against == pytest.approx(-0.1, abs=0.02)
    store.engine.dispose()


def test_the_intervals_of_reactions_hold_for_all_of_them_together(
    new_location: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sales decide. The more reactions are beside them, the wider is the interval of each; that of the sales is not."""
    store = open_store(new_location("sqlite"))
    add_reactions(store, fill(store, Shops()), {"on": 0.1, "off": 0.2})
    found = ask(store)
    (smile,) = (one for one in found.measures if one.measure == "smile")
    assert {one.comparisons for one in found.measures} == {len(found.measures)}
    of_smile = tuple(row for row in REPORTED if row.key == "smile")
    monkeypatch.setattr(lift_measures, "REPORTED", of_smile)
    alone = ask(store)
    (only,) = alone.measures
    assert (only.comparisons, only.difference) == (1, smile.difference)
    for low, high in (("low", "high"), ("sequence_low", "sequence_high")):
        wide, narrow = (getattr(one, high) - getattr(one, low) for one in (smile, only))
        assert wide > 1.1 * narrow
    assert (alone.pairs, alone.primary) == (found.pairs, "sales")
    store.engine.dispose()
