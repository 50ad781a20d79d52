"""Lift of sales: the ratio of the sales on the days of one arm to those of another, from shops and days that showed
both.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.special import ndtr

from central.statistics.lift_panel import Arms, Cells, Panel, pair_cells
from central.statistics.sequence import ERROR, FEW_DAYS, MIN_DAYS, RHO_SQUARED
from edge.statistics.columns import Floats
from edge.statistics.student import CONFIDENCE, t_quantile

MIN_SHOPS = 2
LEAST_INFORMATION = 1e-9
"""Share of the variance of the arms that must remain when the effects of shops and days are taken out."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Difference of the mean of log(1 + units) between two arms, with its standard error and degrees of freedom."""

    log_ratio: float
    se: float
    df: float
    shops: int
    shop_days: int
    days: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A lift and its 95 % interval, as ratios minus 1: 0.05 is 5 % more. All None: the days of the arms cannot be
    separated from the days of all shops. `reason`: why there is no interval.
    """

    lift: float | None
    low: float | None
    high: float | None
    reason: str | None = None


def without_effects(values: Floats, cells: Cells) -> Floats:
    """Residuals of values [G, D] after the least-squares effects of shops and of days, over the given cells; 0
    elsewhere. Several tables [K, G, D] have their own effects.
    """
    kept = np.where(cells, values, 0.0)
    if cells.all():
        of_shops, of_days = kept.mean(axis=-1, keepdims=True), kept.mean(axis=-2, keepdims=True)
        residuals: Floats = kept - of_shops - of_days + kept.mean(axis=(-2, -1), keepdims=True)
        return residuals
    of_shop = np.fmax(cells.sum(axis=1), 1)
    shares: Floats = cells / of_shop[:, np.newaxis]
    matrix = np.diag(cells.sum(axis=0).astype(float)) - cells.T.astype(float) @ shares
    target = kept.sum(axis=-2) - kept.sum(axis=-1) @ shares
    effects = _day_effects(matrix, target, cells)
    rest = np.where(cells, kept - effects[..., np.newaxis, :], 0.0)
    return np.where(cells, rest - (rest.sum(axis=-1) / of_shop)[..., np.newaxis], 0.0)


def _day_effects(matrix: Floats, target: Floats, cells: Cells) -> Floats:
    """Effects [..., D] of days that solve the normal equations; 0 on days without a cell. Effects of days that shops
    link to each other are known up to one constant, which the effects of shops absorb.
    """
    days = np.flatnonzero(cells.any(axis=0))
    effects = np.zeros_like(target)
    inner, wanted = matrix[np.ix_(days, days)], target[..., days]
    if _are_linked(inner != 0.0):
        effects[..., days] = np.linalg.solve(inner + 1.0 / max(len(days), 1), wanted.T).T
    else:
        effects[..., days] = np.linalg.lstsq(inner, wanted.T, rcond=1e-10)[0].T
    return effects


def _are_linked(links: Cells) -> bool:
    """True if each day is linked to every other one by steps from shop to shop."""
    reached = np.zeros(len(links), dtype=bool)
    reached[:1] = True
    while True:
        wider = links[reached].any(axis=0) | reached
        if (wider == reached).all():
            return bool(reached.all())
        reached = wider


def estimate_effect(values: Floats, treated: Cells, cells: Cells) -> Effect | None:
    """Effect of the treated days by two-way fixed effects, with a standard error clustered by shop. None if the days of
    the arms cannot be separated from the days of all shops.

    The variance is Liang and Zeger's (1986) times (G/(G - 1))²: once because the effect is estimated from the same
    shops, and once because the effects of the days take their part of the chance of each shop. With this, 6 shops are
    covered as 200 are. Degrees of freedom are those of the effective number of shops (Kish 1965), at most G - 1.
    """
    present = cells.any(axis=1)
    values, treated, cells = values[present], treated[present], cells[present]
    if len(cells) < MIN_SHOPS:
        return None
    arm, rest = without_effects(np.stack([treated.astype(float), values]), cells)
    information = (arm**2).sum(axis=1)
    total, shops = float(information.sum()), len(information)
    if total <= LEAST_INFORMATION * cells.sum():
        return None
    ratio = float((arm * rest).sum() / total)
    scores = (arm * (rest - ratio * arm)).sum(axis=1)
    se = shops / (shops - 1) * sqrt(float((scores**2).sum())) / total
    effective = total**2 / float((information**2).sum())
    return Effect(ratio, se, max(effective - 1.0, 1.0), shops, int(cells.sum()), int(cells.any(axis=0).sum()))


def pair_effect(panel: Panel, arms: Arms, pair: tuple[int, int], washout_days: int) -> Effect | None:
    """Effect of the first arm of a pair against the second."""
    cells = pair_cells(panel, arms, pair, washout_days)
    return estimate_effect(panel.values, arms == pair[0], cells) if cells.any() else None


def end_interval(effect: Effect | None, comparisons: int = 1) -> Interval:
    """Interval by t over shops, which is valid at an end that was fixed before. Several comparisons share the error
    probability equally (Bonferroni).
    """
    if effect is None:
        return Interval(None, None, None)
    return _around(effect, end_half_width(effect, comparisons))


def end_half_width(effect: Effect, comparisons: int = 1) -> float:
    """Half of the width of the interval at the end, on the scale of the panel's values."""
    return t_quantile(1.0 - (1.0 - CONFIDENCE) / comparisons / 2.0, effect.df) * effect.se


def sequence_interval(effect: Effect | None, comparisons: int = 1) -> Interval:
    """Interval that is valid however often somebody looks, and on whichever day they stop."""
    if effect is None:
        return Interval(None, None, None)
    half = sequence_half_width(effect, comparisons)
    return Interval(_ratio(effect.log_ratio), None, None, FEW_DAYS) if half is None else _around(effect, half)


def sequence_half_width(effect: Effect, comparisons: int = 1) -> float | None:
    """Half of the width of the interval at any time, on the scale of the panel's values. None with fewer than 7 days.

    It is the asymptotic confidence sequence of `confidence_sequence` (Waudby-Smith and others 2021), from the standard
    error over shops. Its bound for a normal distribution is replaced by the quantile of t with the same probability,
    because few shops leave the error uncertain.
    """
    if effect.days < MIN_DAYS:
        return None
    error = ERROR / comparisons
    boundary = effect.days * RHO_SQUARED + 1.0
    factor = sqrt(2.0 * boundary / (effect.days * RHO_SQUARED) * log(sqrt(boundary) / error))
    return t_quantile(float(ndtr(factor)), effect.df) * effect.se


def _around(effect: Effect, half: float) -> Interval:
    low, high = effect.log_ratio - half, effect.log_ratio + half
    return Interval(_ratio(effect.log_ratio), _ratio(low), _ratio(high))


def _ratio(of_log: float) -> float:
    return exp(min(of_log, 50.0)) - 1.0
