"""Experiments in unlike worlds: equal arms that are looked at every day, planted differences, and ends planned late."""

from collections.abc import Callable, Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np

from central.reports.differences import Paired
from central.statistics.differences import Difference, Pairs, complete_pairs, mean_difference, site_means
from central.statistics.intervals import mean_of_values
from central.statistics.power import detectable_difference
from edge.statistics.columns import Floats
from tests.central.calibration.cells import COVERAGE, LIMIT, Aim, Cell, Tally, chunks, generator, row_runs
from tests.central.calibration.experiments import is_ever_named
from tests.central.calibration.levels import NOISE, NOVELTY_DAYS, rounded_values
from tests.central.calibration.people import LEAST_TOLD, remembered_days

FALSE: Aim = (0.0, 0.065)
FOUND: Aim = (0.75, 0.85)
MOVING: Aim = (0.0, 0.08)
"""Of false winners where days move all shops: few days show little of it."""
HELD: Aim = (0.92, 0.98)
LEVEL, SITE_SD, DAY_SD, PERSON_SD = 0.15, 0.024, 0.02, 0.2
TASTE = 0.015
FEW_SITES = FEW_DAYS = 8
"""With fewer the difference that a report calls detectable is itself known badly."""
AHEAD = 7
"""Fewest days from the day on which an end is planned to that end."""


class Trial(NamedTuple):
    """Shops, days, people of an arm a day, and the effect a - b, of which half lies on each arm."""

    sites: int
    days: int
    effect: float = 0.0
    people: float = 25.0
    taste: float = 0.0  # spread of the effect over shops
    common: float = 0.0  # of the effect over days, alike in all shops
    drift_sd: float = 0.0  # of a shop's effect over days
    drift: float = 0.0  # correlation of that with the day before
    novelty: float = 0.0  # of arm b
    unequal: float = 0.0  # spread of the logarithm of an arm's people in a shop
    missing: float = 0.0
    rolls_out: bool = False  # shops join on days spread over the whole time


LOOKED_AT = {
    **{
        f"{sites} sites, 42 days, the effect differs by shop": Trial(sites, 42, taste=TASTE) for sites in (4, 5, 10, 40)
    },
    "10 sites, 42 days, shops are alike": Trial(10, 42),
    "40 sites, 42 days, a day moves all shops by 1 point": Trial(40, 42, common=0.01),
    "40 sites, 42 days, shops drift by 3 points, memory 0.9": Trial(40, 42, drift_sd=0.03, drift=0.9),
    "40 sites, 42 days, b is new: 2 points that fade in a week": Trial(40, 42, novelty=0.02),
    "40 sites, 7 days, a day moves all shops by 1 point": Trial(40, 7, common=0.01),
    "200 sites, 14 days, a day moves all shops by 1 point": Trial(200, 14, common=0.01),
    "10 sites, 42 days, unequal arms, 30 % missing": Trial(10, 42, taste=TASTE, unequal=0.7, missing=0.3),
    "10 sites, 42 days, 12 people a day": Trial(10, 42, people=12.0, taste=TASTE),
    "20 sites of a roll-out, 28 days": Trial(20, 28, taste=TASTE, rolls_out=True),
    "20 sites of a roll-out, 28 days, shops differ by 3 points": Trial(20, 28, taste=0.03, rolls_out=True),
    "12 sites of a roll-out, 42 days": Trial(12, 42, taste=TASTE, rolls_out=True),
}
PLANTED = {
    "20 sites, 14 days": Trial(20, 14, 0.02, taste=0.01),
    "20 sites, 14 days, the effect differs more": Trial(20, 14, 0.02, taste=TASTE),
    "20 sites, 14 days, the effect differs much": Trial(20, 14, 0.03, taste=0.03),
    "20 sites, 7 days, 15 people a day": Trial(20, 7, 0.03, 15.0, TASTE),
    "8 sites, 14 days, 15 people a day": Trial(8, 14, 0.04, 15.0, TASTE),
    "10 sites, 14 days, 15 people a day": Trial(10, 14, 0.03, 15.0, 0.01),
    "10 sites, 28 days": Trial(10, 28, 0.025, taste=TASTE),
    "5 sites, 14 days": Trial(5, 14, 0.04, taste=TASTE),
    "50 sites, 14 days, 15 people a day": Trial(50, 14, 0.012, 15.0, 0.01),
    "50 sites, 14 days, 15 people a day, a day moves all by 0.5 points": Trial(50, 14, 0.015, 15.0, 0.01, 0.005),
    "200 sites, 14 days, a day moves all by 1 point": Trial(200, 14, 0.012, 25.0, 0.01, 0.01),
    "200 sites, 28 days, a day moves all by 0.5 points": Trial(200, 28, 0.012, 25.0, 0.0, 0.005),
    "40 sites, 14 days, a day moves all by 1 point": Trial(40, 14, 0.012, 25.0, 0.0, 0.01),
    "20 sites, 28 days, 200 people a day": Trial(20, 28, 0.01, 200.0, TASTE),
    "20 sites of a roll-out, 28 days": Trial(20, 28, 0.02, taste=TASTE, rolls_out=True),
}
ALIKE = ", the effect is alike in all shops"
DETECTABLE = {
    f"{sites} sites, {days} days, {people:.0f} people a day{ALIKE * (taste == 0)}": Trial(
        sites, days, people=people, taste=taste
    )
    for sites, days, people, taste in (
        *((5, 14, 25.0, TASTE), (20, 14, 25.0, TASTE), (50, 14, 25.0, TASTE)),
        *((20, 28, 200.0, TASTE), (20, 7, 15.0, TASTE)),
        *((200, 28, 100.0, TASTE), (200, 14, 60.0, TASTE), (20, 28, 200.0, 0.0), (20, 7, 15.0, 0.0)),
    )
}
LATE = {f"{sites} sites, 42 days": Trial(sites, 42, taste=TASTE) for sites in (5, 12, 40)}
MEASURES = (1, 4, 7)


def looks(runs: int, seed: int) -> Iterator[Cell]:
    """Winners of equal arms, at the planned end and at any look."""
    for number, (name, trial) in enumerate(LOOKED_AT.items()):
        ends = ever = 0
        for each in drawn_trials(generator(seed, 40, number), trial, row_runs(runs)):
            ends += is_shown(mean_difference(each))
            ever += is_ever_named(each, days_alone=False)
        aim = LIMIT if trial.novelty or trial.drift else MOVING if trial.common else FALSE
        for study, count in (("at the planned end", ends), ("looked at every day, widened sequence", ever)):
            yield Cell(f"false winners {study}".replace("s looked", "s, looked"), name, count, row_runs(runs), aim)


def planted(runs: int, seed: int) -> Iterator[Cell]:
    """Winners of equal arms, planted differences that are found, and how often the interval holds them."""
    for number, (name, trial) in enumerate(PLANTED.items()):
        false = sum(
            is_shown(mean_difference(each))
            for each in drawn_trials(generator(seed, 41, number), trial._replace(effect=0.0), row_runs(runs))
        )
        alike, found, tally = 0, 0, Tally()
        for each in drawn_trials(generator(seed, 41, number, 1), trial, row_runs(runs)):
            weighed = mean_difference(each)
            alike += (mean_of_values(site_means(each), rounding=0.01 * sqrt(2)).low or 0.0) > 0
            found += (weighed.low or 0.0) > 0
            tally.add(weighed.low, weighed.high, trial.effect)
        setting = f"{name}, effect {trial.effect}"
        yield Cell("false winners at the planned end", name, false, row_runs(runs), MOVING if trial.common else FALSE)
        yield tally.cell("interval of the difference at the planned end", setting, HELD if trial.common else COVERAGE)
        yield Cell("power, each site counts alike", setting, alike, row_runs(runs), None)
        more = LIMIT if trial.common else (alike / row_runs(runs), 1.0)  # there the other interval is too narrow
        yield Cell("power, sites weighed", setting, found, row_runs(runs), more)


def detectable(runs: int, seed: int) -> Iterator[Cell]:
    """Experiments that find a difference of the size which reports of such data call detectable."""
    for number, (name, trial) in enumerate(DETECTABLE.items()):
        rng, told = generator(seed, 42, number), []
        for each in drawn_trials(rng, trial, max(1, row_runs(runs) // 4)):
            found = mean_difference(each)
            told.append(detectable_difference((found.se or 0.0) * sqrt(found.sites), found.sites) or 0.0)
        effect = float(np.median(told))
        real = drawn_trials(rng, trial._replace(effect=effect), row_runs(runs))
        hits = sum((mean_difference(each).low or 0.0) > 0 for each in real)
        yield Cell(
            "power for the detectable difference", f"{name}, {100 * effect:.2f} points", hits, row_runs(runs), FOUND
        )


def late_ends(runs: int, seed: int) -> Iterator[Cell]:
    """Winners of equal arms where an end is planned as soon as p is below 5 %."""
    for number, (name, trial) in enumerate(LATE.items()):
        rules: dict[str, Callable[[Paired], bool]] = {
            "for the next day": lambda each: _is_won(each, 1),
            "a week ahead": lambda each: _is_won(each, AHEAD),
            "before the first day": lambda each: is_shown(mean_difference(each.pairs)),
        }
        won = dict.fromkeys(rules, 0)
        for pairs in drawn_trials(generator(seed, 43, number), trial, row_runs(runs)):
            for rule, is_won in rules.items():
                won[rule] += is_won(Paired(("a", "b"), pairs, np.arange(trial.days)))
        for rule, count in won.items():
            setting = f"{name}, end planned {rule}"
            aim = FALSE if rule == "before the first day" else None if rule == "for the next day" else LIMIT
            yield Cell("false winners at an end that p chose", setting, count, row_runs(runs), aim)


def _is_won(each: Paired, ahead: int) -> bool:
    """True if the end that was planned on the first day with p below 5 % names a winner."""
    for day in range(5, each.pairs.values.shape[1] - ahead):
        if is_shown(mean_difference(each.limit_to_day(day).pairs)):
            return is_shown(mean_difference(each.limit_to_day(day + ahead).pairs))
    return False


def several_measures(runs: int, seed: int) -> Iterator[Cell]:
    """Winners of equal arms at the planned end in one of several measures, of which it is planned for one."""
    trial = Trial(12, 14, taste=0.01)
    for measures in MEASURES:
        drawn = drawn_trials(generator(seed, 44, measures), trial, row_runs(runs) * measures)
        shown = np.array([is_shown(mean_difference(each)) for each in drawn]).reshape(-1, measures)
        setting = f"12 sites, 14 days, {measures} measure{'s' * (measures > 1)}"
        for which, won, aim in ((", any of them", shown.any(axis=1), None), (", that of the plan", shown[:, 0], FALSE)):
            if measures > 1 or aim:
                yield Cell("false winners at the planned end", setting + which, int(won.sum()), len(shown), aim)


def is_shown(found: Difference) -> bool:
    """True if p is below 5 %."""
    return found.p is not None and found.p < 0.05


def drawn_trials(rng: np.random.Generator, trial: Trial, runs: int) -> Iterator[Pairs]:
    """Pairs of each run."""
    for size in chunks(runs):
        for arms in zip(*_arms(rng, trial, size), strict=True):
            yield complete_pairs(*arms)


def _arms(rng: np.random.Generator, trial: Trial, size: int) -> list[Floats]:
    """People and sums [R, G, D] of both arms in turn."""
    shape = (size, trial.sites, trial.days)
    people = trial.people * np.exp(0.6 * rng.standard_normal((*shape[:2], 1)) - 0.18)
    effect = trial.effect + trial.taste * rng.standard_normal((*shape[:2], 1))
    effect = effect + trial.drift_sd * remembered_days(rng.standard_normal(shape), trial.drift)
    effect = effect + trial.common * rng.standard_normal((size, 1, trial.days))
    effect = effect - trial.novelty * np.exp(-np.arange(trial.days) / NOVELTY_DAYS)
    level = LEVEL + SITE_SD * rng.standard_normal((*shape[:2], 1)) + DAY_SD * rng.standard_normal(shape)
    joined = trial.days * np.arange(trial.sites) / trial.sites * trial.rolls_out
    is_there = np.arange(trial.days) >= joined[:, np.newaxis]
    arms: list[Floats] = []
    for sign in (0.5, -0.5):
        share = np.exp(trial.unequal * rng.standard_normal((*shape[:2], 1)))
        n = rng.poisson(people * share * np.exp(0.3 * rng.standard_normal(shape) - 0.045)).astype(float)
        chance = PERSON_SD * np.sqrt(n) * rng.standard_normal(shape) + rng.laplace(0, NOISE, shape)
        values = rounded_values(level + sign * effect + chance / np.fmax(n, 1.0), n)
        told = (n >= LEAST_TOLD) & (rng.random(shape) >= trial.missing) & is_there
        arms += [np.where(told, n, 0.0), np.where(told, n * values, 0.0)]
    return arms
