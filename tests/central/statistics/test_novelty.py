"""A difference that changed from the first third of its days to the last."""

import numpy as np
import pytest

from central.statistics.differences import Pairs
from central.statistics.novelty import change_over_days
from tests.central.calibration.novelty import changes


def pairs(effects: list[float], sites: int = 8, noise: float = 0.0, seed: int = 1) -> Pairs:
    """Differences of these days in so many sites."""
    rng = np.random.default_rng(seed)
    values = np.array(effects) + rng.normal(0, noise, (sites, len(effects)))
    return Pairs(values, np.full(values.shape, 40.0))


def test_a_difference_that_wears_off_is_found() -> None:
    """Its size in both thirds stands beside it."""
    found = change_over_days(pairs([0.06] * 7 + [0.03] * 7 + [0.0] * 7, noise=0.01))
    assert found is not None
    assert found.p < 0.001
    assert [found.first, found.last] == pytest.approx([0.06, 0.0], abs=0.01)


def test_few_days_or_sites_show_no_change() -> None:
    """Three days in each third, and four sites, are the least."""
    assert change_over_days(pairs([0.1] * 4 + [0.0] * 4)) is None
    assert change_over_days(pairs([0.1] * 5 + [0.0] * 5, sites=3)) is None
    empty = Pairs(np.full((8, 12), np.nan), np.zeros((8, 12)))
    assert change_over_days(empty) is None


def test_a_site_with_one_third_has_no_part_in_the_change() -> None:
    """Shops that join late have another difference, and nothing changed."""
    made = pairs([0.0] * 21, sites=12, noise=0.01)
    made.values[6:] += 0.1
    made.weights[6:, :14] = 0.0
    made.values[6:, :14] = np.nan
    found = change_over_days(made)
    assert found is not None
    assert found.p > 0.05


def test_a_constant_difference_is_seldom_said_to_change() -> None:
    """Also where days move all shops alike; `make calibration` has the shares."""
    for cell in changes(150, 3):
        assert cell.aim is not None
        assert cell.aim[0] - 0.05 <= cell.share <= cell.aim[1] + 0.05, (cell.setting, cell.share)
