"""A recommendation that is followed loses less than adverts that take turns: a short form of `make regret`."""

import pytest

from tests.central.regret.__main__ import LITTLE, document, is_in_order
from tests.central.regret.policies import POLICIES
from tests.central.regret.studies import SIZES, Outcome, coverage, follow

RUNS, SEED = 2, 1
UNIFORM, BEST, OURS, USUAL = "uniform", "best overall", "recommended, any reported share, floor 0", "recommended"


def short(size: int, *names: str) -> dict[str, Outcome]:
    return {name: follow(POLICIES[name], size, RUNS, SEED) for name in names}


@pytest.mark.parametrize("size", [size for size in SIZES if size != LITTLE])
def test_the_recommendation_loses_less_than_taking_turns(size: int) -> None:
    """And no more than giving all to the best overall, from the same day on."""
    found = short(size, UNIFORM, BEST, OURS)
    assert found[OURS].regret < 0.6 * found[UNIFORM].regret
    assert found[OURS].regret < 1.3 * found[BEST].regret
    assert found[OURS].told >= found[UNIFORM].told


def test_where_little_is_told_there_is_no_advice() -> None:
    """A third of the watchers is told; without that rail it is no worse either."""
    found = short(LITTLE, UNIFORM, OURS, USUAL)
    assert found[USUAL].lost.tolist() == found[UNIFORM].lost.tolist()
    assert found[OURS].regret <= found[UNIFORM].regret


def test_the_interval_of_the_gain_holds_the_truth() -> None:
    covered = coverage(60, 40, SEED)
    assert covered.of == 40
    assert covered.held / covered.of >= 0.88
    assert covered.advised > 20


def test_a_table_tells_what_is_lost() -> None:
    """And the command fails where the recommendation loses more than taking turns."""
    outcome = follow(POLICIES[UNIFORM], 60, RUNS, SEED)
    found = dict.fromkeys(POLICIES, outcome)
    text = document({60: found}, {60: coverage(60, 1, SEED)}, "command")
    assert f"| recommended | {100 * outcome.regret:.2f} ({100 * outcome.told:.0f} %) |" in text
    assert not is_in_order(60, found)
