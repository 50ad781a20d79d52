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
    assert first.size == pytest.approx(band.mean[1:3].mean())
    assert (first.low, first.high) == pytest.approx((band.band_low[1:3].mean(), band.band_high[1:3].mean()))


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
