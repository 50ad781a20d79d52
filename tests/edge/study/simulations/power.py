"""Simulations of planned studies: how often a planted difference is found, beside the power that the plan says.

Every run simulates all participants anew, with a difference in how widely the groups smile, and measures and compares
them as a report does. A plan computes its power from other simulated people, by a difference added to the measure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from edge.statistics.columns import Floats
from edge.study.export.selection import ChosenParticipant, Selection
from edge.study.measures.comparisons import compare_advert_pairs, compare_groups
from edge.study.measures.table import MeasureTable, make_measure_table
from edge.study.measures.values import VALUES
from edge.study.plan import ADS, GROUPS, PlannedComparison, StudyPlan
from edge.study_sessions.simulation.people import SMILE_SD, SimulatedAdvert, draw_simulated_person
from edge.study_sessions.simulation.power import RUNS, simulate_plan_powers
from edge.study_sessions.simulation.signals import simulated_session_signals
from tests.edge.study.simulations.group_differences import ALPHA, GROUP, MEASURE
from tests.edge.study.simulations.rows import Row, generator

MANY = 6_000
"""Simulated people from which the true difference is known, with an error of 0.02 standard deviations."""
SKIN = "skin conductance, change over the ad"
SIZES = (8, 20)
EFFECTS = (0.0, 1.0)
WIDER = (0.0, 0.035)
"""By how much the second ad makes people smile more: added to the probability of a smile at its widest."""
FIRST = SimulatedAdvert("first", 0.3, 0.4)


def planned_groups(runs: int, seed: int, many: int = MANY) -> Iterator[Row]:
    """Groups of which b smiles more, planned in smiles, and in smiles and skin."""
    for effect in EFFECTS:
        apart = _groups_apart(effect, many, generator(seed, 21)) if effect else 0.0
        for n in SIZES:
            plans = [_group_plan(measures, apart, n) for measures in ((MEASURE,), (MEASURE, SKIN))]
            found = [_finds_groups(plans, effect, n, generator(seed, 22, n, run)) for run in range(runs)]
            for place, plan in enumerate(plans):
                setting = f"groups of {n} and {n}, {apart:.2f} sd apart"
                yield _row(plan, setting, effect == 0, [each[place] for each in found])


def _group_plan(measures: tuple[str, ...], apart: float, n: int) -> StudyPlan:
    one = PlannedComparison(GROUPS, measures, (FIRST.creative,), max(apart, 0.01), "group", GROUP.values)
    return StudyPlan(2 * n, (one,), ())


def planned_ads(runs: int, seed: int, many: int = MANY) -> Iterator[Row]:
    """Two ads of which the second makes people smile more, planned in smiles."""
    for wider in WIDER:
        second = replace(FIRST, creative="second", smile=FIRST.smile + wider)
        apart = _ads_apart(second, many, generator(seed, 23)) if wider else 0.0
        for n in SIZES:
            one = PlannedComparison(ADS, (MEASURE,), (FIRST.creative, second.creative), max(apart, 0.01))
            plan = StudyPlan(n, (one,), ())
            found = [_finds_ads(plan, second, n, generator(seed, 24, n, run)) for run in range(runs)]
            yield _row(plan, f"ads, {n} participants, {apart:.2f} sd apart", wider == 0, found)


def _row(plan: StudyPlan, setting: str, is_equal: bool, found: list[bool]) -> Row:
    """Aim: the power that the plan says, within 4 standard errors of both and 3 points. Without a difference: 5 %."""
    (one, *_) = simulate_plan_powers(plan)
    said = ALPHA if is_equal else one.power or 0.0
    count, runs = len(plan.comparisons[0].measures), len(found)
    room = 4 * sqrt(said * (1 - said) * (1 / runs + 1 / RUNS)) + (0.0 if is_equal else 0.03)
    low = 0.0 if is_equal else max(round(said - room, 3), 0.0)
    text = "no difference" if is_equal else f"the plan says {said:.3f}"
    tests = f"{count} planned measure{'s' if count > 1 else ''}"
    aim = low, min(round(said + room, 3), 1.0)
    return Row("planned", f"{setting}, {tests}", runs, f"share found ({text})", float(np.mean(found)), aim)


def _people(effect: float, count: int, order: list[SimulatedAdvert], rng: np.random.Generator) -> MeasureTable:
    """Measures of people whose smiles are wider by `effect` standard deviations."""
    people = [
        replace(one, smile=one.smile + effect * SMILE_SD) for one in (draw_simulated_person(rng) for _ in range(count))
    ]
    orders = order, order[::-1]
    return make_measure_table(
        [[simulated_session_signals(f"w{n}", who, orders[n % 2], rng)] for n, who in enumerate(people)]
    )


def _values(table: MeasureTable, creative: str) -> Floats:
    (value,) = (value for name, _, value, _ in VALUES if name == MEASURE)
    return np.array([value(one) for one in table.rows[creative]], dtype=np.float64)


def _groups_apart(effect: float, many: int, rng: np.random.Generator) -> float:
    """Difference of the means of many people in standard deviations within the groups."""
    a, b = (_values(_people(each, many, [FIRST], rng), FIRST.creative) for each in (effect, 0.0))
    return float((np.nanmean(a) - np.nanmean(b)) / sqrt((np.nanvar(a, ddof=1) + np.nanvar(b, ddof=1)) / 2))


def _ads_apart(second: SimulatedAdvert, many: int, rng: np.random.Generator) -> float:
    """Mean difference of two ads in many people, in standard deviations of the differences."""
    table = _people(0.0, many, [FIRST, second], rng)
    differences = _values(table, second.creative) - _values(table, FIRST.creative)
    return float(np.nanmean(differences) / np.nanstd(differences, ddof=1))


def _finds_groups(plans: Sequence[StudyPlan], effect: float, n: int, rng: np.random.Generator) -> list[bool]:
    """For each plan, True if a planned test of one study is below 5 %.

    Without a difference any planned test counts, otherwise that of smiles.
    """
    tables = [_people(each, n, [FIRST], rng) for each in (0.0, effect)]
    rows = [*tables[0].rows[FIRST.creative], *tables[1].rows[FIRST.creative]]
    table = MeasureTable([], {FIRST.creative: 30}, {FIRST.creative: rows})
    people = tuple(ChosenParticipant("", frozenset(), (), {"group": "ab"[place >= n]}) for place in range(2 * n))
    found = []
    for plan in plans:
        tested = compare_groups(Selection(people, (), (GROUP,)), table, plan)
        wanted = [one for one in tested if one.is_planned and (effect == 0 or one.measure == MEASURE)]
        found.append(any(one.p_holm is not None and one.p_holm <= ALPHA for one in wanted))
    return found


def _finds_ads(plan: StudyPlan, second: SimulatedAdvert, n: int, rng: np.random.Generator) -> bool:
    table = _people(0.0, n, [FIRST, second], rng)
    (one,) = [one for one in compare_advert_pairs(table, plan) if one.is_planned]
    return one.p_holm is not None and one.p_holm <= ALPHA
