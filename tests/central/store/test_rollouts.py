"""Rollouts and reports of programs in both databases: who may see and order what, and which report counts."""

import pytest

from central.errors import NotFoundError, UsageError
from central.fleet.rings import Decision, Memory, StopNote, Stopping
from central.fleet.stored_memory import RolloutState, state_text
from central.store.database import read_view
from central.store.rollouts import (
    HaltedRollout,
    Orderer,
    clear_order,
    halted_rollouts,
    has_orders,
    order_rollout,
    stored_rollouts,
    write_rollout,
)
from central.store.scope import Scope
from central.store.software import KioskReport, kiosk_reports, update_alerts
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import rows
from tests.doubles.rollouts import heard, report

DEVICE = "acme/shop-0/door"
PLAN_TEXT = '{"software": "0.3.0"}'


def write(
    store: Store, tenant: str, reason: Stopping | None = None, fault: str | None = None, counter: int = 12
) -> None:
    stop = None if reason is None else StopNote(reason, 7)
    state = RolloutState(Memory(counter, 1, frozenset(), {}, {}, stop), Decision("wait", "stopped"), 0, fault)
    with store.engine.begin() as connection:
        write_rollout(connection, tenant, counter, PLAN_TEXT, state_text(state))


def test_each_tenant_has_one_rollout_that_only_its_own_people_see_and_order(store: Store) -> None:
    write(store, "acme", counter=2**40)
    write(store, "acme")
    write(store, "other")
    ann = Orderer("ann", Scope.parse("acme/*"), "192.0.2.7")
    with store.engine.begin() as connection:
        seen = {text: len(stored_rollouts(connection, Scope.parse(text))) for text in ("all", "acme/*", "acme/shop-0")}
        assert seen == {"all": 2, "acme/*": 1, "acme/shop-0": 0}
        for tenant, counter, order, error in (
            ("other", 12, "stop", NotFoundError),
            ("acme", 11, "stop", UsageError),
            ("acme", 12, "release", UsageError),
        ):
            with pytest.raises(error, match="Nothing was changed"):
                order_rollout(connection, ann, tenant, counter, order)
        assert not has_orders(connection)
        order_rollout(connection, ann, "acme", 12, "stop")
        assert has_orders(connection)
        assert [(each.asked, each.asked_by) for each in stored_rollouts(connection, ann.scope)] == [("stop", "ann")]
    write(store, "acme")
    with store.engine.begin() as connection:
        assert has_orders(connection)
        clear_order(connection, "acme")
        assert not has_orders(connection)
    assert rows(store, "SELECT who, what, detail, address, tenant FROM audit") == [
        ("ann", "rollout.stop", "plan 12", "192.0.2.7", "acme")
    ]


def test_a_stop_of_central_and_a_missing_signature_need_a_person(store: Store) -> None:
    write(store, "acme", "returned")
    write(store, "other", fault="fleet: the key is missing. Restore it.")
    write(store, "well")
    with read_view(store) as connection:
        assert halted_rollouts(connection) == [
            HaltedRollout("acme", "0.3.0", "returned", 7),
            HaltedRollout("other", "0.3.0", "", None, "fleet: the key is missing. Restore it"),
        ]


def test_the_newest_own_report_of_a_kiosk_counts(store: Store) -> None:
    """`offline` comes from the broker, and does not say what the kiosk runs."""
    report(store, [0], version="0.3.0", wanted="0.3.0", step="probation")
    report(store, [1], version="")
    report(store, [0], tenant="other")
    offline = fleet.state(DEVICE, state="offline", reasons=["closed"])
    store.write_messages([fleet.reading("state", offline, DEVICE)])
    heard(store, [DEVICE, "acme/shop-1/door"], 42)
    with read_view(store) as connection:
        first, second = kiosk_reports(connection, "acme")
    since_ms = 1_795_514_400_000
    assert first == KioskReport(DEVICE, 42, False, "0.3.0", "0.3.0", "probation", since_ms)
    assert second == KioskReport("acme/shop-1/door", 42)


def test_only_open_alerts_about_updates_say_why_a_kiosk_waits(store: Store) -> None:
    def alert(seq: int, code: str, text: str, cleared: str | None = None) -> None:
        fields = fleet.numbered("alert", seq, DEVICE, fleet.at()) | {"code": code, "severity": "warning"}
        fields |= {"text": text, "raised": fleet.at(), "cleared": cleared}
        assert store.write_messages([fleet.reading("alert", fields, DEVICE)]).rejections == []

    alert(1, "fleet.space", "fleet: free some space")
    alert(2, "camera.lost", "camera: look at its cable")
    alert(3, "fleet.clock", "fleet: set the clock")
    alert(4, "fleet.clock", "fleet: set the clock", cleared=fleet.at())
    with read_view(store) as connection:
        assert update_alerts(connection, "acme") == {DEVICE: ["fleet: free some space"]}
        assert update_alerts(connection, "other") == {}
