"""Sales and an experiment by day in the store of the demo, with answers from the start."""

from dataclasses import replace

from central.clock import DAY_MS
from central.simulate.fleet import FleetPlan
from central.simulate.sales import (
    DAYS,
    EXPERIMENT,
    PLACEBO,
    PRODUCT,
    SEED,
    PlannedDays,
    draw_sales,
    plan_days,
)
from central.simulate.truth import draw_truth
from central.store.database import translate_database_errors
from central.store.lift_plans import LiftPlan, write_plan
from central.store.local_time import day_in_last_zone
from central.store.sales import read_shops, store_days
from central.store.scope import Scope
from central.store.store import Store
from edge.playlist.arm_days import OFF

STORED_BEFORE_MS = 9 * DAY_MS
"""The plan was stored so long before its first day."""


def plan_demo_days(plan: FleetPlan, now_ms: int) -> tuple[FleetPlan, PlannedDays]:
    """Experiment of a fleet that ended on the last day that is over everywhere, and the fleet that plays it."""
    sites = [site.site for site in draw_truth(plan.seed, plan.sites, plan.program).sites]
    planned = plan_days(sites, plan.program.creatives, day_in_last_zone(now_ms) - 1)
    return replace(plan, swaps=planned.swaps), planned


def store_demo_sales(store: Store, plan: FleetPlan, planned: PlannedDays, now_ms: int) -> None:
    """Store the sales of the shops of a fleet and the plan of the experiment."""
    with translate_database_errors(), store.engine.begin() as connection:
        shops = read_shops(connection, Scope.whole_store(), plan.tenant)
        numbers = {site: shops[site].id for site in planned.by_site}
        store_days(connection, draw_sales(planned, numbers, plan.seed), now_ms)
        days = (planned.first_day, planned.first_day + DAYS - 1, 1, 0)
        stored_ms = planned.first_day * DAY_MS - STORED_BEFORE_MS
        made = LiftPlan(*days, OFF, PRODUCT, SEED, (PLACEBO,), stored_ms, "simulate")
        by_site = {numbers[site]: of for site, of in planned.by_site.items()}
        write_plan(connection, plan.tenant, EXPERIMENT, made, by_site)
