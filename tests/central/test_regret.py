"""A recommendation that is followed loses less than adverts that take turns: a short form of `make regret`."""

import os

import pytest

from tests.central.regret.__main__ import LITTLE, MOST_LOST, document, is_in_order
from tests.central.regret.policies import OURS, POLICIES, TURNS
from tests.central.regret.studies import SIZES, Outcome, coverage, follow

RUNS, SEED = 2, 1
IS_LONG = os.environ.get("VITRINA_LONG") == "1"
UNIFORM, BEST = "uniform", "best overall"


def short(size: int, *names: str, runs: int = RUNS) -> dict[str, Outcome]:
    return {name: follow(POLICIES[name], size, runs, SEED) for name in names}


@pytest.mark.parametrize("size", [size for size in SIZES if size != LITTLE])
def test_the_recommendation_loses_less_than_all_adverts_alike(size: int) -> None:
    """From the same day on as giving all to the best overall."""
    found = short(size, UNIFORM, BEST, OURS)
    assert found[OURS].regret < 0.7 * found[UNIFORM].regret
    assert found[OURS].told >= found[UNIFORM].told


@pytest.mark.parametrize("size", sorted(MOST_LOST) if IS_LONG else [60])
def test_turns_with_a_recommendation_lose_least(size: int) -> None:
    """In a quiet chain, too: there all adverts alike report a quarter of the watchers."""
    found = short(size, UNIFORM, TURNS, runs=RUNS if IS_LONG else 1)
    assert found[TURNS].regret <= 1.5 * MOST_LOST[size]  # so few worlds
    assert found[TURNS].regret < (0.9 if size == LITTLE else 0.6) * found[UNIFORM].regret
    assert found[TURNS].told > 0.7


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
    assert (
        f"| recommended | {100 * outcome.regret:.2f} ± {100 * outcome.chance:.2f} ({100 * outcome.told:.0f} %) |"
        in text
    )
    assert not is_in_order(60, found)
