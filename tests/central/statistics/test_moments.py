"""Tests of moments: seconds that differ from the advert's own mean."""

import numpy as np
import pytest

from central.statistics.curve import estimate_curve
from central.statistics.moments import find_moments
from edge.statistics.columns import Floats, row_means


def sites(curve_of_advert: list[float], count: int = 20, spread: float = 0.002) -> Floats:
    """Sites of levels that differ much, and of curves that differ little."""
    rng = np.random.default_rng(1)
    levels = 0.1 * rng.standard_normal((count, 1))
    values: Floats = np.array(curve_of_advert) + levels + spread * rng.standard_normal((count, len(curve_of_advert)))
    return values


def test_a_smile_and_a_lull_are_two_moments() -> None:
    """Though the levels of sites differ by more than the moments."""
    found = find_moments(sites([0.2, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.2]))
    assert [(moment.from_second, moment.to_second) for moment in found] == [(1, 3), (5, 7)]
    assert [moment.size for moment in found] == pytest.approx([0.1, -0.1], abs=0.003)
    assert all(moment.low < moment.size < moment.high for moment in found)
    assert found[0].low > 0 > found[1].high


def test_opposite_seconds_side_by_side_are_two_moments() -> None:
    """At the very beginning and the very end, too."""
    found = find_moments(sites([0.3, 0.1, 0.2, 0.2, 0.1, 0.3]))
    assert [(moment.from_second, moment.to_second) for moment in found] == [(0, 1), (1, 2), (4, 5), (5, 6)]


def test_size_and_bounds_are_means_over_the_run() -> None:
    values = sites([0.2, 0.3, 0.32, 0.2])
    band = estimate_curve(values - row_means(values)[:, np.newaxis])
    (first, *_) = [moment for moment in find_moments(values) if moment.from_second == 1]
    median = np.median(band.mean)
    assert first.size == pytest.approx(band.mean[1:3].mean() - median)
    bounds = (band.band_low[1:3].mean() - median, band.band_high[1:3].mean() - median)
    assert (first.low, first.high) == pytest.approx(bounds)


def test_a_smile_makes_no_lull_of_the_rest() -> None:
    """A high peak lifts the mean of the estimate_curve above most of its seconds, and not its median."""
    found = find_moments(sites([0.1] * 4 + [0.5] * 3 + [0.1] * 5))
    assert [(moment.from_second, moment.to_second) for moment in found] == [(4, 7)]
    assert found[0].size == pytest.approx(0.4, abs=0.003)


def test_who_stays_makes_no_moment() -> None:
    """Smiles rise as those leave who do not smile. A smile on top of it is one still."""
    left = np.array([0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    watchers, drift = 4_000 * (1 - left), 0.1 + 0.2 * left
    rise = np.where(np.arange(10) == 6, 0.1, 0.0)
    assert find_moments(sites(list(drift))) != []
    assert find_moments(sites(list(drift)), watchers) == []
    found = find_moments(sites(list(drift + rise)), watchers)
    assert [(moment.from_second, moment.to_second) for moment in found] == [(6, 7)]


def test_watchers_who_all_stay_change_nothing() -> None:
    values = sites([0.2, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.2])
    assert find_moments(values, np.full(8, 500.0)) == find_moments(values, np.zeros(8)) == find_moments(values)


def test_a_flat_curve_has_none() -> None:
    """Nor has one whose sites differ in level alone."""
    assert find_moments(sites([0.2] * 6, spread=0.0)) == []
    assert find_moments(np.full((20, 6), 0.13)) == []


def test_nine_sites_name_no_moment() -> None:
    curve_of_advert = [0.1, 0.5, 0.1, 0.1]
    assert find_moments(sites(curve_of_advert, count=9)) == []
    assert find_moments(sites(curve_of_advert, count=10)) != []


def test_nothing_told_names_nothing() -> None:
    for shape in ((0, 0), (0, 5), (5, 0), (20, 5)):
        assert find_moments(np.full(shape, np.nan)) == []


def test_a_site_that_tells_less_than_half_is_left_out() -> None:
    """A site that tells one second has a difference of 0 there: it would hide the moment."""
    for curve_of_advert, is_left_out in (([0.1, 0.1, 0.3, 0.1, 0.1], True), ([0.1, 0.1, 0.3, 0.1], False)):
        values = sites(curve_of_advert)
        with_two = np.full((30, len(curve_of_advert)), np.nan)
        with_two[:, 1:3] = 0.3
        assert (find_moments(np.concatenate([values, with_two])) == find_moments(values)) is is_left_out
