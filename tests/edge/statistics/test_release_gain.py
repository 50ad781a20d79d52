"""What a kiosk gains when its reactions leave once for each part of the day."""

import numpy as np
import pytest

from edge.audience.noise import NO_NOISE, NoiseSource
from edge.statistics.release_gain import CELL_TO_TOTAL, SECOND_VARIANCE, cell_variance_factor

NOISE = NoiseSource(0.5, NO_NOISE.draws).deviations


def test_noise_of_a_cell_is_so_many_times_that_of_a_total() -> None:
    """As the rules of disclosure draw it."""
    assert NOISE.cell**2 == pytest.approx(CELL_TO_TOTAL * NOISE.total**2)


@pytest.mark.parametrize(("messages", "people", "factor"), [(12, 30, 0.43), (18, 74, 0.62), (1, 30, 1.0), (40, 0, 1.0)])
def test_many_small_messages_gain_most(messages: int, people: int, factor: float) -> None:
    """12 of 30 people, and 18 of 74."""
    assert cell_variance_factor(messages, people, NOISE.cell**2) == pytest.approx(factor, abs=0.005)


def test_parts_of_the_day_gain_less() -> None:
    """Each part has a message of its own."""
    one, four = (cell_variance_factor(12, 30, NOISE.cell**2, parts) for parts in (1, 4))
    assert one < four < 1
    assert cell_variance_factor(3, 30, NOISE.cell**2, parts=4) == 1.0


def test_the_factor_is_that_of_drawn_days() -> None:
    """Means of 12 messages of 30 people, and of the same people in one."""
    rng = np.random.default_rng(1)
    people = rng.normal(0.1, SECOND_VARIANCE**0.5, (20_000, 12, 30)).sum(axis=2)
    apart = (people + rng.normal(0, NOISE.cell, people.shape)).sum(axis=1) / 360
    together = (people.sum(axis=1) + rng.normal(0, NOISE.cell, len(people))) / 360
    assert together.var() / apart.var() == pytest.approx(cell_variance_factor(12, 30, NOISE.cell**2), abs=0.02)
