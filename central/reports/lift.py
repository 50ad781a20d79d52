"""Answers whether an arm of an experiment by day sells more, within the caller's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

import numpy as np
from sqlalchemy import Connection

from central.errors import NotFoundError, UsageError
from central.reports.lift_measures import ArmReactions, compare_measures, read_arm_reactions
from central.reports.lift_rows import LiftSales, Subject, read_lift_sales
from central.reports.lift_values import Lift, LiftMeasure, LiftPair, LostDays, LostReason, Placebo
from central.reports.selection import join_names, local_date
from central.statistics.lift import (
    Effect,
    Interval,
    end_interval,
    pair_effect,
    sequence_interval,
)
from central.statistics.lift_panel import Arms, pair_cells
from central.statistics.lift_randomisation import drawn_orders, mixed_orders, randomisation_p
from central.store import lift_plans, sales
from central.store.lift_plans import ArmDays, LiftPlan
from central.store.local_time import day_in_last_zone
from central.store.scope import Scope

LEAST_SHOPS = 6
LEAST_DAYS = 28
DAYS_AHEAD = 7
"""A plan that was stored at least so many days before its end can be decided there."""
ALL = "all"
METHOD = "log(1 + units), shop and day effects, t over shops"
ASSIGNMENTS = 1_000
"""Number of other orders of the randomisation test."""
SEED = 1


@dataclass(frozen=True, slots=True)
class LiftRequest:
    """Options of a lift. `product` None: the product of the plan. `is_brief`: without the randomisation test, the
    placebos and the reactions, for lists.
    """

    experiment: str
    tenant: str | None = None
    product: str | None = None
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """A plan and how far it is. `is_ahead`: it was stored early enough to be decided at its end."""

    plan: LiftPlan
    arms: tuple[str, ...]
    until: int
    is_over: bool
    is_ahead: bool
    is_brief: bool


def answer_lift(connection: Connection, scope: Scope, asked: LiftRequest, now_ms: int) -> Lift:
    """Lift of an experiment. Raises UsageError, and NotFoundError for an experiment without a plan that the caller may
    see.
    """
    tenant = _find_tenant(connection, scope, asked)
    plan = lift_plans.read_plan(connection, tenant, asked.experiment)
    days = lift_plans.read_arm_days(connection, scope, tenant, asked.experiment)
    if plan is None or not days:
        raise NotFoundError(no_plan_text(asked.experiment))
    product = asked.product or plan.product or _only_product(connection, scope, tenant)
    case = _case(plan, days, now_ms, is_brief=asked.is_brief)
    names = {shop.id: shop.site for shop in sales.read_shops(connection, scope, tenant).values()}

    def read(of: str) -> LiftSales:
        subject = Subject(of, case.until, names)
        return read_lift_sales(connection, asked.experiment, plan, days, case.arms, subject)

    found = read(product)
    planned = None if plan.product is None else plan.product == product
    has_ended = case.is_over and found.last_sold == plan.last_day
    pairs = [_pair(found, case, number, is_other=planned is False) for number in range(1, len(case.arms))]
    reactions = None
    if not asked.is_brief:
        reactions = read_arm_reactions(connection, asked.experiment, days, case.arms, plan, case.until)
    return Lift(
        experiment=asked.experiment,
        tenant=tenant,
        product=product,
        **{"from": local_date(plan.first_day)},
        to=local_date(case.until),
        planned_end=local_date(plan.last_day),
        plan_stored=_time(plan.stored_ms),
        plan_ahead=case.is_ahead,
        product_planned=planned,
        ended=has_ended,
        generated=_time(now_ms),
        simulated=tenant.startswith("sim-"),
        run_days=plan.run_days,
        washout_days=plan.washout_days,
        arms=list(case.arms),
        method=METHOD,
        shops=len(found.sites),
        pairs=pairs,
        placebos=[] if asked.is_brief else [one for of in plan.placebos for one in _placebos(read(of), of, case)],
        lost=_lost(found, case),
        excluded=list(found.excluded),
        replaced_days=found.replaced,
        own_week=found.week.share,
        measures=[] if reactions is None else _measures(reactions, case),
        research=reactions is not None and reactions.is_research,
    )


def _measures(reactions: ArmReactions, case: _Case) -> list[LiftMeasure]:
    has_ended = case.is_over and case.is_ahead
    return compare_measures(reactions, case.arms, case.plan.washout_days, has_ended=has_ended)


def _find_tenant(connection: Connection, scope: Scope, asked: LiftRequest) -> str:
    if asked.tenant is not None:
        return asked.tenant
    tenants = lift_plans.plan_tenants(connection, scope, asked.experiment)
    if not tenants:
        raise NotFoundError(no_plan_text(asked.experiment))
    if len(tenants) > 1:
        raise UsageError(
            f"lift: {asked.experiment} exists for several tenants: {join_names(tenants)}. Name one with --tenant."
        )
    return tenants[0]


def no_plan_text(experiment: str) -> str:
    """Error for an experiment without a plan that the caller may see."""
    return (
        f"lift: no plan says which ad played on which day of {experiment!r}. Store it:"
        f" vitrina-central sales plan FILE --experiment {experiment}"
    )


def _only_product(connection: Connection, scope: Scope, tenant: str) -> str:
    products = sales.stored_products(connection, scope, tenant)
    if not products:
        raise NotFoundError(
            "lift: no sales are stored. Import them on the page Sales, or with: vitrina-central sales import FILE"
        )
    if ALL not in products and len(products) > 1:
        raise UsageError(
            f"lift: sales of several products are stored: {join_names(products)}. Choose one, on the command line with"
            " --product."
        )
    return ALL if ALL in products else products[0]


def _case(plan: LiftPlan, days: ArmDays, now_ms: int, *, is_brief: bool) -> _Case:
    names = sorted({arm for of in days.values() for arm in of.values()} - {plan.against})
    over = day_in_last_zone(now_ms) - 1
    if over < plan.first_day:
        raise UsageError(f"lift: the first day, {local_date(plan.first_day)}, is not over. Try again when it is.")
    stored = day_in_last_zone(plan.stored_ms)
    is_ahead = stored < plan.first_day or stored + DAYS_AHEAD <= plan.last_day
    arms = (plan.against, *names)
    if not names:
        raise UsageError(
            f"lift: the shops that you may see show only {plan.against!r}, so nothing can be compared. Ask a user who"
            " may see all shops."
        )
    return _Case(plan, arms, min(plan.last_day, over), over >= plan.last_day, is_ahead, is_brief)


def _pair(found: LiftSales, case: _Case, number: int, *, is_other: bool) -> LiftPair:
    pair, plan, comparisons = (number, 0), case.plan, len(case.arms) - 1
    effect = pair_effect(found.panel, found.panel.arms, pair, plan.washout_days)
    at_any_time, at_end = sequence_interval(effect, comparisons), Interval(None, None, None)
    p = None
    if case.is_over and case.is_ahead and found.last_sold == plan.last_day:
        at_end = end_interval(effect, comparisons)
        if not case.is_brief:
            p = randomisation_p(found.panel, pair, plan.washout_days, _orders(found.panel.arms, plan))
    reason = _obstacle(effect, case, found, is_other=is_other)
    deciding = at_end if case.is_ahead else at_any_time
    winner = None
    if reason is None and deciding.low is not None and deciding.high is not None:
        winner = case.arms[number] if deciding.low > 0 else case.arms[0] if deciding.high < 0 else None
        reason = "shown" if winner else "not_shown"
    return LiftPair(
        arm=case.arms[number],
        against=case.arms[0],
        lift=at_any_time.lift,
        low=at_end.low,
        high=at_end.high,
        sequence_low=at_any_time.low,
        sequence_high=at_any_time.high,
        p=p,
        orders=ASSIGNMENTS if p is not None else 0,
        drawn=plan.seed is not None,
        shops=effect.shops if effect else 0,
        shop_days=effect.shop_days if effect else 0,
        days=effect.days if effect else 0,
        winner=winner,
        reason=reason or "few_days",
    )


def _orders(arms: Arms, plan: LiftPlan) -> Iterable[Arms]:
    drawn = drawn_orders if plan.seed is not None else mixed_orders
    return drawn(arms, plan.run_days, SEED, ASSIGNMENTS)


def _obstacle(effect: Effect | None, case: _Case, found: LiftSales, *, is_other: bool) -> str | None:
    """Reason for which no winner can be named, whatever the interval says."""
    if not found.sites:
        return "no_shops"
    if effect is None:
        return "not_separable"
    if not case.is_over:
        return "too_early"
    if found.last_sold != case.plan.last_day:
        return "sales_missing"
    if effect.shops < LEAST_SHOPS:
        return "few_shops"
    if case.plan.last_day - case.plan.first_day + 1 < LEAST_DAYS or effect.days < LEAST_DAYS * 3 // 4:
        return "few_weeks"
    return "other_product" if is_other else None


def _placebos(found: LiftSales, product: str, case: _Case) -> list[Placebo]:
    has_ended = case.is_over and case.is_ahead
    return [_placebo(found, product, case, number, has_ended=has_ended) for number in range(1, len(case.arms))]


def _placebo(found: LiftSales, product: str, case: _Case, number: int, *, has_ended: bool) -> Placebo:
    effect = pair_effect(found.panel, found.panel.arms, (number, 0), case.plan.washout_days)
    interval = (end_interval if has_ended else sequence_interval)(effect)
    low, high = interval.low, interval.high
    return Placebo(
        product=product,
        arm=case.arms[number],
        lift=interval.lift,
        low=low,
        high=high,
        reason=None if low is not None else "not_separable" if effect is None else "few_days",
        shops=effect.shops if effect else 0,
        shown=low is not None and high is not None and not low <= 0 <= high,
    )


def _lost(found: LiftSales, case: _Case) -> list[LostDays]:
    counts: dict[LostReason, int] = {**found.lost, "one_arm": _days_of_one_arm(found, case)}
    return [LostDays(reason=reason, shop_days=days) for reason, days in counts.items() if days]


def _days_of_one_arm(found: LiftSales, case: _Case) -> int:
    """Days that would count, of shops that show no two arms on such days."""
    panel, numbers = found.panel, range(1, len(case.arms))
    cells = [pair_cells(panel, panel.arms, (number, 0), case.plan.washout_days) for number in numbers]
    planned = int((panel.arms >= 0).sum()) - sum(found.lost.values())
    return planned - int(np.any(cells, axis=0).sum())


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000, timezone.utc)
