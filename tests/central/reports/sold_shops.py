"""Shops with sales in which one arm sells more, for the answers about lifts."""

from dataclasses import dataclass, field

import numpy as np

from central.sales.arm_file import draw_plan
from central.store.lift_plans import LiftPlan, write_plan
from central.store.sales import SalesDay, store_days
from central.store.store import Store
from central.store.tables.totals import reaction_days

FIRST = 20_766
"""First day with an arm: 2026-11-09, a Monday."""
PAST = 28
DAY_MS = 86_400_000
NAMES = ("e1", "e1")


@dataclass(frozen=True)
class Shops:
    """What is planted. `lifts`: sales on the days of the arm `on`, as a ratio minus 1, by product."""

    shops: int = 12
    days: int = 28
    lifts: dict[str, float] = field(default_factory=lambda: {"cola": 0.3, "bread": 0.0})
    spread: float = 0.25
    receipts: int = 40
    arms: tuple[str, ...] = ("off", "on")
    seed: str | None = "e1"
    stored_day: int = FIRST - 2
    washout_days: int = 0
    run_days: int = 1
    product: str | None = "cola"
    random: int = 2
    first: int = FIRST


def time_of(day: int) -> int:
    """An instant at which the day has just ended everywhere."""
    return (day + 1) * DAY_MS + 13 * 3_600_000


def fill(store: Store, world: Shops) -> dict[str, dict[int, str]]:
    """Store sales and the plan of shops. Return the plan."""
    rng = np.random.default_rng(world.random)
    sites = [f"shop-{number:02}" for number in range(1, world.shops + 1)]
    plan = draw_plan(NAMES, sites, world.arms, world.first, world.days, world.run_days)
    base, of_day = rng.normal(4, 0.5, world.shops), rng.normal(0, 0.2, PAST + world.days)
    with store.engine.begin() as connection:
        for number, site in enumerate(sites, 1):
            connection.exec_driver_sql(
                f"INSERT INTO sites (id, key, tenant, site) VALUES ({number}, 'acme/{site}', 'acme', '{site}')"
            )
            for product, lift in world.lifts.items():
                noise = rng.normal(0, world.spread, PAST + world.days)
                days = []
                for place, day in enumerate(range(world.first - PAST, world.first + world.days)):
                    shown = np.log1p(lift) if plan[site].get(day) == "on" else 0.0
                    units = float(round(np.exp(base[number - 1] + of_day[place] + noise[place] + shown)))
                    days.append(SalesDay(number, product, day, world.receipts, units, units * 2))
                store_days(connection, days, 1)
        last = world.first + world.days - 1
        about = (world.first, last, world.run_days, world.washout_days, "off", world.product, world.seed, ("bread",))
        stored = LiftPlan(*about, time_of(world.stored_day), "ann")
        write_plan(connection, "acme", "e1", stored, {number: plan[site] for number, site in enumerate(sites, 1)})
    return plan


def add_reactions(
    store: Store, plan: dict[str, dict[int, str]], smiles: dict[str, float], tag: str = "", model: str = "smile-mesh@1"
) -> None:
    """Store reactions to the ad of each arm on its days, by shop with its own level. The ad has the arm's name, or with
    a `tag` the experiment of this name.
    """
    rng, rows = np.random.default_rng(7), []
    nothing = {column.name: 0 for column in reaction_days.columns}
    with store.engine.begin() as connection:
        for number, arm in enumerate(sorted({arm for days in plan.values() for arm in days.values()}), 1):
            name = f"ad-{arm}" if tag else arm
            connection.exec_driver_sql(
                f"INSERT INTO creatives (id, key, tenant, creative) VALUES ({number}, 'acme/{name}', 'acme', '{name}')"
            )
            for site, days in enumerate(plan.values(), 1):
                level = smiles.get(arm, 0.0) + 0.02 * (site % 3)
                rows += [
                    nothing
                    | {"site_id": site, "day": day, "device_id": 1, "part": -1, "creative_id": number}
                    | {"experiment": tag, "arm": arm if tag else "", "expression_model": model}
                    | {"reactions": 1, "plays": 40, "exposed": 50, "watchers": 30, "n": 25}
                    | {"attention_s_sum": 150.0 + rng.normal(0, 8)}
                    | {"smile_n": 25, "smile_sum": 25 * (level + rng.normal(0, 0.03))}
                    for day, shown in days.items()
                    if shown == arm and arm in smiles
                ]
        connection.execute(reaction_days.insert(), rows)
