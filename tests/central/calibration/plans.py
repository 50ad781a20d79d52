"""Power that a report and a plan name, beside the power that experiments of that size have.

`python -m tests.central.calibration.plans --runs N --seed S [--table FILE]`. Exit 1 if a row misses 80 % by more than
5 points.
"""

import sys
from collections.abc import Iterator
from math import exp, sqrt
from typing import NamedTuple

import numpy as np

from central.statistics.differences import Pairs, mean_difference
from central.statistics.planning import (
    Spread,
    Traffic,
    chance_of_sites,
    estimate_spread,
    experiments_of,
    needed_differences,
    simulated_sites,
    smallest_found,
)
from tests.central.calibration.cells import NOISE, Cell, generator
from tests.central.calibration.command import TableCommand
from tests.central.calibration.experiments import Design, drawn_experiments
from tests.central.calibration.people import DAY_TRAFFIC, LEAST_TOLD

POWER = (0.75, 0.85)
SUCH_DATA, PLAN = "told by such data", "told by a plan"
NOISE_VARIANCE = NOISE.total**2


class Row(NamedTuple):
    """Design of an experiment that is planned, and of the experiment that was stored before."""

    name: str
    design: Design
    before: Design


STORED = Design(20, 28, 0.0, 0.015, watchers=40.0)
ROWS = (
    Row("5 sites, 14 days, 25 people", Design(5, 14, 0.0, 0.015, watchers=25.0), STORED),
    Row("10 sites, 28 days, 25 people", Design(10, 28, 0.0, 0.015, watchers=25.0), STORED),
    Row("20 sites, 14 days, 25 people", Design(20, 14, 0.0, 0.015, watchers=25.0), STORED),
    Row("20 sites, 28 days, 200 people", Design(20, 28, 0.0, 0.015, watchers=200.0), STORED),
    Row("20 sites, 7 days, 15 people", Design(20, 7, 0.0, 0.015, watchers=15.0), STORED),
    Row("50 sites, 14 days, 25 people", Design(50, 14, 0.0, 0.015, watchers=25.0), STORED),
    Row("200 sites, 14 days, 60 people", Design(200, 14, 0.0, 0.015, watchers=60.0), STORED),
    Row(
        "20 sites, 28 days, 200 people, alike in all shops",
        Design(20, 28, watchers=200.0),
        STORED._replace(shop_sd=0.0),
    ),
    Row(
        "200 sites, 14 days, 25 people, days move all alike by 1 point",
        Design(200, 14, 0.0, 0.01, 0.01, 25.0),
        Design(100, 28, 0.0, 0.01, 0.01),
    ),
    Row("10 unequal sites, 28 days", Design(10, 28, 0.0, 0.015, traffic_sd=1.6), STORED._replace(traffic_sd=1.6)),
    Row("20 sites of a roll-out, 28 days", Design(20, 28, 0.0, 0.015, joins=True), STORED),
)


def told_power(runs: int, seed: int) -> Iterator[Cell]:
    """Share of experiments that find the difference that was named before: by such data, and by a plan."""
    for number, row in enumerate(ROWS):
        rng = generator(seed, 23, number)
        yield _cell(SUCH_DATA, row, _by_such_data(rng, row.design, runs), rng)
        if not row.design.joins:  # a plan takes all sites for the whole time
            yield _cell(PLAN, row, _by_plan(rng, row, runs), rng)


def _cell(study: str, row: Row, told: list[float], rng: np.random.Generator) -> Cell:
    """Each run names a difference of its own, which is planted in a new experiment."""
    found = 0
    for effect in told:
        (each,) = drawn_experiments(rng, row.design._replace(effect=effect), 1)
        found += (mean_difference(each).low or 0.0) > 0
    return Cell(study, f"{row.name}: {100 * float(np.median(told)):.2f} points", found, len(told), POWER)


def _by_such_data(rng: np.random.Generator, design: Design, runs: int) -> list[float]:
    """Differences that a report names from an experiment of just this size."""
    found = []
    for each in drawn_experiments(rng, design, runs):
        spread = _spread(each)
        told = each.weights > 0
        weights, days = each.weights, told.sum(axis=1).astype(float)
        chance = chance_of_sites(weights.sum(axis=1), (weights**2).sum(axis=1), days, NOISE_VARIANCE * days, spread)
        needed = needed_differences(experiments_of(chance), int(told.any(axis=0).sum()), spread)
        found.append(smallest_found(needed) or 0.0)
    return found


def _by_plan(rng: np.random.Generator, row: Row, runs: int) -> list[float]:
    """Differences that a plan names, by the variances of another experiment."""
    design = row.design
    mean = design.watchers * exp((design.traffic_sd**2 + DAY_TRAFFIC**2) / 2)
    traffic = Traffic(mean, design.traffic_sd, DAY_TRAFFIC, LEAST_TOLD)
    found = []
    for each in drawn_experiments(rng, row.before, runs):
        spread = _spread(each)
        chance = simulated_sites(traffic, design.days, spread)
        needed = needed_differences(experiments_of(chance, design.sites), design.days, spread)
        found.append(smallest_found(needed) or 0.0)
    return found


def _spread(each: Pairs) -> Spread:
    found = estimate_spread(each, NOISE_VARIANCE)
    assert found is not None
    return found


def document(cells: list[Cell], command: str, runs: int, seed: int) -> str:
    """The table, with the command that made it."""
    lines = [
        f"`{command}`: {runs:,} experiments a row, seed {seed}. Each names the difference that 80 % of experiments"
        " find. The table has the median of these, and how many new experiments found theirs.",
        "",
        "| sites, days, people per site, day and ad: difference | by | found | within 5 points of 80 % |",
        "|---|---|---|---|",
        *(
            f"| {cell.setting} | {cell.study} | {100 * cell.share:.1f} % ± {_error(cell):.1f} |"
            f" {'yes' if cell.is_reached else '**no**'} |"
            for cell in cells
        ),
    ]
    return "\n".join(lines) + "\n"


def _error(cell: Cell) -> float:
    return 200 * sqrt(cell.share * (1 - cell.share) / cell.runs)


if __name__ == "__main__":
    command = TableCommand("python -m tests.central.calibration.plans", __doc__, "row", 1_000, "plans")
    sys.exit(command.run(told_power, document))
