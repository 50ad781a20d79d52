"""The lift is the two-way fixed-effects estimate with errors by shop, as an independent analysis finds it."""

from math import exp, expm1

import numpy as np
import pytest

from central.statistics.lift import (
    Effect,
    end_interval,
    estimate_effect,
    pair_effect,
    sequence_interval,
    without_effects,
)
from central.statistics.lift_panel import Cells, Panel
from central.statistics.sequence import FEW_DAYS
from edge.statistics.columns import Floats


def drawn_sales(seed: int, shops: int = 12, days: int = 28, lift: float = 0.1, lost: float = 0.1) -> Panel:
    """Sales of shops with a planted lift on half of the days, and some lost days."""
    rng = np.random.default_rng(seed)
    arms = rng.permuted(np.tile(np.arange(2), (shops, days // 2)), axis=1)
    values = rng.normal(4, 1, (shops, 1)) + rng.normal(0, 0.3, (1, days)) + rng.normal(0, 0.4, (shops, days))
    values = values + np.log1p(lift) * (arms == 1)
    return Panel(np.where(rng.random((shops, days)) < lost, np.nan, values), arms)


def by_dummies(values: Floats, treated: Cells, cells: Cells) -> tuple[float, float]:
    """Ratio and standard error of a regression on dummies of shops and days, clustered by shop."""
    shop, day = np.nonzero(cells)
    design = np.column_stack(
        [treated[cells], shop[:, None] == np.unique(shop), day[:, None] == np.unique(day)[1:]]
    ).astype(float)
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ values[cells]
    rest = values[cells] - design @ found
    scores = np.array([design[shop == one].T @ rest[shop == one] for one in np.unique(shop)])
    groups = len(scores)
    variance = inverse @ scores.T @ scores @ inverse * (groups / (groups - 1)) ** 2
    return float(found[0]), float(variance[0, 0]) ** 0.5


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lost", [0.0, 0.2])
def test_effect_and_error_are_those_of_a_regression_on_dummies(seed: int, lost: float) -> None:
    panel = drawn_sales(seed, lost=lost)
    cells, treated = np.isfinite(panel.values), panel.arms == 1
    found = estimate_effect(panel.values, treated, cells)
    assert found is not None
    assert (found.log_ratio, found.se) == pytest.approx(by_dummies(panel.values, treated, cells), rel=1e-9)
    assert (found.shops, found.shop_days, found.days) == (12, int(cells.sum()), 28)


def test_residuals_sum_to_zero_in_each_shop_and_day_and_effects_leave_nothing() -> None:
    panel = drawn_sales(1)
    cells = np.isfinite(panel.values)
    rest = without_effects(panel.values, cells)
    assert np.abs(rest.sum(axis=0)).max() < 1e-9
    assert np.abs(rest.sum(axis=1)).max() < 1e-9
    assert (rest[~cells] == 0).all()
    effects = np.arange(12.0)[:, None] + np.arange(28.0) ** 2
    assert np.abs(without_effects(effects, cells)).max() < 1e-8
    assert np.abs(without_effects(effects, np.ones_like(cells))).max() < 1e-8


def test_shops_of_equal_weight_have_one_degree_of_freedom_less_than_shops() -> None:
    panel = drawn_sales(2, lost=0.0)
    found = pair_effect(panel, panel.arms, (1, 0), 0)
    assert found is not None
    assert found.df == pytest.approx(11, abs=0.2)


def mirrored(shops: int, days: int = 14) -> Panel:
    """Shops in pairs that always show the other arm, without chance: 0.2 more in the log on days of the arm 1."""
    arms = (np.arange(shops)[:, None] + np.arange(days)) % 2
    return Panel(3.0 + np.arange(shops)[:, None] + np.sin(np.arange(days)) + 0.2 * (arms == 1), arms)


def test_the_effect_is_that_of_the_first_arm_of_the_pair() -> None:
    panel = mirrored(4)
    for pair, ratio in (((1, 0), 0.2), ((0, 1), -0.2)):
        found = pair_effect(panel, panel.arms, pair, 0)
        assert found is not None
        assert found.log_ratio == pytest.approx(ratio)
        assert found.df == pytest.approx(3.0)
        assert found.se == pytest.approx(0.0, abs=1e-9)
    panel.values[0, 0] = np.nan
    assert pair_effect(panel, panel.arms, (1, 0), 0) is not None


def test_two_shops_have_one_degree_of_freedom_however_unequal() -> None:
    two = pair_effect(mirrored(2), mirrored(2).arms, (1, 0), 0)
    assert two is not None
    assert two.df == pytest.approx(1.0)
    panel = mirrored(3)
    panel.values[2, 4:] = np.nan
    unequal = pair_effect(panel, panel.arms, (1, 0), 0)
    assert unequal is not None
    assert 1.0 < unequal.df < 1.8


def test_shops_that_change_together_cannot_be_told_from_the_days() -> None:
    panel = drawn_sales(1, lost=0.0)
    together = np.tile(panel.arms[:1], (12, 1))
    assert pair_effect(Panel(panel.values, together), together, (1, 0), 0) is None
    assert pair_effect(Panel(panel.values[:1], panel.arms[:1]), panel.arms[:1], (1, 0), 0) is None
    nothing = Panel(np.full((3, 4), np.nan), np.zeros((3, 4), dtype=np.int64))
    assert pair_effect(nothing, nothing.arms, (1, 0), 0) is None
    for interval in (end_interval(None), sequence_interval(None)):
        assert (interval.lift, interval.low, interval.high, interval.reason) == (None, None, None, None)


def test_the_interval_is_t_over_shops_in_ratios() -> None:
    """t of 10 degrees of freedom at 0.975 is 2.228; at 0.9875 it is 2.634."""
    found = end_interval(Effect(0.1, 0.05, 10.0, 11, 300, 28))
    assert found.lift == pytest.approx(expm1(0.1))
    assert found.low == pytest.approx(exp(0.1 - 2.2281 * 0.05) - 1, abs=1e-5)
    assert found.high == pytest.approx(exp(0.1 + 2.2281 * 0.05) - 1, abs=1e-5)
    two = end_interval(Effect(0.1, 0.05, 10.0, 11, 300, 28), comparisons=2)
    assert two.high == pytest.approx(exp(0.1 + 2.6338 * 0.05) - 1, abs=1e-5)
    assert end_interval(Effect(800.0, 0.1, 5.0, 6, 60, 28)).high == pytest.approx(exp(50) - 1)


def test_the_interval_at_any_time_is_wider_and_needs_a_week() -> None:
    """With many shops its half-width is √(2(nρ² + 1)/(nρ²)·ln(√(nρ² + 1)/0.05)) standard errors: 3.03 at 28 days. Of
    the normal distribution 0.00122 is above that, and of t with 5 degrees of freedom above 5.65.
    """
    many = sequence_interval(Effect(0.0, 0.01, 1e6, 10**6, 300, 28))
    assert many.high == pytest.approx(expm1(0.03029), abs=2e-4)
    few = sequence_interval(Effect(0.0, 0.01, 5.0, 6, 300, 28))
    assert few.high == pytest.approx(expm1(0.0565), abs=3e-4)
    assert few.low == pytest.approx(expm1(-0.0565), abs=3e-4)
    wider = sequence_interval(Effect(0.0, 0.01, 5.0, 6, 300, 28), comparisons=2)
    assert wider.high is not None
    assert few.high is not None
    assert wider.high > few.high
    early = sequence_interval(Effect(0.1, 0.01, 5.0, 6, 30, 6))
    assert early.lift == pytest.approx(expm1(0.1))
    assert (early.low, early.high, early.reason) == (None, None, FEW_DAYS)
    assert sequence_interval(Effect(0.1, 0.01, 5.0, 6, 30, 7)).reason is None


@pytest.mark.parametrize("seed", range(10))
def test_an_independent_analysis_agrees(seed: int) -> None:
    """statsmodels: ordinary least squares with effects of shops and days, errors clustered by shop, t over shops."""
    sm = pytest.importorskip("statsmodels.api", reason="statsmodels is missing: make lift-analysis")

    panel = drawn_sales(seed, shops=8 + seed, lift=0.02 * seed, lost=0.02 * seed)
    cells = np.isfinite(panel.values)
    shop, day = np.nonzero(cells)
    columns = [panel.arms[cells] == 1, shop[:, None] == np.unique(shop), day[:, None] == np.unique(day)[1:]]
    design = np.column_stack(columns).astype(float)
    fitted = sm.OLS(panel.values[cells], design).fit(
        cov_type="cluster", cov_kwds={"groups": shop, "use_correction": False, "df_correction": True}, use_t=True
    )
    found = pair_effect(panel, panel.arms, (1, 0), 0)
    assert found is not None
    groups = len(np.unique(shop))
    assert found.log_ratio == pytest.approx(fitted.params[0], rel=1e-8)
    assert found.se == pytest.approx(fitted.bse[0] * groups / (groups - 1), rel=1e-8)
