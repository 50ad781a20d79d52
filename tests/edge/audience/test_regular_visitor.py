"""What many days tell of one customer who comes at known times: so a visit is protected, and not a person."""

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource
from edge.promise.promise import full_promise_text
from edge.settings.audience import ReactionSettings

OTHERS, TRIALS = 15, 3000
REACTION = ReactionSettings()
ERROR = 0.03

Floats = NDArray[np.float64]


def guesses(days: int, shown: float, chance: np.random.Generator) -> Floats:
    """Mean difference of the sums with her and without, over four reactions of each day."""
    sd = NoiseSource(REACTION.noise, Draws(Random(1))).deviations.total
    noise = chance.normal(0.0, sd, (2, TRIALS, days, REACTION.creatives))
    with_her, without = (crowds(days, size, chance) for size in (OTHERS, OTHERS + 1))
    hers = shown + chance.uniform(-0.1, 0.1, (TRIALS, days, REACTION.creatives))
    differences = with_her[..., None] + hers.clip(0.0, 1.0) + noise[0] - without[..., None] - noise[1]
    means: Floats = differences.mean(axis=(1, 2))
    return means


def crowds(days: int, size: int, chance: np.random.Generator) -> Floats:
    """Sums of so many passers-by, others each day, who mostly smile little."""
    smiles = np.exp(np.log(0.08) + 0.9 * chance.standard_normal((TRIALS, days, size))).clip(0.01, 0.95)
    sums: Floats = smiles.sum(axis=2)
    return sums


def area(yes: Floats, no: Floats) -> float:
    """Probability that a guess about one who smiles is above one about one who does not."""
    return float(np.searchsorted(np.sort(no), yes).mean() / len(no))


PROMISED = {1: 0.70, 5: 0.88, 10: 0.96, 30: 1.00}


def test_the_promise_names_these_days_and_figures() -> None:
    days, figures = (" / ".join(map(str, PROMISED)), " / ".join(f"{figure:.2f}" for figure in PROMISED.values()))
    assert f"{days} days: {figures}" in full_promise_text("en")


@pytest.mark.parametrize(("days", "figure"), PROMISED.items())
def test_a_regular_customer_is_guessed_after_days_as_promised(days: int, figure: float) -> None:
    """One of 16 people, four ads a visit, with the noise that is published."""
    chance = np.random.default_rng(5)
    found = area(guesses(days, 0.8, chance), guesses(days, 0.05, chance))
    print(f"\n{days} days: {found:.3f}")
    assert abs(found - figure) < ERROR
