"""Simulations of two groups: how often a planted difference of smiles is found, beside the power of theory.

People are simulated with their sessions, and measured as a report measures them. Each run draws two groups from these
people. The difference of the two populations in standard deviations is thus known, and with it the power of a t test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
from scipy.stats import nct, t

from edge.statistics.columns import Floats
from edge.study.attributes import Attribute
from edge.study.export.selection import ChosenParticipant, Selection
from edge.study.measures.comparisons import compare_groups
from edge.study.measures.table import MeasureTable, make_measure_table
from edge.study.measures.values import COMPARED, VALUES
from edge.study_sessions.simulation.people import SMILE_SD, SimulatedAdvert, draw_simulated_person
from edge.study_sessions.simulation.signals import simulated_session_signals
from tests.edge.study.simulations.rows import Row, generator

ALPHA = 0.05
GROUP = Attribute("group", "choice", False, values=("a", "b"), is_compared=True)
ADVERT = SimulatedAdvert("spring", 0.3, 0.4)
MEASURE = "smile, change over the ad"
EFFECTS = (0.0, 0.8, 1.2)
SIZES = (8, 16, 30)


def group_differences(
    runs: int, seed: int, people: int = 400, effects: Sequence[float] = EFFECTS, sizes: Sequence[int] = SIZES
) -> Iterator[Row]:
    """Share of studies in which smiles of the groups differ, at p ≤ 0.05 before and after Holm.

    Aim of the first: the power of the t test for the true difference. Of the second: at most 5 % without a difference,
    and otherwise at least the power at the level of Bonferroni. Both within 4 standard errors, and with a difference 3
    points more, because smiles are not normally distributed.
    """
    common = _population(0.0, people, generator(seed, 11, 0))
    for effect in effects:
        other = _population(effect, people, generator(seed, 11, round(10 * effect))) if effect else common
        true_sd = _difference_sd(common, other)
        for n in sizes:
            found = np.array([_p_values(common, other, n, generator(seed, 12, n, run)) for run in range(runs)])
            shares = [float((found[:, 0] <= ALPHA).mean()), float(found[:, 1].mean())]
            setting = f"{n} and {n} participants, {true_sd:.2f} sd apart"
            power, least = t_test_power(true_sd, n, ALPHA), t_test_power(true_sd, n, ALPHA / len(COMPARED))
            room = (0.03 if effect else 0.0) + 4 * sqrt(power * (1 - power) / runs)
            name = f"share with p ≤ 0.05 (theory: {power:.3f})"
            yield Row(
                "groups",
                setting,
                runs,
                name,
                shares[0],
                (max(round(power - room, 3), 0.0), min(round(power + room, 3), 1.0)),
            )
            aim = (max(round(least - room, 3), 0.0), np.inf) if effect else (-np.inf, round(ALPHA + room, 3))
            yield Row("groups", setting, runs, "share found after Holm", shares[1], aim)


def t_test_power(effect: float, n: int, alpha: float) -> float:
    """Power of a two-sided t test of two groups of `n` with means `effect` standard deviations apart."""
    df, shift = 2 * n - 2, effect * sqrt(n / 2)
    bound = t.ppf(1 - alpha / 2, df)
    return float(nct.sf(bound, df, shift) + nct.cdf(-bound, df, shift)) if effect else alpha


def _population(effect: float, count: int, rng: np.random.Generator) -> MeasureTable:
    """Measures of many people. Their smiles are wider by `effect` standard deviations between people."""
    sessions = []
    for number in range(count):
        who = draw_simulated_person(rng)
        who = replace(who, smile=who.smile + effect * SMILE_SD)
        sessions.append([simulated_session_signals(f"w{number}", who, [ADVERT], rng)])
    return make_measure_table(sessions)


def _smiles(population: MeasureTable) -> Floats:
    (value,) = (value for name, _, value, _ in VALUES if name == MEASURE)
    return np.array([value(one) for one in population.rows[ADVERT.creative]], dtype=np.float64)


def _difference_sd(a: MeasureTable, b: MeasureTable) -> float:
    """Difference of the two populations in standard deviations within them."""
    first, second = _smiles(a), _smiles(b)
    return float((np.nanmean(second) - np.nanmean(first)) / sqrt((np.nanvar(first) + np.nanvar(second)) / 2))


def _p_values(a: MeasureTable, b: MeasureTable, n: int, rng: np.random.Generator) -> tuple[float, float]:
    """p of smiles in one study of two groups of `n`, and 1 if smiles are found after Holm: else 0.

    If both groups come from the same people, any measure that is found counts.
    """
    rows = [table.rows[ADVERT.creative][place] for table in (a, b) for place in rng.integers(0, len(a.people), n)]
    people = tuple(ChosenParticipant("", frozenset(), (), {"group": "ab"[place >= n]}) for place in range(2 * n))
    table = MeasureTable([], {ADVERT.creative: 30}, {ADVERT.creative: rows})
    found = compare_groups(Selection(people, (), (GROUP,)), table)
    smile = next(one for one in found if one.measure == MEASURE)
    assert smile.found.p is not None
    wanted = found if a is b else [smile]
    return smile.found.p, float(any(one.p_holm is not None and one.p_holm <= ALPHA for one in wanted))
