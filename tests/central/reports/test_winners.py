"""A winner is ahead by the number that is printed, and within the interval beside it."""

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from central.languages.language import find_language
from central.reports.differences import Paired
from central.reports.experiment_values import Difference
from central.reports.rendering.verdicts import experiment_headline
from central.reports.winners import Plan, judge_experiment
from central.statistics.differences import Pairs, complete_pairs
from tests.central.reports.verdict_examples import experiment

NUMBER = r"−?[0-9]+\.[0-9]+"
LEAD = re.compile(
    rf"spring_(\w) draws more smiles than spring_(\w), by ({NUMBER}) points \(95 %: ({NUMBER}) to ({NUMBER})\)\."
)


def paired(groups: list[tuple[int, int, float]], noise: float, seed: int) -> Paired:
    """Arms a and b in groups of sites, each of so many sites that tell so many days with so large a difference."""
    rng, of_day = np.random.default_rng(seed), 40.0
    days = max(days for _, days, _ in groups)
    rows = [(told, effect) for sites, told, effect in groups for _ in range(sites)]
    people = np.array([[of_day] * told + [0.0] * (days - told) for told, _ in rows])
    a = np.array([[0.3 + effect] * days for _, effect in rows]) + rng.normal(0.0, noise, people.shape)
    return Paired(("a", "b"), complete_pairs(people, people * a, people, people * 0.3), np.arange(days))


def verdict(made: Paired, planned: int | None) -> Difference:
    last = int(made.days[-1])
    (found,) = judge_experiment([made], Plan(planned, last, last))
    return found


def headline(found: Difference, code: str = "en") -> str:
    shown = experiment(difference=found, differences=[found], winner=found.winner, reason=found.reason)
    return experiment_headline(shown, find_language(code)).replace("\u00a0", " ")


def number(text: str) -> float:
    return float(text.replace("−", "-"))


SHORT_AHEAD = [(10, 1, 0.05), (10, 40, -0.04)]
"""Shops that tell one day are for a, shops that tell every day for b."""


@given(
    groups=st.lists(
        st.tuples(
            st.integers(2, 12),
            st.integers(1, 40),
            st.floats(-0.12, 0.12) | st.sampled_from([0.0, 0.0003, -0.0004]),
        ),
        min_size=1,
        max_size=3,
    ),
    noise=st.sampled_from([0.0, 0.002, 0.02]),
    seed=st.integers(0, 3),
    is_planned=st.booleans(),
)
@settings(max_examples=40)
@example(groups=SHORT_AHEAD, noise=0.0, seed=0, is_planned=False)
@example(groups=[(12, 1, 0.09), (12, 40, -0.04)], noise=0.0, seed=0, is_planned=True)
@example(groups=[(12, 40, 0.0004)] * 3, noise=0.0, seed=0, is_planned=True)
def test_the_named_winner_is_ahead_by_the_printed_number(
    groups: list[tuple[int, int, float]], noise: float, seed: int, is_planned: bool
) -> None:
    made = paired(groups, noise, seed)
    found = verdict(made, int(made.days[-1]) if is_planned else None)
    text = headline(found)
    if found.winner is None:
        assert "draws more" not in text
        return
    said = LEAD.fullmatch(text)
    assert said, text
    by, low, high = (number(part) for part in said.groups()[2:])
    assert said[1] == found.winner
    assert by > 0, text
    assert 0 <= low <= by <= high, text


@pytest.mark.parametrize("planned", [None, 39, 60])
def test_shops_of_one_day_and_shops_of_forty_give_one_estimate(planned: int | None) -> None:
    """Days and shops have one mean: interval and sequence are around it. No language names a winner by chance."""
    found = verdict(paired(SHORT_AHEAD, 0.0, 0), planned)
    assert found.mean is not None
    assert found.sequence_low is not None
    assert found.sequence_high is not None
    assert found.mean == pytest.approx((found.sequence_low + found.sequence_high) / 2)
    assert (found.winner, found.shown) == (None, False)


def test_later_days_name_a_winner_where_the_planned_end_named_none() -> None:
    """All numbers are then those of the later look: mean, sequence, shops and days; those of the end are gone."""
    made = paired([(10, 60, 0.04)], 0.002, 0)
    signs = np.where(made.days < 10, np.where(np.arange(10) % 2, 1.0, -1.0)[:, np.newaxis], 1.0)
    found = verdict(Paired(made.of, Pairs(made.pairs.values * signs, made.pairs.weights), made.days), 9)
    assert (found.winner, found.reason) == ("a", "the confidence sequence excludes 0")
    assert found.site_days == 600
    assert (found.low, found.high, found.p, found.adjusted_p) == (None,) * 4
    assert headline(found).startswith("spring_a draws more smiles than spring_b, by 3.3 points")


def test_a_winner_of_the_planned_end_stands_whatever_comes_later() -> None:
    """Arm a is ahead up to the planned end. Then arm b is: the numbers stay those of the end."""
    made = paired([(10, 60, 0.04)], 0.002, 0)
    later = np.where(made.days > 9, -1.0, 1.0)
    turned = Paired(made.of, Pairs(made.pairs.values * later, made.pairs.weights), made.days)
    found = verdict(turned, 9)
    assert found.site_days == 100
    assert (found.winner, found.reason) == ("a", "the interval at the planned end excludes 0")
    assert headline(found).startswith("spring_a draws more smiles than spring_b, by 4.0 points")
