"""Power of the planned comparisons of a study: how often simulated studies find a planted difference.

People are simulated with their sessions, and measured as a report measures them. Each run draws participants from these
people, adds the planned difference, and tests it as the report does.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from edge.statistics.columns import Floats
from edge.study.analysis.compare import sign_flip_p
from edge.study.analysis.groups import compare_two_groups
from edge.study.measures.table import MeasureTable, make_measure_table
from edge.study.measures.values import VALUES
from edge.study.plan import GROUPS, PlannedComparison, StudyPlan
from edge.study.plans import PlannedPower
from edge.study_sessions.simulation.people import SimulatedAdvert, draw_simulated_person
from edge.study_sessions.simulation.signals import simulated_session_signals

ALPHA = 0.05
PEOPLE = 400
RUNS = 1_000
DRAWS = 1_999
"""Random permutations or sign flips of each test. The smallest p is then 1/2,000, below 5 % of 50 tests."""
SEED = 1
FIRST, SECOND = SimulatedAdvert("first", 0.3, 0.4), SimulatedAdvert("second", 0.3, 0.4)
"""Two ads that do not differ."""


def simulate_plan_powers(plan: StudyPlan, *, runs: int | None = None, seed: int = SEED) -> tuple[PlannedPower, ...]:
    """Power of each comparison of a plan in each of its measures, with the planned number of participants."""
    return tuple(_powers(plan, runs or RUNS, seed))


def _powers(plan: StudyPlan, runs: int, seed: int) -> Iterator[PlannedPower]:
    for number, one in enumerate(plan.comparisons):
        n = plan.participants // (len(one.groups) or 1)
        for measure in one.measures:
            tests = plan.count_tests(one, measure)
            yield PlannedPower(
                number, measure, n, tests, comparison_power(one, measure, n, tests, runs=runs, seed=seed)
            )


def comparison_power(
    comparison: PlannedComparison, measure: str, n: int, tests: int, *, runs: int = RUNS, seed: int = SEED
) -> float | None:
    """Share of simulated studies with `n` participants, for groups in each group, that find the planned difference.

    Found: p is at most 5 % divided by the number of tests, which is Holm's strictest step. None if the simulated people
    have no values of the measure.
    """
    first, second = _simulated_values(measure)
    is_between_groups = comparison.between == GROUPS
    values = first if is_between_groups else first - second
    if not np.isfinite(values).any() or not np.nanstd(values) > 0:
        return None
    centred = values - np.nanmean(values)
    shift = comparison.difference * float(np.nanstd(values, ddof=1))
    rng = np.random.default_rng((seed, n))
    found = 0
    for _ in range(runs):
        drawn = centred[rng.integers(0, centred.size, 2 * n)]
        if is_between_groups:
            p = compare_two_groups(drawn[:n] + shift, drawn[n:], draws=DRAWS).p
        else:
            p = sign_flip_p(drawn[:n] + shift, draws=DRAWS)
        found += p is not None and p <= ALPHA / tests
    return found / runs


def _simulated_values(measure: str) -> tuple[Floats, Floats]:
    """The measure of each simulated person (PEOPLE,) for each of the two ads; nan: no value."""
    (value,) = (value for name, _, value, _ in VALUES if name == measure)
    table = _simulated_table()
    rows = (np.array([value(one) for one in table.rows[each.creative]], dtype=np.float64) for each in (FIRST, SECOND))
    first, second = rows
    return first, second


@lru_cache(maxsize=1)
def _simulated_table() -> MeasureTable:
    """Measures of simulated people who see the two ads, every second person in the other order."""
    rng = np.random.default_rng(SEED)
    orders: Sequence[list[SimulatedAdvert]] = [FIRST, SECOND], [SECOND, FIRST]
    people = (draw_simulated_person(rng) for _ in range(PEOPLE))
    return make_measure_table(
        [[simulated_session_signals(f"w{n}", who, orders[n % 2], rng)] for n, who in enumerate(people, 1)]
    )
