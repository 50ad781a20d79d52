"""How often the intervals of impression multipliers and of gross impressions contain the truth, in simulated shops.

`python -m tests.central.calibration.multipliers --runs N --seed S [--table FILE]`. Exit 1 if an aim is not reached.
"""

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from central.reports.columns import Array
from central.statistics.impressions import SHORTEST_S, multiplier_over_days, visits_during_plays, visits_over_days
from central.statistics.intervals import Estimate
from edge.statistics.columns import Floats, divide_or_nan
from tests.central.calibration.cells import COVERAGE, LIMIT, Aim, Cell, Tally, generator
from tests.central.calibration.table import document
from tests.evidence.parts import write_part

RUNS, SEED = 1_000, 1
K = 5
OPEN_H, MINUTES = 10, 60
RHYTHM: Floats = 1.0 + 0.6 * np.sin(np.pi * (np.arange(OPEN_H) + 0.5) / OPEN_H)
"""Visits of an hour of the day, relative to each other: few in the morning, most at noon."""
WEEK: Floats = np.array([0.8, 0.8, 0.9, 0.9, 1.2, 1.5, 0.9])
"""Visits of a weekday, relative to each other."""
STAY_S = 12.0
STAY_SD = 0.15
"""Spread of the logarithm of a day's mean stay."""
BURST_SD = 0.4
"""Spread of the logarithm of the visits of ten minutes."""
NOON, FRIDAY = 5, 4
PLAY_S, PLAYS = 15.0, 240.0
"""Length of a play, and mean number of plays of a screen on a day."""
PLAYS_SD = 0.4
"""Spread of the logarithm of a day's plays, which has nothing to do with the visits."""
SHOPS = 5
DAYS_ALIKE = 0.2
"""Spread of the logarithm of what a day does to the visits of all shops."""


class Windows(NamedTuple):
    """Published windows of one screen by day and hour [D, H] in which they end: visits, visits times their mean stay,
    and seconds of measuring.
    """

    visits: Floats
    presence_s: Floats
    sensed_s: Floats


class Street(NamedTuple):
    """People before one screen. `day_sd`: spread of the logarithm of a day's visits; `memory`: its correlation with the
    day before.
    """

    per_hour: float
    day_sd: float = 0.3
    memory: float = 0.3


STREETS = {
    "120 visits an hour": Street(120.0),
    "30 visits an hour": Street(30.0),
    "6 visits an hour": Street(6.0),
    "30 visits an hour, unlike days": Street(30.0, day_sd=0.6),
}
WIDE: Aim = (0.93, 1.0)
"""The interval is wider than it has to be: below three weeks it counts the differences between weekdays as chance."""
DAYS: tuple[tuple[int, Aim], ...] = ((14, WIDE), (28, WIDE), (84, WIDE))
WEEKS: tuple[tuple[int, Aim], ...] = ((4, LIMIT), (8, LIMIT), (12, COVERAGE))


def multipliers(runs: int, seed: int) -> Iterator[Cell]:
    """Multiplier of all hours, and of one hour of the week."""
    for number, (name, street) in enumerate(STREETS.items()):
        for days, aim in DAYS:
            yield _cell("all hours", f"{name}, {days} days", runs, generator(seed, 90, number, days), street, days, aim)
        for weeks, aim in WEEKS:
            rng = generator(seed, 91, number, weeks)
            yield _cell("Friday noon", f"{name}, {weeks} weeks", runs, rng, street, 7 * weeks, aim)


def gross_impressions(runs: int, seed: int) -> Iterator[Cell]:
    """Gross impressions and opportunity to see of an ad, on one screen and in five shops. In the last row the plays are
    not spread over the day, as the model assumes.
    """
    for number, (name, street) in enumerate(STREETS.items()):
        for days, _ in DAYS:
            rng = generator(seed, 92, number, days)
            yield from _plays_cells(f"{name}, {days} days", runs, rng, Screens([street], days))
    for days, _ in DAYS[:2]:
        five = Screens([Street(30.0 * factor) for factor in (0.25, 0.5, 1.0, 1.5, 4.0)], days, DAYS_ALIKE)
        yield from _plays_cells(f"{SHOPS} shops, {days} days", runs, generator(seed, 93, days), five)
    noon = Screens([Street(30.0)], 28, truth_of=NOON)
    yield from _plays_cells("30 visits an hour, 28 days, plays at noon only", runs, generator(seed, 94), noon, LIMIT)


class Screens(NamedTuple):
    """Screens that play an ad, one a shop. `common_sd`: spread of the logarithm of what a day does to the visits of all
    of them. `truth_of`: hour of all plays; None: they are spread evenly over the day.
    """

    streets: Sequence[Street]
    days: int
    common_sd: float = 0.0
    truth_of: int | None = None


def _plays_cells(setting: str, runs: int, rng: np.random.Generator, of: Screens, aim: Aim = WIDE) -> list[Cell]:
    names = {"gross impressions": 0.0, "opportunity to see": SHORTEST_S}
    tallies = {name: Tally() for name in names}
    for _ in range(runs):
        drawn = _drawn_plays(of, rng)
        for name, shortest_s in names.items():
            found, truth = _visits_of(drawn, shortest_s)
            tallies[name].add(found.low, found.high, truth)
    return [tally.cell(name, setting, aim) for name, tally in tallies.items()]


def _drawn_plays(of: Screens, rng: np.random.Generator) -> list[tuple[Floats, Floats, Windows]]:
    """Plays [D], true visits per second during them [D], and windows, of each screen."""
    every = np.ones(of.days, dtype=bool)
    common = np.exp(rng.normal(-(of.common_sd**2) / 2, of.common_sd, of.days))
    rhythm = RHYTHM.mean() if of.truth_of is None else RHYTHM[of.truth_of]
    found = []
    for street in of.streets:
        plays = np.round(PLAYS * np.exp(rng.normal(-(PLAYS_SD**2) / 2, PLAYS_SD, of.days)))
        flow = street.per_hour / 3600 * rhythm * WEEK[np.arange(of.days) % 7]
        found.append((plays, flow, drawn_windows(street, every, rng, common)))
    return found


def _visits_of(drawn: list[tuple[Floats, Floats, Windows]], shortest_s: float) -> tuple[Estimate, float]:
    """The total with its interval, as a report computes it, and the number to expect of these plays."""
    days = len(drawn[0][0])
    all_plays, all_visits, truth = np.zeros(days), np.zeros(days), 0.0
    for plays, flow, windows in drawn:
        visits, presence_s, sensed_s = (each.sum(axis=1) for each in windows)
        play_s = np.full(days, PLAY_S)
        met = visits_during_plays(plays, play_s, visits, divide_or_nan(presence_s, visits), sensed_s, shortest_s)
        is_measured = ~np.isnan(met)
        all_plays += np.where(is_measured, plays, 0.0)
        all_visits += np.where(is_measured, met, 0.0)
        truth += float((plays * flow)[is_measured].sum()) * (PLAY_S + STAY_S - 2 * shortest_s)
    return visits_over_days(all_plays, all_visits, np.arange(days)), truth


def _cell(study: str, setting: str, runs: int, rng: np.random.Generator, street: Street, days: int, aim: Aim) -> Cell:
    tally = Tally()
    numbers = np.arange(days)
    for _ in range(runs):
        of = np.ones(days, dtype=bool) if study == "all hours" else numbers % 7 == FRIDAY
        _, presence_s, sensed_s = drawn_windows(street, of, rng)
        if study == "all hours":
            found = multiplier_over_days(presence_s.sum(axis=1), sensed_s.sum(axis=1), numbers)
            truth = street.per_hour / 3600 * STAY_S * float((WEEK.mean() * RHYTHM).mean())
        else:
            found = multiplier_over_days(presence_s[of, NOON], sensed_s[of, NOON], numbers[of])
            truth = street.per_hour / 3600 * STAY_S * float(WEEK[FRIDAY] * RHYTHM[NOON])
        tally.add(found.low, found.high, truth)
    return tally.cell(study, setting, aim)


def drawn_windows(street: Street, wanted: Array, rng: np.random.Generator, common: Floats | float = 1.0) -> Windows:
    """Windows of one screen. Days that are not wanted [D] are 0. A window ends at the full minute in which it has k
    visits; what is left at night is lost. `common` [D]: factor of the visits of each day.
    """
    days = len(wanted)
    factors = _day_factors(street, days, rng) * common
    rates = factors[:, np.newaxis] * RHYTHM * WEEK[np.arange(days) % 7, np.newaxis]
    bursts = np.exp(rng.normal(-(BURST_SD**2) / 2, BURST_SD, (days, OPEN_H * 6)))
    minutes = np.repeat(rates * street.per_hour / MINUTES, MINUTES, axis=1) * np.repeat(bursts, 10, axis=1)
    visits = rng.poisson(minutes)
    stays = STAY_S * np.exp(rng.normal(-(STAY_SD**2) / 2, STAY_SD, days))
    windows = Windows(*np.zeros((3, days, OPEN_H)))
    for day in np.flatnonzero(wanted):
        _add_day(visits[day], float(stays[day]), rng, Windows(*(each[day] for each in windows)))
    return windows


def _day_factors(street: Street, days: int, rng: np.random.Generator) -> Floats:
    """Visits of the days relative to their mean, which resemble those of the day before."""
    steps = rng.normal(0, 1, days)
    logs = np.empty(days)
    logs[0] = steps[0]
    for day in range(1, days):
        logs[day] = street.memory * logs[day - 1] + np.sqrt(1 - street.memory**2) * steps[day]
    factors: Floats = np.exp(street.day_sd * logs - street.day_sd**2 / 2)
    return factors


def _add_day(visits: Array, stay_s: float, rng: np.random.Generator, windows: Windows) -> None:
    """Adds the windows of a day [H]. The mean stay of a window is rounded as a message rounds it."""
    held, from_minute = 0, 0
    for minute in np.flatnonzero(visits).tolist():
        held += int(visits[minute])
        if held >= K:
            hour = minute // MINUTES
            windows.visits[hour] += held
            windows.presence_s[hour] += held * round(float(rng.gamma(held, stay_s / held)), 1)
            windows.sensed_s[hour] += 60.0 * (minute + 1 - from_minute)
            held, from_minute = 0, minute + 1


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.central.calibration.multipliers", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"of each row (default: {RUNS})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write the table to")
    options = parser.parse_args()
    cells = []
    both = chain(multipliers(options.runs, options.seed), gross_impressions(options.runs, options.seed))
    for cell in both:
        cells.append(cell)
        print(f"{cell.study}, {cell.setting}: {cell.share:.1%}", file=sys.stderr, flush=True)
    command = ["python -m tests.central.calibration.multipliers", *map(shlex.quote, sys.argv[1:])]
    text = document(cells, " ".join(command), options.runs, options.seed)
    print(text)
    if options.table:
        write_part(options.table, "multipliers", text)
    return 0 if all(cell.is_reached for cell in cells) else 1


if __name__ == "__main__":
    sys.exit(main())
