"""What the interval of a lift, its looks and its forecast do in simulated shops."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import expm1, log1p

import numpy as np

from central.statistics.lift import end_interval, pair_effect, sequence_interval
from central.statistics.lift_panel import Panel
from central.statistics.lift_power import POWER, needed_lifts
from tests.central.lift_calibration.worlds import ON, World, drawn_panel, drawn_past

SHOPS, WEEKS, LIFTS, SPREADS = (6, 20, 50, 100, 200), (2, 4, 6, 8), (0.0, 0.02, 0.05, 0.1), (0.3, 0.5)
PAIR = (ON, 0)
FIRST_LOOK = 7
PASTS = 4


@dataclass(frozen=True)
class Shares:
    """Shares of runs: intervals with the planted lift, and experiments with a winner. `lift`: mean estimate."""

    covered: float
    found: float
    lift: float


@dataclass(frozen=True)
class Looks:
    """Shares of runs without a lift in which somebody who looks every day names a winner on some day."""

    by_t: float
    by_sequence: float


@dataclass(frozen=True)
class Forecast:
    """What `lift plan` says: the share of the experiments that find each lift, and the lift that 80 of 100 find."""

    power: dict[float, float]
    lift: float


@dataclass(frozen=True)
class Row:
    """One size of an experiment. `shares`: by lift. `forecast`: of pasts of such shops."""

    world: World
    shares: dict[float, Shares]
    forecast: Forecast
    looks: Looks


def measure(world: World, runs: int, rng: np.random.Generator) -> Shares:
    """Coverage and winners at the planned end."""
    covered, found, total = 0, 0, 0.0
    for _ in range(runs):
        panel = drawn_panel(world, rng)
        interval = end_interval(pair_effect(panel, panel.arms, PAIR, 0))
        assert interval.lift is not None
        assert interval.low is not None
        assert interval.high is not None
        covered += interval.low <= world.lift <= interval.high
        found += interval.low > 0 or (world.lift == 0 and interval.high < 0)
        total += interval.lift
    return Shares(covered / runs, found / runs, total / runs)


def look_daily(world: World, runs: int, rng: np.random.Generator) -> Looks:
    """False winners of somebody who looks every day from the first week on, and stops at the first winner."""
    by_t = by_sequence = 0
    for _ in range(runs):
        panel = drawn_panel(replace(world, lift=0.0), rng)
        named = [False, False]
        for days in range(FIRST_LOOK, world.days + 1):
            part = Panel(panel.values[:, :days], panel.arms[:, :days])
            effect = pair_effect(part, part.arms, PAIR, 0)
            for place, of in enumerate((end_interval(effect), sequence_interval(effect))):
                named[place] |= of.low is not None and of.high is not None and not of.low <= 0 <= of.high
        by_t += named[0]
        by_sequence += named[1]
    return Looks(by_t / runs, by_sequence / runs)


def forecast_lifts(world: World, draws: int, rng: np.random.Generator) -> Forecast:
    """Forecast from several pasts of such shops."""
    needed = [needed_lifts(drawn_past(world, rng), world.shops, world.weeks, draws) for _ in range(PASTS)]
    all_of = np.concatenate(needed)
    power = {lift: float((all_of <= log1p(lift)).mean()) for lift in LIFTS if lift > 0}
    return Forecast(power, expm1(float(np.quantile(all_of, POWER))))


def rows(runs: int, looks: int, seed: int) -> Iterator[Row]:
    """All sizes, each with random numbers of its own."""
    sizes = [(spread, shops, weeks) for spread in SPREADS for shops in SHOPS for weeks in WEEKS]
    for number, (spread, shops, weeks) in enumerate(sizes):
        rng = np.random.default_rng([seed, number])
        world = World(shops, weeks, spread=spread)
        shares = {lift: measure(replace(world, lift=lift), runs, rng) for lift in LIFTS}
        yield Row(world, shares, forecast_lifts(world, max(looks // PASTS, 10), rng), look_daily(world, looks, rng))


BASE = World(50, 4, 0.1)
CASES: dict[str, World] = {
    "as above": BASE,
    "a strong week of each shop's own": replace(BASE, rhythm=0.6),
    "a promotion of 40 % in the second week, in both arms": replace(BASE, promotion=0.4),
    "a tenth of the shops close half-way": replace(BASE, closing=0.1),
    "the lift differs between shops by 5 points": replace(BASE, differing=0.05),
    "6 shops": replace(BASE, shops=6),
    "10 units a day": replace(BASE, units=10.0),
    "200 shops, 10 units a day": replace(BASE, shops=200, units=10.0),
    "30 % of the lift comes a day later": replace(BASE, carried=0.3),
    "the same, with runs of a week": replace(BASE, carried=0.3, run_days=7),
    "the same, with runs of a week and a day of washout": replace(BASE, carried=0.3, run_days=7, washout_days=1),
}
"""What can go wrong, each in an experiment of 50 shops and four weeks, with a lift of 10 %."""


def cases(runs: int, seed: int) -> Iterator[tuple[str, Shares, Shares]]:
    """Each case, with its lift and without one."""
    for number, (name, world) in enumerate(CASES.items()):
        rng = np.random.default_rng([seed, 1_000 + number])
        yield name, measure(world, runs, rng), measure(replace(world, lift=0.0, differing=world.differing), runs, rng)
