"""Simulated shops with planted lifts: sales that differ by shop, day and weekday, and what can go wrong on the way."""

from dataclasses import dataclass

import numpy as np

from central.statistics.lift_panel import Panel, log_units, washed_days
from central.statistics.lift_randomisation import WEEK, drawn_arms
from edge.statistics.columns import Floats

ON = 1
PAST_WEEKS = 8


@dataclass(frozen=True)
class World:
    """Shops, and what happens in them. `spread`: standard deviation of the log of a shop's day. `units`: sales of a
    shop on a usual day. `rhythm`: standard deviation of a shop's own weekdays. `promotion`: sales in the second week,
    in all shops and arms. `closing`: share of the shops that close half-way. `carried`: share of the lift that comes a
    day later. `differing`: standard deviation of the log lift between shops.
    """

    shops: int
    weeks: int
    lift: float = 0.0
    spread: float = 0.5
    units: float = 60.0
    rhythm: float = 0.2
    promotion: float = 0.0
    closing: float = 0.0
    carried: float = 0.0
    differing: float = 0.0
    run_days: int = 1
    washout_days: int = 0

    @property
    def days(self) -> int:
        """Days of the experiment."""
        return self.weeks * WEEK


def _levels(world: World, rng: np.random.Generator, days: int) -> Floats:
    """Log of sales by shop and day, without an ad."""
    own = rng.normal(np.log(world.units), 0.6, (world.shops, 1))
    week = rng.normal(0, 0.2, (1, WEEK)) + rng.normal(0, world.rhythm, (world.shops, WEEK))
    levels: Floats = own + week[:, np.arange(days) % WEEK] + rng.normal(0, 0.15, (1, days))
    return levels + rng.normal(0, world.spread, (world.shops, days))


def _sold(levels: Floats, rng: np.random.Generator) -> Floats:
    """Log of 1 + units, where units are whole."""
    return log_units(rng.poisson(np.exp(levels)).astype(float))


def drawn_past(world: World, rng: np.random.Generator) -> Floats:
    """Sales of the weeks before an experiment."""
    return _sold(_levels(world, rng, PAST_WEEKS * WEEK), rng)


def drawn_panel(world: World, rng: np.random.Generator) -> Panel:
    """Sales of an experiment with two arms; the arm 1 has the lift."""
    arms = drawn_arms(rng, world.shops, world.days, 2, world.run_days)
    shown = (arms == ON).astype(float)
    effect = np.log1p(world.lift) + rng.normal(0, 1, (world.shops, 1)) * world.differing
    later = np.zeros_like(shown)
    later[:, 1:] = shown[:, :-1]
    levels = _levels(world, rng, world.days) + effect * ((1 - world.carried) * shown + world.carried * later)
    levels[:, WEEK : 2 * WEEK] += np.log1p(world.promotion)
    values = _sold(levels, rng)
    values[: round(world.closing * world.shops), world.days // 2 :] = np.nan
    return Panel(np.where(washed_days(arms, world.washout_days), np.nan, values), arms)
