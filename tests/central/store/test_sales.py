"""Sales are kept by day, for the shops that a caller may see; lines that were set aside go after 30 days."""

from central.clock import DAY_MS, now_ms
from central.serve.checks import _check_columns
from central.store.retention import forget_old_days
from central.store.sales import (
    EVERY_DAY,
    MOST_SET_ASIDE,
    SalesDay,
    delete_day,
    list_set_aside,
    newest_set_aside,
    read_days,
    read_shops,
    set_aside,
    store_days,
    stored_currency,
    stored_products,
)
from central.store.scope import Scope
from central.store.store import Store
from tests.central.rows import one

ALL = Scope.whole_store()
DAYS = [
    SalesDay(1, "cola", 20_000, 9, 12.5, 30.25),
    SalesDay(1, "cola", 20_001, 12, 14.0, 31.0, "EUR"),
    SalesDay(1, "tea", 20_001, 3, -1.0, -2.0),
    SalesDay(2, "milk", 20_001, 5, 5.0, 6.0),
]


def add_shops(store: Store) -> None:
    with store.engine.begin() as connection:
        for number, key in enumerate(("acme/a", "acme/b", "other/c"), 1):
            tenant, site = key.split("/")
            values = f"({number}, '{key}', '{tenant}', '{site}')"
            connection.exec_driver_sql(f"INSERT INTO sites (id, key, tenant, site) VALUES {values}")
        store_days(connection, DAYS, 7)


def test_days_are_read_by_shop_product_and_day(store: Store) -> None:
    add_shops(store)
    with store.engine.begin() as connection:
        assert list(read_days(connection, {1, 2}, *EVERY_DAY)) == DAYS
        assert list(read_days(connection, {1}, 20_001, 20_001, {"cola"})) == DAYS[1:2]
        assert list(read_days(connection, {1}, 20_000, 20_000)) == DAYS[:1]
        assert list(read_days(connection, (), *EVERY_DAY)) == []
        assert delete_day(connection, 1, 20_001) == 2
        assert list(read_days(connection, {1, 2}, *EVERY_DAY)) == [DAYS[0], DAYS[3]]


def test_the_newest_lines_of_a_tenant_are_read_alone(store: Store) -> None:
    """An import may set 10,000 lines aside, and a page shows 200 of them."""
    with store.engine.begin() as connection:
        for tenant in ("acme", "other"):
            set_aside(connection, tenant, [(line, f"{tenant} {line}", "bad") for line in range(1, 6)], 1)
        found = newest_set_aside(connection, ALL, "acme", 2)
        assert [(one.tenant, one.line) for one in found] == [("acme", 5), ("acme", 4)]
        assert newest_set_aside(connection, Scope.sites_scope(["acme/b"]), "acme", 2) == []
        assert newest_set_aside(connection, Scope.sites_scope(["other/*"]), "acme", 2) == []


def test_a_caller_sees_the_shops_products_and_currency_of_their_scope(store: Store) -> None:
    add_shops(store)
    only_b = Scope.sites_scope(["acme/b"])
    with store.engine.begin() as connection:
        assert sorted(read_shops(connection, ALL, "acme")) == ["a", "b"]
        assert sorted(read_shops(connection, only_b, "acme")) == ["b"]
        assert stored_products(connection, ALL, "acme") == ["cola", "milk", "tea"]
        assert stored_products(connection, only_b, "acme") == ["milk"]
        assert stored_products(connection, only_b, "other") == []
        assert (stored_currency(connection, "acme"), stored_currency(connection, "other")) == ("EUR", None)


def test_lines_that_were_set_aside_are_bounded_and_go_after_thirty_days(store: Store) -> None:
    add_shops(store)
    now = now_ms()
    with store.engine.begin() as connection:
        set_aside(connection, "acme", [(2, "x", "no date")], now - 31 * DAY_MS)
        set_aside(connection, "acme", [(3, "y", "no date")], now - 29 * DAY_MS)
        set_aside(connection, "other", [(line, "", "no site") for line in range(MOST_SET_ASIDE + 5)], now)
        set_aside(connection, "other", [], now)
        assert [one.line for one in list_set_aside(connection, Scope.sites_scope(["acme/*"]))] == [2, 3]
        assert list_set_aside(connection, Scope.sites_scope(["acme/b"])) == []
    forget_old_days(store, 92)
    with store.engine.begin() as connection:
        kept = list_set_aside(connection, ALL)
    assert [one.line for one in kept][:2] == [3, 0]
    assert len(kept) == MOST_SET_ASIDE + 1
    assert one(store, "SELECT count(*) FROM sales_days") == len(DAYS)


def test_the_doctor_knows_that_receipts_are_totals(store: Store) -> None:
    assert _check_columns(store.engine).is_good
