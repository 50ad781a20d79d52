"""A day whose sums do not fit stops no other day, no other tenant and no deletion, and is tried again."""

from typing import Any

import pytest

from central.store.retention import forget_old_days
from central.store.store import Store
from central.store.sums import sum_all, sum_dirty
from tests.central import fleet
from tests.central.rows import one, rows

EVIL, HONEST = "evil/shop/door", "acme/berlin-7/door"
DAY = 20_781  # of fleet.AT
HUGE = {"sqlite": "visits = 4611686018427387904", "postgresql": "dwell_s = 1e308, visits = 1"}
HUGE_REACTION = {"sqlite": "exposed = 4611686018427387904", "postgresql": "attention_s = 1e308, exposed = 1"}


def send(store: Store, kind: str, device: str, *numbers: int, **changed: Any) -> None:
    fields = [getattr(fleet, kind)(seq, device, **changed) for seq in numbers]
    written = store.write_messages([fleet.reading(kind, some, device) for some in fields])
    assert written.rejections == []


def poison(store: Store, table: str, what: dict[str, str]) -> None:
    """Values that were stored before they had bounds."""
    evil = "SELECT d.id FROM devices d JOIN sites s ON s.id = d.site_id WHERE s.tenant = 'evil'"
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {what[store.dialect.name]} WHERE device_id IN ({evil})")


def failed(store: Store) -> list[tuple[object, ...]]:
    """Days that are set aside. The site is "" where the total over a tenant's sites is."""
    days = rows(store, "SELECT s.key, d.day FROM dirty d JOIN sites s ON s.id = d.site_id WHERE d.changes = 0")
    return days + rows(store, "SELECT '', day FROM dirty_days WHERE changes = 0")


def summed(store: Store, table: str = "window_hours") -> list[tuple[object, ...]]:
    query = f"SELECT s.key, t.day FROM {table} t JOIN sites s ON s.id = t.site_id ORDER BY t.day, s.key"
    return rows(store, query)


def test_a_day_that_does_not_fit_stops_no_other(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """It is set aside once: the next look has nothing to do, until a message of that day comes."""
    send(store, "window", EVIL, 1, 2)
    send(store, "window", HONEST, 1)
    poison(store, "windows", HUGE)
    assert sum_all(store) == 2
    assert summed(store) == [("acme/berlin-7", DAY)]
    assert failed(store) == [("evil/shop", DAY)]
    assert "the totals for day 2026-11-24 at evil/shop cannot be computed" in caplog.text
    assert sum_dirty(store) == 0
    send(store, "window", EVIL, 3)
    assert sum_dirty(store) == 1
    assert failed(store) == [("evil/shop", DAY)]


def test_a_month_that_does_not_fit_stops_no_other(store: Store) -> None:
    """Each day has its sums alone; the one that its month cannot take keeps its former ones."""
    send(store, "window", EVIL, 1)
    send(store, "window", EVIL, 2, **{"from": fleet.at(hours=-25), "to": fleet.at(hours=-24)})
    send(store, "play", EVIL, 3)
    send(store, "play", EVIL, 4, start=fleet.at(hours=-25), end=fleet.at(hours=-24))
    send(store, "window", HONEST, 1)
    poison(store, "windows", HUGE)
    sum_all(store)
    assert ("acme/berlin-7", DAY) in summed(store)
    assert ("evil/shop", DAY - 1) in summed(store)
    assert failed(store) == [("evil/shop", DAY)]


def test_a_total_of_a_tenant_that_does_not_fit_stops_no_other(store: Store) -> None:
    send(store, "reaction", EVIL, 1)
    send(store, "reaction", "evil/other/door", 1)
    send(store, "reaction", HONEST, 1)
    poison(store, "reactions", HUGE_REACTION)
    sum_all(store)
    found = "SELECT c.tenant FROM reaction_totals t JOIN creatives c ON c.id = t.creative_id"
    assert rows(store, found) == [("acme",)]
    assert failed(store) == [("", DAY)]
    assert len(summed(store, "reaction_days")) == 3


def test_the_retention_goes_on_and_tries_again(store: Store) -> None:
    send(store, "window", EVIL, 1, 2)
    poison(store, "windows", HUGE)
    forget_old_days(store, 92)
    assert one(store, "SELECT count(*) FROM facts WHERE name = 'plays_from_day'") == 1
    assert failed(store) == [("evil/shop", DAY)]
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE windows SET visits = 3, dwell_s = 2.0")
    forget_old_days(store, 92)
    assert failed(store) == []
    assert summed(store) == [("evil/shop", DAY)]
