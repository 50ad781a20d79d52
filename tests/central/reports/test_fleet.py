"""Lists of creatives, kiosks and sites, in both databases, within a scope."""

import pytest

from central.clock import now_ms
from central.reports.creatives import Search, creative_summaries
from central.reports.fleet import read_fleet, read_sites
from central.reports.selection import Request
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from central.store.totals import read_store_totals
from tests.central import fleet as messages
from tests.central.reports.shops import fleet_of

STAFF_NOT_DECLARED = "staff: not declared"
ONE = Scope.sites_scope(["acme/shop-1"])
ALL = Scope.whole_store()


def fill(store: Store) -> None:
    """Four shops of acme, one of other; the first two told their state, and the first has lost messages."""
    store.write_messages(fleet_of(4, 2, lambda site, _: {"a": 0.1 + 0.02 * site, "b": 0.2}))
    store.write_messages(fleet_of(1, 1, lambda *_: {"own": 0.3}, tenant="other"))
    for device in ("acme/shop-0/door", "acme/shop-1/door"):
        store.write_messages([messages.reading("state", messages.state(device, reasons=["why"]), device)])
        store.write_messages([messages.reading("health", messages.health(device, unsent=3), device)])
        store.write_messages([messages.reading("alert", messages.alert(900, device), device)])
    sum_all(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO losses VALUES (1, 10, 19, 0)")
        connection.exec_driver_sql("UPDATE devices SET received_ms = 1 WHERE key = 'acme/shop-2/door'")


def test_kiosks_and_sites_of_a_scope(store: Store) -> None:
    fill(store)
    with read_view(store) as connection:
        whole, part = read_fleet(connection, ALL, now_ms()), read_fleet(connection, ONE, now_ms())
        of_all, of_one = read_sites(connection, ALL), read_sites(connection, ONE)
    assert [kiosk.state for kiosk in whole.kiosks] == ["sensing", "sensing", "silent", "unknown", "unknown"]
    assert (whole.total, whole.states.sensing, whole.states.silent, whole.simulated) == (5, 2, 1, False)
    first = whole.kiosks[0]
    assert (first.lost, first.unsent, first.reasons, first.version) == (10, 3, ["why"], "0.1.0")
    assert [alert.code for alert in first.alerts] == ["camera.lost"]
    assert [(kiosk.site, kiosk.lost) for kiosk in part.kiosks] == [("shop-1", 0)]
    assert part.states.sensing == part.total == 1
    assert [site.site for site in of_one.sites] == ["shop-1"]
    assert (of_all.total, of_all.sites[0].devices) == (5, 1)


def test_kiosks_are_counted_on_which_nobody_has_declared_the_staff(store: Store) -> None:
    """Whatever else they lack: those that are silent now read no face either when they are back."""
    fill(store)
    reasons = {"acme/shop-0/door": [STAFF_NOT_DECLARED], "acme/shop-1/door": ["camera.lost", STAFF_NOT_DECLARED]}
    for device, why in reasons.items():
        store.write_messages([messages.reading("state", messages.state(device, state="degraded", reasons=why), device)])
    with read_view(store) as connection:
        whole, part = read_fleet(connection, ALL, now_ms()), read_fleet(connection, ONE, now_ms())
    assert [found.model_dump().get("staff_undeclared") for found in (whole, part)] == [2, 1]


def test_missing_messages_are_counted_where_that_is_quick(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kiosk misses the numbers between two that are stored. Nothing is looked through while much is unseen."""
    fill(store)
    with read_view(store) as connection:
        missing = {f"{k.tenant}/{k.site}": k.missing for k in read_fleet(connection, ALL, now_ms()).kiosks}
        monkeypatch.setattr("central.reports.fleet.MOST_OPEN", 3)
        unknown = {kiosk.missing for kiosk in read_fleet(connection, ALL, now_ms()).kiosks}
    assert missing["acme/shop-3"] == missing["other/shop-0"] == 0
    assert (missing["acme/shop-1"] or 0) > 800  # the alert has the number 900
    assert unknown == {None}


def test_creatives_of_a_scope(store: Store) -> None:
    """Sorted, searched, of one tenant or of all; of a day alone."""
    fill(store)
    with read_view(store) as connection:
        whole = creative_summaries(connection, ALL, Search(order="smiles"), Request())
        part = creative_summaries(connection, ONE, Search(order="name"), Request())
        named = creative_summaries(connection, ALL, Search("OW"), Request())
        tagged = creative_summaries(connection, ALL, Search(tag="none"), Request())
    assert [(one.tenant, one.creative, one.plays) for one in whole] == [
        ("other", "own", 1),
        ("acme", "b", 8),
        ("acme", "a", 8),
    ]
    assert whole[2].smile.sites == 4
    assert [(one.creative, one.plays, one.smile.mean) for one in part] == [("a", 2, 0.12), ("b", 2, 0.2)]
    assert [one.creative for one in named] == ["own"]
    assert tagged == []


def test_totals(store: Store) -> None:
    fill(store)
    with read_view(store) as connection:
        found = read_store_totals(connection, now_ms())
    assert found.states == {"sensing": 2, "silent": 1, "unknown": 2}
    assert found.lost == 10
    assert found.newest_ms == round(messages.AT.timestamp() * 1000)
