"""Stores the plan of an experiment, once: a plan that has started cannot be changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from central.errors import UsageError
from central.sales.arm_file import Plan, check_plan, is_drawn
from central.sales.importing import local_today
from central.store import audit, lift_plans
from central.store.lift_plans import LiftPlan
from central.store.local_time import EPOCH_DAY
from central.store.sales import Shop
from central.store.scope import Scope


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Options of a plan. `seed`: seed of the rule that drew it; None: it was made by hand."""

    tenant: str
    experiment: str
    against: str | None = None
    product: str | None = None
    placebos: tuple[str, ...] = ()
    washout_days: int = 0
    seed: str | None = None


def store_plan(
    connection: Connection, asked: PlanRequest, plan: Plan, shops: Mapping[str, Shop], now_ms: int
) -> LiftPlan:
    """Store a plan, and return it. Storing the same plan again changes nothing. Raises UsageError."""
    if asked.washout_days < 0:
        raise UsageError("sales: --washout-days is below 0. Write 0 or more. Nothing was stored.")
    shape = check_plan(plan, asked.against, asked.washout_days)
    run_days = shape.run_days
    if asked.seed is not None:
        drawn = is_drawn(plan, (asked.seed, asked.experiment), shape)
        if drawn is None:
            raise UsageError(
                f"sales: the seed {asked.seed!r} does not draw this plan. Omit --seed if somebody changed the"
                f" plan."
                " Nothing was stored."
            )
        run_days = drawn
    days = (shape.first_day, shape.last_day, run_days, asked.washout_days)
    subject = (shape.arms[0], asked.product, asked.seed, asked.placebos)
    made = LiftPlan(*days, *subject, now_ms, audit.COMMAND_LINE)
    of_site = {shops[site].id: dict(of) for site, of in plan.items()}
    former = lift_plans.read_plan(connection, asked.tenant, asked.experiment)
    if former is not None:
        if former.subject == made.subject and of_site == _stored_days(connection, asked):
            return former
        if former.first_day <= _latest_day(shops, now_ms):
            raise UsageError(
                f"sales: {asked.experiment} has started with another plan. Name a new experiment. Nothing was stored."
            )
    lift_plans.write_plan(connection, asked.tenant, asked.experiment, made, of_site)
    detail = f"{asked.experiment}: {len(of_site)} sites, arms {' '.join(shape.arms)}"
    audit.record_entry(connection, audit.COMMAND_LINE, "sales.plan", detail, tenant=asked.tenant)
    return made


def _latest_day(shops: Mapping[str, Shop], now_ms: int) -> int:
    """Number of the latest local day of the shops."""
    return max(local_today(shop, now_ms) for shop in shops.values()).toordinal() - EPOCH_DAY


def _stored_days(connection: Connection, asked: PlanRequest) -> dict[int, dict[int, str]]:
    return lift_plans.read_arm_days(connection, Scope.whole_store(), asked.tenant, asked.experiment)
