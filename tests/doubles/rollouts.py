"""A repository without keys, and kiosks that report what they are told to report, for the tests of rollouts."""

import json
from collections.abc import Iterable
from typing import Any

from central.errors import CentralError
from central.store.store import Store
from edge.fleet.rollout import Go, Plan, go_text, parse_go, parse_plan
from tests.central import fleet

PLAN = {
    "counter": 12,
    "software": "0.3.0",
    "rings": [
        {"name": "canary", "kiosks": ["shop-0/door", "shop-1/door"]},
        {"name": "early", "kiosks": [f"shop-{number}/door" for number in range(8)]},
        {"name": "all", "share": 1},
    ],
    "hold_h": 24,
    "stop": {"returned_share": 0.02, "silent_share": 0.05},
}


class Files:
    """Plan and release of a tenant; `fault`: what signing fails with."""

    def __init__(self, tenant: str = "acme", **changed: Any) -> None:
        self.tenant, self.fault = tenant, ""
        self.plan_text = json.dumps(PLAN | changed)
        self.written: list[str] = []

    def plan(self) -> Plan | None:
        return parse_plan(self.plan_text) if self.plan_text else None

    def go(self) -> Go | None:
        return parse_go(self.written[-1]) if self.written else None

    def signers(self) -> tuple[str, ...]:
        return ("operator-ann",)

    def write(self, go: Go) -> None:
        if self.fault:
            raise CentralError(self.fault)
        self.written.append(go_text(go))


def report(
    store: Store, numbers: Iterable[int], tenant: str = "acme", at_ms: int | None = None, **changed: Any
) -> None:
    """Kiosks report their program, as the update client on each would; without a `version` they report none."""
    software = {"version": "0.2.0", "wanted": None, "step": "idle", "since": "2026-11-24T10:00:00.000Z", **changed}
    told = {"software": software} if software["version"] else {}
    devices = [f"{tenant}/shop-{number}/door" for number in numbers]
    written = store.write_messages([fleet.reading("state", fleet.state(each, **told), each) for each in devices])
    assert [rejection.detail for rejection in written.rejections] == []
    if at_ms is not None:
        heard(store, devices, at_ms)


def heard(store: Store, devices: Iterable[str], at_ms: int) -> None:
    """The kiosks were last heard at a time."""
    names = ", ".join(f"'{device}'" for device in devices)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE devices SET received_ms = {at_ms} WHERE key IN ({names})")
