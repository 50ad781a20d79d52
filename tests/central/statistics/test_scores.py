"""Tests of the named scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.intervals import Estimate, mean_of_values
from central.statistics.scores import LEAST_SHARE, Score, estimate_scores
from edge.statistics.columns import Floats

CURVE = [0.1, 0.1, 0.2, 0.5, 0.6, 0.4, 0.1, 0.15, 0.2, 0.25]
NAMES = ["peak", "end", "peak_end", "first_3_s", "retention"]
tables = st.tuples(st.integers(0, 7), st.integers(0, 6)).flatmap(
    lambda shape: arrays(
        np.float64, shape, elements=st.one_of(st.just(np.nan), st.floats(0, 1).map(lambda x: round(x, 2)))
    )
)


def sites(count: int = 6, curve: list[float] = CURVE) -> Floats:
    """The same curve at sites of different levels."""
    values: Floats = np.array(curve) + 0.01 * np.arange(count)[:, np.newaxis]
    return values


def by_name(found: list[Score]) -> dict[str, Estimate]:
    return {score.name: score.estimate for score in found}


def same(one: Estimate, other: Estimate) -> None:
    assert (one.clusters, one.reason) == (other.clusters, other.reason)
    for a, b in ((one.mean, other.mean), (one.low, other.low), (one.high, other.high)):
        assert (a is None) == (b is None)
        assert a is None or b is None or a == pytest.approx(b)


def test_scores_are_what_their_names_say() -> None:
    watchers = np.array([[10, 10, 10, 9, 8, 7, 6, 5, 5, 5]] * 6)
    found = estimate_scores(sites(), watchers)
    assert [score.name for score in found] == NAMES
    assert [score.second for score in found] == [4, None, None, None, None]
    levels = 0.01 * np.arange(6)
    estimates = by_name(found)
    same(estimates["peak"], mean_of_values(0.5 + levels))
    same(estimates["end"], mean_of_values(0.2 + levels))
    same(estimates["peak_end"], mean_of_values(0.35 + levels))
    same(estimates["first_3_s"], mean_of_values(0.4 / 3 + levels))
    same(estimates["retention"], mean_of_values([0.5] * 6))


def test_the_peak_of_a_half_is_where_the_other_half_has_it() -> None:
    """Sites of one half peak early, those of the other late: none is measured where it is highest itself."""
    values = np.zeros((8, 9))
    values[0::2, 0:3] = 0.3
    values[1::2, 6:9] = 0.3
    values += 1e-3 * np.arange(8)[:, np.newaxis]
    values[0::2, 0:3] += 1e-3  # the peak of all
    found = estimate_scores(values, np.ones((8, 9)))[0]
    levels = 1e-3 * np.arange(8)
    all_choose_early = mean_of_values(np.where(np.arange(8) % 2 == 0, 0.301, 0.0) + levels)
    assert found.second == 1
    assert found.estimate.mean == pytest.approx(levels.mean())
    assert found.estimate.high == pytest.approx(all_choose_early.high)
    assert found.estimate.low == pytest.approx(mean_of_values(levels).low)
    end = values[:, 6:].mean(axis=1)
    peak_end = by_name(estimate_scores(values, np.ones((8, 9))))["peak_end"]
    assert peak_end.mean == pytest.approx(((levels + end) / 2).mean())
    assert peak_end.high == pytest.approx(mean_of_values((values[:, 1] + end) / 2).high)


def intervals_of(told: dict[tuple[int, int], float], sites: int) -> tuple[Score, Floats]:
    """Peak of sites, and their values; `told`: value by site and first second of a span, nan withholds it.

    The sites' levels rise, so that odd ones are one half and even ones the other.
    """
    values = np.zeros((sites, 12))
    for (site, start), value in told.items():
        values[site, start : start + 3] = value
    values -= np.nanmean(values, axis=1, keepdims=True)
    values += 1e-3 * np.arange(sites)[:, np.newaxis]
    return estimate_scores(values, np.ones_like(values))[0], values


def test_too_few_sites_where_the_other_half_has_its_peak() -> None:
    """Even sites are highest in a span that odd ones do not tell: two sites are left, though all four tell the peak."""
    told = {(0, 0): 0.3, (2, 0): 0.3, (0, 6): 0.2, (2, 6): 0.2, (1, 6): 0.5, (3, 6): 0.5}
    found, _ = intervals_of(told | {(1, 0): np.nan, (3, 0): np.nan}, 4)
    assert (found.second, found.estimate.clusters, found.estimate.reason) == (7, 2, FEW_SITES)
    assert found.estimate.high is None


def test_too_few_sites_at_the_peak_of_all() -> None:
    """Three of six tell the span that is highest for all, and each half has another: its interval stands alone."""
    told = {(site, 0): 0.3 if site < 3 else np.nan for site in range(6)}
    told |= {(site, 4): 0.4 if site % 2 == 0 else 0.0 for site in range(6)}
    told |= {(site, 8): 0.4 if site % 2 == 1 else 0.0 for site in range(6)}
    found, values = intervals_of(told, 6)
    crossed = [values[site, 8 if site % 2 == 0 else 4] for site in range(6)]
    assert (found.second, found.estimate.clusters) == (1, 6)
    same(found.estimate, mean_of_values(crossed))


def test_noise_alone_raises_no_peak() -> None:
    """The highest of 30 noisy seconds is 0.013 too high; that of the other half is right on average."""
    rng = np.random.default_rng(1)
    found = [
        estimate_scores(0.2 + 0.02 * rng.standard_normal((20, 30)), np.ones((20, 30)))[0].estimate for _ in range(200)
    ]
    means = [each.mean for each in found if each.mean is not None]
    assert np.mean(means) == pytest.approx(0.2, abs=0.001)


def test_a_peak_that_few_sites_tell_is_none() -> None:
    """A span that less than half as many sites tell as another is not chosen; one that half tell is."""
    assert LEAST_SHARE == 0.5
    values = sites()
    values[:3, 4] = np.nan
    found = estimate_scores(values, np.ones_like(values))[0]
    assert (found.second, found.estimate.clusters) == (4, 3)
    values[3, 4] = np.nan
    found = estimate_scores(values, np.ones_like(values))[0]
    assert found.second == 2
    assert found.estimate.mean == pytest.approx(0.8 / 3 + 0.025)
    assert found.estimate.clusters == 6


def test_a_high_level_is_no_peak() -> None:
    """Three shops where people smile much tell the last seconds only: the peak is where the others have it."""
    values = np.tile([0.1, 0.3, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1], (7, 1)) + 0.001 * np.arange(7)[:, np.newaxis]
    values[4:] += 0.5
    values[4:, :5] = np.nan
    found = estimate_scores(values, np.ones_like(values))[0]
    assert (found.second, found.estimate.clusters) == (2, 4)
    assert found.estimate.mean == pytest.approx(0.3015)


def test_a_site_without_the_last_second_has_no_end() -> None:
    values = sites()
    values[0, -1] = np.nan
    estimates = by_name(estimate_scores(values, np.ones_like(values)))
    assert (estimates["end"].clusters, estimates["peak_end"].clusters, estimates["first_3_s"].clusters) == (5, 5, 6)


def test_a_site_that_nobody_watched_at_first_has_no_retention() -> None:
    watchers = np.ones((6, 10))
    watchers[0, :3] = 0
    watchers[1, 0] = np.nan
    found = by_name(estimate_scores(sites(), watchers))["retention"]
    assert (found.mean, found.clusters) == (1.0, 4)


def test_a_short_advert_is_one_span() -> None:
    for seconds, middle in ((1, 0), (2, 1), (3, 1)):
        values = sites(curve=CURVE[:seconds])
        found = estimate_scores(values, np.ones_like(values))
        assert found[0].second == middle
        for estimate in list(by_name(found).values())[:-1]:
            same(estimate, mean_of_values(values.mean(axis=1)))


def test_few_sites_have_no_interval() -> None:
    """One site alone has nobody to choose for it: it is measured at its own peak."""
    for count in (1, 3):
        found = estimate_scores(sites(count), np.ones((count, 10)))[0]
        assert (found.second, found.estimate.low, found.estimate.high) == (4, None, None)
        assert (found.estimate.clusters, found.estimate.reason) == (count, FEW_SITES)
        assert found.estimate.mean == pytest.approx(0.5 + 0.005 * (count - 1))


def test_nothing_told_is_said() -> None:
    for shape in ((0, 0), (0, 5), (5, 0), (5, 5)):
        found = estimate_scores(np.full(shape, np.nan), np.full(shape, np.nan))
        assert [score.name for score in found] == NAMES
        assert all(score.estimate.reason == NOTHING_TOLD and score.second is None for score in found)


@settings(max_examples=60)
@given(tables)
def test_scores_lie_in_their_intervals(values: Floats) -> None:
    for score in estimate_scores(values, np.ones_like(values)):
        found = score.estimate
        if found.low is not None:
            assert found.mean is not None
            assert found.high is not None
            assert found.low < found.mean < found.high


@settings(max_examples=60)
@given(tables, st.permutations(range(7)))
def test_the_order_of_sites_does_not_matter(values: Floats, order: list[int]) -> None:
    """As long as no two have the same level: then it may decide which half a site is in."""
    levels = np.nan_to_num(np.array([row[~np.isnan(row)].mean() if (~np.isnan(row)).any() else 0.0 for row in values]))
    if np.unique(np.round(levels, 9)).size < levels.size:
        return
    shuffled = values[[i for i in order if i < len(values)]]
    for one, other in zip(estimate_scores(values, values), estimate_scores(shuffled, shuffled), strict=True):
        assert one.second == other.second
        same(one.estimate, other.estimate)
