"""Smallest difference that an experiment with given sites, days and people can detect, computed before its first
play.

The variances of a difference come from data. For an experiment of another size, they come from simulated site-days.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtri

from central.reasons import MIN_SITES
from central.statistics.differences import DAYS_TOGETHER, PAIR_VARIANCE, Pairs, site_means, weighed_mean
from central.statistics.random_effects import variance_by_own_weights
from edge.statistics.columns import Floats, divide_or_nan
from edge.statistics.student import UPPER, t_quantile

POWER = 0.8
DAYS_BY_CHANCE = 0.01
MANY_PEOPLE = 100
"""Least number of people in a message for its values to have four decimals."""
DRAWN_SITES, SEED = 600, 1
DRAWN_EXPERIMENTS, LEAST_DRAWN, MOST_CELLS = 1_000, 100, 400_000
ESTIMATES = ndtri((np.arange(25) + 0.5) / 25)
"""Number of simulated experiments.

The second number is lower, and is used when that many experiments together already contain enough sites.
"""
MOST_SITES = 2_000
LEAST = 1e-12
"""Lowest sum of weights that is assumed. It keeps quotients finite where nothing is reported."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Variances of a difference between two ads.

    `person`: variance of one person for one ad within a site and day. `noise`: variance of the kiosk's noise in the sum
    of a site-day. `between`: variance of the true difference between sites. `common`: variance of the effect of one day
    on the difference at all sites. `sites`: number of sites from which `between` was estimated; 0 if it is assumed.
    """

    person: float
    noise: float
    between: float
    common: float = 0.0
    sites: int = 0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Number of people of one ad: mean for a site and day, lognormal spread over sites and over days, and `k`, the
    lowest number of people for which a site-day is published.
    """

    people: float
    site_sd: float
    day_sd: float
    k: int


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Variances of the difference at each site due to its people: the true variance, which is inf where nothing is
    published, and the variance that `weighed_mean` assumes, which depends on the number of people. Arrays are [G], or
    [E, G] for E similar experiments.
    """

    true: Floats
    taken: Floats


def estimate_spread(pairs: Pairs, noise: float) -> Spread | None:
    """Variances of the difference of two ads that played at the same sites on the same days. None if no site has two
    days.

    `noise`: variance of the kiosk's noise in the sum of a site-day. Effects of a day on all sites are used only if
    whole days vary more than their cells would by chance in 99 of 100 cases. A few days always vary a little more or
    less.
    """
    found = weighed_mean(pairs)
    if found is None or found.site_days <= found.sites:
        return None
    told = pairs.weights > 0
    weights, is_site = pairs.weights[told], told.any(axis=1)
    rounding = np.where(weights < MANY_PEOPLE, PAIR_VARIANCE, 0.0)
    known = float(np.mean(2.0 * noise / weights + weights * rounding))
    is_common = found.of_days > float(chdtri(found.days, DAYS_BY_CHANCE)) / found.days * found.of_cells
    common = (found.of_days - found.of_cells) * found.days if is_common else 0.0
    spread = Spread(max(found.person - known, 0.0) / 2.0, noise, 0.0, common)
    people, days = pairs.weights.sum(axis=1), told.sum(axis=1)
    chance = chance_of_sites(people, (pairs.weights**2).sum(axis=1), days, noise * days, spread)
    between = variance_by_own_weights(site_means(pairs)[is_site], chance.true[is_site])
    return replace(spread, between=between, sites=found.sites)


def chance_of_sites(people: Floats, squares: Floats, days: Floats, noise: Floats, spread: Spread) -> Chance:
    """Variances due to the people at sites [G] where each ad has the given people: the sum of people over the days, the
    sum of their squares, the number of days, and the sum of the noise variances.
    """
    rounding = np.where(squares < MANY_PEOPLE * people, PAIR_VARIANCE, 0.0)
    cells = 2.0 * spread.person * people + 2.0 * noise + rounding * squares
    weighed = 2.0 * spread.person * days + np.nan_to_num(divide_or_nan(2.0 * noise * days, people)) + rounding * people
    return _chance(people, cells, weighed, days)


def simulated_sites(traffic: Traffic, days: int, spread: Spread) -> Chance:
    """Variances due to the people at many simulated sites with the given traffic."""
    rng = np.random.default_rng(SEED)
    size = traffic.site_sd * ndtri((np.arange(DRAWN_SITES) + 0.5) / DRAWN_SITES)
    day = traffic.day_sd * rng.standard_normal((DRAWN_SITES, days))
    usual = traffic.people * np.exp(-(traffic.site_sd**2 + traffic.day_sd**2) / 2)
    n_a, n_b = rng.poisson(usual * np.exp(size[:, np.newaxis] + day), (2, DRAWN_SITES, days)).astype(float)
    told = (n_a >= traffic.k) & (n_b >= traffic.k)
    weights = np.where(told, divide_or_nan(2.0 * n_a * n_b, n_a + n_b), 0.0)
    noise = spread.noise * (1.0 / np.fmax(n_a, 1.0) ** 2 + 1.0 / np.fmax(n_b, 1.0) ** 2)
    rounding = np.where(weights < MANY_PEOPLE, PAIR_VARIANCE, 0.0)
    weighed = np.where(told, 2.0 * spread.person + weights * (noise + rounding), 0.0)
    return _chance(*(each.sum(axis=1) for each in (weights, weights * weighed, weighed, told.astype(float))))


def _chance(weights: Floats, cells: Floats, weighed: Floats, days: Floats) -> Chance:
    """Variances due to the people at sites [G], from sums over the sites' days: of the weights, of weight²·variance, of
    weight·variance, and of days. `weighed_mean` assumes that weight·variance is the same in all cells.
    """
    told = weights > 0
    of_all = float(weighed.sum()) / max(float(days.sum()), 1.0)
    taken = np.where(told, divide_or_nan(np.full_like(weights, of_all), weights), 1.0)
    return Chance(np.where(told, divide_or_nan(cells, weights**2), np.inf), taken)


def experiments_of(sites: Chance, count: int | None = None) -> Chance:
    """Similar experiments [E, G]: of `count` sites drawn from the given sites, or of the given sites themselves. The
    draws are the same each time.
    """
    of_each = len(sites.true) if count is None else count
    drawn = max(LEAST_DRAWN, min(DRAWN_EXPERIMENTS, MOST_CELLS // max(of_each, 1)))
    place = np.broadcast_to(np.arange(of_each), (drawn, of_each))
    if count is not None:
        place = np.random.default_rng(SEED).integers(0, len(sites.true), (drawn, count))
    return Chance(sites.true[place], sites.taken[place])


def needed_differences(chance: Chance, days: int, spread: Spread) -> Floats:
    """True difference that each simulated experiment [E, G] needs in order to detect it at the planned end, for 25
    possible estimates in each experiment.

    An experiment detects a true difference if its estimate lies above t·se, where t and se are those of `weighed_mean`.
    The result is inf below 4 sites.
    """
    rng, told = np.random.default_rng(SEED), np.isfinite(chance.true)
    true = np.where(told, chance.true, 0.0)
    variances = _possible_between(spread, rng, len(true))[:, np.newaxis] + true
    values = np.where(told, rng.standard_normal(true.shape) * np.sqrt(variances), 0.0)
    weights = np.where(told, 1.0 / (_between(values, chance.taken, told)[:, np.newaxis] + chance.taken), 0.0)
    sites, total = told.sum(axis=1), np.fmax(weights.sum(axis=1), LEAST)
    means = (weights * values).sum(axis=1) / total
    residuals = np.where(told, values - means[:, np.newaxis], 0.0)
    of_sites = (weights * residuals**2).sum(axis=1) / (np.fmax(sites - 1, 1) * total)
    cells, of_day = (weights**2 * true).sum(axis=1) / total**2, spread.common / days
    of_days = (cells + of_day) * rng.chisquare(days, len(means)) / days
    clusters = np.where(of_days > DAYS_TOGETHER * cells, np.minimum(sites, days), sites)
    limits = t_quantile(UPPER, np.fmax(clusters - 1.0, 1.0)) * np.sqrt(of_sites + np.fmax(of_days - cells, 0.0))
    limits = np.where(sites >= MIN_SITES, limits, np.inf)
    deviations = np.sqrt((weights**2 * np.where(told, variances, 0.0)).sum(axis=1) / total**2 + of_day)
    needed: Floats = (limits[:, np.newaxis] + deviations[:, np.newaxis] * ESTIMATES).ravel()
    return needed


def _possible_between(spread: Spread, rng: np.random.Generator, count: int) -> Floats:
    """Possible variances between sites. They are spread as much as the number of sites in the estimate allows: the
    estimate times df/χ².
    """
    if spread.sites < MIN_SITES:
        return np.full(count, spread.between)
    df, chances = spread.sites - 1, rng.permutation((np.arange(count) + 0.5) / count)
    possible: Floats = spread.between * df / chdtri(df, chances)
    return possible


def _between(values: Floats, chance: Floats, told: NDArray[np.bool_]) -> Floats:
    """Variance of the true values between clusters, as in `variance_between`, for each row."""
    weights = np.where(told, 1.0 / chance, 0.0)
    total = np.fmax(weights.sum(axis=1), LEAST)
    means = (weights * values).sum(axis=1) / total
    squares = np.where(told, values - means[:, np.newaxis], 0.0) ** 2
    excess = (weights * squares).sum(axis=1) - (told.sum(axis=1) - 1)
    scale = np.fmax(total - (weights**2).sum(axis=1) / total, LEAST)
    between: Floats = np.fmax(excess / scale, 0.0)
    return between


def found_share(difference: float, needed: Floats) -> float:
    """Share of the simulated experiments that detect a difference."""
    return float((needed <= abs(difference)).mean())


def smallest_found(needed: Floats) -> float | None:
    """Smallest difference that 80 of 100 experiments detect. None if too many of the experiments are too small to
    detect any difference.
    """
    found = float(np.quantile(needed, POWER, method="higher"))
    return found if np.isfinite(found) else None


def fewest_sites(sites: Chance, days: int, spread: Spread, wanted: float) -> int | None:
    """Lowest number of sites, drawn from the given sites, that detect a difference in 80 of 100 experiments; None above
    2,000.
    """

    def finds(count: int) -> bool:
        return found_share(wanted, needed_differences(experiments_of(sites, count), days, spread)) >= POWER

    low, high = MIN_SITES, MIN_SITES
    while not finds(high):
        if high >= MOST_SITES:
            return None
        low, high = high + 1, min(2 * high, MOST_SITES)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if finds(middle) else (middle + 1, high)
    return high
