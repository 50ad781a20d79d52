"""A third is named only where the rank of an ad surely lies in it."""

import numpy as np
import pytest

from central.recommend.effects import Effects
from central.recommend.rank_thirds import LEAST_ADVERTS, rank_third
from edge.statistics.columns import Floats


def effects(shrunk: Floats, se: float, spread: float = 0.05, sites: float = 12.0) -> Effects:
    """Effects with these shrunk values, each known to `se`."""
    ones = np.ones_like(shrunk)
    return Effects(shrunk, shrunk, ones * se**2, sites * ones, np.zeros((int(sites), len(shrunk))), spread)


LADDER: Floats = np.array(np.linspace(0.1, -0.1, 12), dtype=np.float64)
"""Twelve ads, the first draws most."""


def test_ads_far_apart_have_their_thirds() -> None:
    """Four upper, four middle, four lower."""
    found = [rank_third(effects(LADDER, 0.0005), ad) for ad in range(12)]
    assert found == ["upper"] * 4 + ["middle"] * 4 + ["lower"] * 4


def test_an_ad_at_the_border_has_none() -> None:
    """Its rank may lie in two thirds; the first and the last are known all the same."""
    found = [rank_third(effects(LADDER, 0.009), ad) for ad in range(12)]
    assert (found[0], found[3], found[4], found[-1]) == ("upper", None, None, "lower")


@pytest.mark.parametrize(
    "known",
    [
        effects(LADDER, 0.0005, spread=0.0),
        effects(LADDER, 0.0005, sites=3.0),
        effects(LADDER[: LEAST_ADVERTS - 1], 0.0005),
        effects(np.full(12, np.nan), 0.0005),
    ],
    ids=["equal ads", "three sites", "eight ads", "nothing told"],
)
def test_too_little_names_no_third(known: Effects) -> None:
    """Equal ads have no order, and few sites or ads none that is known."""
    assert rank_third(known, 0) is None


def test_ads_without_an_effect_are_not_counted() -> None:
    """One that no site compares has no rank, and takes none."""
    shrunk = np.array([np.nan, *LADDER])
    found = [rank_third(effects(shrunk, 0.0005), ad) for ad in range(13)]
    assert found == [None, *["upper"] * 4, *["middle"] * 4, *["lower"] * 4]
