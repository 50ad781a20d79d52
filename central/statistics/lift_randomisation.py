"""Randomisation test of a lift (Fisher 1935): how often another order of the arms, drawn as this one was, would show as
large a difference.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from central.statistics.lift import pair_effect
from central.statistics.lift_panel import NO_ARM, Arms, Panel

WEEK = 7


def drawn_arms(rng: np.random.Generator, shops: int, days: int, arms: int, run_days: int) -> Arms:
    """Arms [G, D] in a random order of the rule for days: in each block of 7 days for each arm, an arm has each weekday
    once. With runs of a week, the weeks of a block show each arm once.
    """
    blocks = -(-days // (WEEK * arms))
    columns = WEEK if run_days == 1 else 1
    order = rng.random((shops, blocks, arms, columns)).argsort(axis=2)
    by_day = np.broadcast_to(order, (shops, blocks, arms, WEEK)).reshape(shops, -1)
    return by_day[:, :days].astype(np.int64)


def drawn_orders(arms: Arms, run_days: int, seed: int, count: int) -> Iterator[Arms]:
    """Other orders of a plan that the rule drew, from the plan's first day on."""
    rng, names = np.random.default_rng(seed), int(arms.max()) + 1
    for _ in range(count):
        yield np.where(arms == NO_ARM, NO_ARM, drawn_arms(rng, arms.shape[0], arms.shape[1], names, run_days))


def mixed_orders(arms: Arms, run_days: int, seed: int, count: int) -> Iterator[Arms]:
    """Other orders of a plan that was made by hand: the weeks of a shop in another order, or else its days with the
    same weekday. Shops with one order stay together, because nobody drew them apart.
    """
    rng = np.random.default_rng(seed)
    distinct, group = np.unique(arms, axis=0, return_inverse=True)
    weeks = -(-arms.shape[1] // WEEK)
    wide = np.full((len(distinct), weeks * WEEK), NO_ARM, dtype=np.int64)
    wide[:, : arms.shape[1]] = distinct
    table = wide.reshape(len(distinct), weeks, WEEK)
    by_week = run_days >= WEEK and bool((table == table[:, :, :1]).all(axis=2)[:, :-1].all())
    for _ in range(count):
        mixed = _mix(rng, table, by_week=by_week)
        yield mixed.reshape(len(distinct), -1)[:, : arms.shape[1]][group.ravel()]


def _mix(rng: np.random.Generator, table: Arms, *, by_week: bool) -> Arms:
    """Arms [G, weeks, 7] in another order within the days that have an arm."""
    keys = rng.random((*table.shape[:2], 1 if by_week else WEEK))
    keys = np.where(table == NO_ARM, np.inf, np.broadcast_to(keys, table.shape))
    chosen = np.argsort(keys, axis=1)  # days with an arm first, in random order
    places = np.argsort(table == NO_ARM, axis=1, kind="stable")
    mixed = np.full_like(table, NO_ARM)
    np.put_along_axis(mixed, places, np.take_along_axis(table, chosen, axis=1), axis=1)
    return mixed


def randomisation_p(panel: Panel, pair: tuple[int, int], washout_days: int, orders: Iterable[Arms]) -> float | None:
    """Share of the orders, with the one that was shown, that have at least as large an effect in standard errors. None
    if the shown order has no effect to compare.
    """
    shown = pair_effect(panel, panel.arms, pair, washout_days)
    if shown is None or shown.se == 0.0:
        return None
    size, larger, count = abs(shown.log_ratio / shown.se), 1, 1
    for order in orders:
        other = pair_effect(panel, order, pair, washout_days)
        if other is not None and other.se > 0.0:
            count += 1
            larger += abs(other.log_ratio / other.se) >= size * (1 - 1e-9)
    return larger / count
