"""Pairs in a list: the printed interval is of one mind with the verdict."""

import numpy as np
import pytest

from central.reports.differences import Paired
from central.reports.winners import Plan, judge_comparison, judge_experiment
from central.statistics.differences import Pairs

SITES, DAYS = 8, 6


def list_of_pairs(rng: np.random.Generator, effects: list[float]) -> list[Paired]:
    """Differences of these sizes, in the same sites and days."""
    of = [("a", chr(ord("b") + place)) for place in range(len(effects))]
    ones = np.ones((SITES, DAYS))
    return [
        Paired(name, Pairs(effect + rng.normal(0, 0.03, (SITES, DAYS)), 40 * ones), np.arange(DAYS))
        for name, effect in zip(of, effects, strict=True)
    ]


@pytest.mark.parametrize("seed", range(30))
def test_the_interval_of_a_listed_pair_agrees_with_its_verdict(seed: int) -> None:
    """Of many pairs an interval of 95 % excludes 0 by chance: the printed one excludes it exactly where a difference is
    shown."""
    rng = np.random.default_rng(seed)
    made = list_of_pairs(rng, [0.0] * 6 + rng.uniform(-0.03, 0.03, 4).tolist())
    for pair in judge_comparison(made):
        assert pair.low is not None
        assert pair.high is not None
        assert (not pair.low <= 0 <= pair.high) == pair.shown
        assert pair.low <= (pair.mean or 0.0) <= pair.high
    for arm in judge_experiment(made, Plan(DAYS - 1, DAYS - 1, DAYS - 1)):
        if arm.low is not None and arm.high is not None and arm.reason.startswith("the interval at the planned end"):
            assert arm.winner is not None
            assert not arm.low <= 0 <= arm.high
