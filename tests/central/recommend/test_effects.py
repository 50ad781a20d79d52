"""Effects of adverts are found whatever the levels of shops and days are, and shrunk by what chance makes of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.recommend.columns import fit_columns, largest_connected_group
from central.recommend.effects import SiteDays, estimate_effects
from central.recommend.gain import expected_gain

EFFECTS = np.array([0.03, 0.0, -0.01, -0.02])


def site_days(seed: int, *, person_sd: float = 0.0, noise: float = 0.0, people: float = 40.0) -> SiteDays:
    """A shop of 28 days whose level and days hide the effects; days on which an advert is not told."""
    rng = np.random.default_rng(seed)
    level = 0.05 * seed + 0.1 * rng.standard_normal((28, 1))
    n = np.where(rng.random((28, 4)) < 0.3, 0.0, people)
    values = level + EFFECTS + person_sd * rng.standard_normal((28, 4)) / np.sqrt(people)
    return SiteDays(n, n * values, np.where(n > 0, noise, 0.0))


def test_levels_of_shops_and_days_cancel() -> None:
    """Also where each day tells other adverts."""
    found = estimate_effects([site_days(seed) for seed in range(6)], 4)
    assert found.raw == pytest.approx(EFFECTS, abs=1e-9)
    assert found.shrunk == pytest.approx(EFFECTS, abs=1e-3)
    assert found.by_site[2] == pytest.approx(EFFECTS, abs=1e-9)
    assert list(found.sites) == [6.0] * 4


def test_chance_is_shrunk_away() -> None:
    """The more of it, the more."""
    close = estimate_effects([site_days(seed, person_sd=0.1) for seed in range(8)], 4)
    far = estimate_effects([site_days(seed, person_sd=3.0) for seed in range(8)], 4)
    assert np.abs(close.shrunk).max() > 0.01
    assert np.abs(far.shrunk).max() < np.abs(far.raw).max() / 2
    assert (far.variances > close.variances).all()


def test_known_noise_is_no_effect() -> None:
    """Shops that agree by chance are no surer than the noise of their messages lets them be."""
    calm = estimate_effects([site_days(seed) for seed in range(5)], 4)
    noisy = estimate_effects([site_days(seed, noise=0.5) for seed in range(5)], 4)
    people = np.array([site_days(seed).people.sum(axis=0) for seed in range(5)])
    days = people / 40
    least = (0.5 * days / people**2).mean(axis=0) / 5
    assert (noisy.variances >= 0.9 * least).all()
    assert (noisy.variances > calm.variances).all()
    assert np.abs(noisy.shrunk).max() < np.abs(calm.shrunk).max()


def test_a_shop_with_few_people_hardly_counts() -> None:
    """Ten people of one shop do not outweigh thousands of others."""
    shops = [site_days(seed, person_sd=0.14) for seed in range(6)]
    few = site_days(7, person_sd=0.0, people=10.0)
    upside_down = SiteDays(few.people[:1], few.people[:1] * (0.1 - 3 * EFFECTS), few.noise[:1])
    found = estimate_effects([*shops, upside_down], 4)
    assert np.argmax(found.raw) == 0
    assert found.raw == pytest.approx(estimate_effects(shops, 4).raw, abs=0.004)


def test_adverts_that_were_never_told_together_are_not_compared() -> None:
    values = np.array([[0.1, 0.2, np.nan, np.nan], [0.3, 0.4, np.nan, np.nan], [np.nan, np.nan, np.nan, 0.9]])
    fit = fit_columns(values, np.ones_like(values))
    assert fit.effects[:2] == pytest.approx([-0.05, 0.05])
    assert np.isnan(fit.effects[2:]).all()
    assert largest_connected_group(~np.isnan(values)).tolist() == [True, True, False, False]


def test_a_chain_of_adverts_is_compared() -> None:
    """Each two neighbours stand in one row, the first and the last in none."""
    values = np.full((4, 5), np.nan)
    for row in range(4):
        values[row, row : row + 2] = [0.1 * row + row, 0.1 * (row + 1) + row]
    fit = fit_columns(values, np.ones_like(values))
    assert fit.effects == pytest.approx([-0.2, -0.1, 0.0, 0.1, 0.2])
    assert fit.squares == pytest.approx(0.0)
    assert fit.freedom == 0


def test_nothing_told_is_no_effect() -> None:
    for table in (np.zeros((0, 3)), np.full((4, 3), np.nan)):
        fit = fit_columns(table, np.ones_like(table))
        assert np.isnan(fit.effects).all()
    empty = SiteDays(*(np.zeros((3, 2)) for _ in range(3)))
    found = estimate_effects([empty] * 4, 2)
    assert np.isnan(found.shrunk).all()
    assert expected_gain(np.array([0.1, -0.1]), found).mean is None
    assert np.isnan(estimate_effects([], 3).shrunk).all()


@given(st.integers(0, 10_000))
def test_a_level_that_is_added_to_a_day_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((6, 4)) < 0.3, np.nan, rng.standard_normal((6, 4)))
    weights = rng.integers(1, 50, (6, 4)).astype(float)
    before, after = fit_columns(values, weights), fit_columns(values + rng.standard_normal((6, 1)), weights)
    np.testing.assert_allclose(after.effects, before.effects, atol=1e-9)
    np.testing.assert_allclose(after.squares, before.squares, atol=1e-9)
    told = ~np.isnan(before.effects)
    assert not told.any() or abs(before.effects[told].sum()) < 1e-9


def test_a_gain_is_that_of_the_shares_that_move() -> None:
    found = estimate_effects([site_days(seed, person_sd=0.1) for seed in range(8)], 4)
    gain = expected_gain(np.array([0.1, -0.1, 0.0, 0.0]), found)
    assert gain.mean == pytest.approx(0.1 * (found.shrunk[0] - found.shrunk[1]))
    assert gain.low is not None
    assert gain.is_shown
    assert gain.sites == 8
    back = expected_gain(np.array([-0.1, 0.1, 0.0, 0.0]), found)
    assert not back.is_shown
    half = expected_gain(np.array([0.05, -0.05, 0.0, 0.0]), found)
    assert half.high == pytest.approx((gain.high or 0) / 2)


def test_an_advert_without_an_effect_makes_a_gain_less_sure() -> None:
    """It is taken for the common mean, as far off as adverts differ."""
    shops = [site_days(seed, person_sd=0.1) for seed in range(8)]
    found = estimate_effects(shops, 4)
    without = estimate_effects([SiteDays(s.people * [1, 1, 1, 0], s.sums * [1, 1, 1, 0], s.noise) for s in shops], 4)
    changes = np.array([0.1, 0.0, 0.0, -0.1])
    told, untold = expected_gain(changes, found), expected_gain(changes, without)
    assert untold.low is not None
    assert told.low is not None
    assert untold.mean == pytest.approx(0.1 * without.shrunk[0])
    assert (untold.high or 0) - untold.low > (told.high or 0) - told.low
