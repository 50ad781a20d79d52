"""Simulated sales: the answer finds the planted lift, and the kiosks play what the plan says."""

import json
from pathlib import Path

import pytest

from central.clock import DAY_MS
from central.reports import lift
from central.reports.lift import LiftRequest, answer_lift
from central.serve.demo_sales import plan_demo_days, store_demo_sales
from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.sales import DAYS, EXPERIMENT, LIFT, OTHER, SELLING, SMILING
from central.simulate.shop import HOUR_S
from central.store.database import open_store
from central.store.local_time import day_in_last_zone
from central.store.scope import Scope
from central.store.sites import set_site
from tests.doubles.ready_store import ready

NOW_MS = 1_796_000_000_000
FLEET = FleetPlan("sim-x", 12, 12, open_for_s=2 * HOUR_S)


@pytest.mark.parametrize("later", [0, 2])
def test_one_ad_sells_more_and_the_other_sells_the_same_on_whichever_day_the_demo_starts(
    later: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lift, "ASSIGNMENTS", 99)
    now_ms = NOW_MS + later * DAY_MS
    plan, planned = plan_demo_days(FLEET, now_ms)
    with open_store(ready(tmp_path / "data")) as store:
        for site in planned.by_site:
            set_site(store, f"sim-x/{site}", zone="UTC", parts=None, is_new=True)
        store_demo_sales(store, plan, planned, now_ms)
        with store.engine.begin() as connection:
            found = answer_lift(connection, Scope.whole_store(), LiftRequest(EXPERIMENT, "sim-x"), now_ms)
    sells, smiles = found.pairs
    assert (sells.arm, sells.winner, smiles.arm, smiles.winner) == ("advert_c", "advert_c", "advert_f", None)
    assert sells.low is not None
    assert sells.high is not None
    assert sells.low < LIFT < sells.high
    assert (found.ended, found.simulated, [one.shown for one in found.placebos]) == (True, True, [False, False])
    assert (found.to - found.from_).days == DAYS - 1


def test_the_kiosks_play_the_ad_of_the_day_and_not_that_of_another_arm() -> None:
    plan, planned = plan_demo_days(FLEET, NOW_MS)
    site, days = next(iter(planned.by_site.items()))
    fleet, day = Fleet(plan), day_in_last_zone(NOW_MS) - 3
    sent = fleet.kiosks[0].make_sendings([day * 86_400.0])
    shown = {json.loads(item.payload)["creative"] for item in sent if item.kind == "play"}
    names = planned.ads
    assert fleet.kiosks[0].plan.site.site == site
    assert {names[SELLING], names[SMILING]} & shown == {days[day]} - {"off"}
    assert names[OTHER] in shown
    later = Fleet(plan).kiosks[0].make_sendings([(day + 10) * 86_400.0])
    assert {json.loads(item.payload)["creative"] for item in later if item.kind == "play"} == set(names)
