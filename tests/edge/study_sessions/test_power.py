"""Power of a plan: simulated studies find a planted difference about as often as the t test."""

import pytest

from edge.study.plan import ADS, GROUPS, PlannedComparison, StudyPlan
from edge.study.plans import PlannedPower
from edge.study_sessions.simulation.power import comparison_power, simulate_plan_powers
from tests.edge.study.simulations.group_differences import t_test_power

SMILE = "smile, change over the ad"
GROUP = PlannedComparison(GROUPS, (SMILE,), ("spring",), 1.0, "group", ("a", "b"))
PAIR = PlannedComparison(ADS, (SMILE, "attention"), ("spring", "summer"), 0.8)


def test_the_power_of_groups_is_near_that_of_a_t_test() -> None:
    found = comparison_power(GROUP, SMILE, 16, 4, runs=150)
    assert found == pytest.approx(t_test_power(1.0, 16, 0.05 / 4), abs=0.16)  # 4 standard errors


def test_the_power_of_ads_grows_with_participants_and_falls_with_tests() -> None:
    few, many, corrected = (
        comparison_power(PAIR, SMILE, n, tests, runs=200) for n, tests in ((8, 1), (20, 1), (20, 10))
    )
    assert few is not None
    assert many is not None
    assert corrected is not None
    assert few < corrected < many
    assert comparison_power(PAIR, SMILE, 5, 1, runs=20) == 0.0
    assert comparison_power(GROUP, SMILE, 4, 1, runs=20) == 0.0


def test_a_plan_has_a_power_for_each_measure_and_none_that_is_not_simulated() -> None:
    plan = StudyPlan(41, (GROUP, PAIR), ())
    group, smile, attention = simulate_plan_powers(plan, runs=50)
    assert (group.comparison, group.measure, group.n, group.tests) == (0, SMILE, 20, 1)
    assert (smile.comparison, smile.n, smile.tests) == (1, 41, 1)
    assert attention == PlannedPower(1, "attention", 41, 1, None)
    assert simulate_plan_powers(plan, runs=50) == (group, smile, attention)
