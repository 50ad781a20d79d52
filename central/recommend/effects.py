"""Estimates effects of ads: how much each ad draws compared with other ads on the same site and day, averaged over
sites.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from central.recommend.columns import Fit, fit_columns
from central.statistics.intervals import ROUNDING_VARIANCE
from central.statistics.random_effects import variance_of_mean
from central.statistics.shrinkage import SMALLEST, shrink
from edge.statistics.columns import Floats, divide_or_nan


@dataclass(frozen=True, slots=True, eq=False)
class SiteDays:
    """Published values of one site: people [D, C], sums of the measure [D, C], noise of each total [D, C]. `noise`:
    known variance of the noise in the sums, `noise_sd`² of each reaction. People are 0 where nothing was published.
    """

    people: Floats
    sums: Floats
    noise: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Effects of the ads [C] relative to their common mean; nan for an ad without an effect. `spread`: standard
    deviation of the true effects.
    """

    raw: Floats
    shrunk: Floats
    variances: Floats  # of `raw`, by the spread of the sites
    sites: Floats  # sites that tell each advert
    by_site: Floats  # [G, C]: of each site, about its own mean
    spread: float


def estimate_effects(sites: Sequence[SiteDays], adverts: int) -> Effects:
    """Estimate the effects of `adverts` ads over the sites.

    Levels of sites and days cancel out, because values are compared only within a site and day. Each site is a cluster
    with the weight 1/(τ² + s²). τ² is the variance between sites, and s² is the variance from the people whom the site
    happened to have. The variance of the mean is estimated from the differences between sites (Hartung and Knapp 2001),
    and is at least that of noise and rounding. The means are shrunk towards their common mean (DerSimonian and Laird
    1986).
    """
    shape = (len(sites), adverts)
    fits = [fit_columns(divide_or_nan(each.sums, each.people), each.people) for each in sites]
    values, chance = np.array([fit.effects for fit in fits]).reshape(shape), _chance(fits).reshape(shape)
    noise = _noise(sites, values) if sites else np.zeros(shape)
    weights = divide_or_nan(np.ones_like(values), _between(values, chance) + np.fmax(chance, noise) + SMALLEST)
    fit = fit_columns(values, weights)
    told = ~np.isnan(values) & ~np.isnan(fit.effects)
    weights, total = np.where(told, weights, 0.0), np.where(told, weights, 0.0).sum(axis=0)
    counts = told.sum(axis=0).astype(float)
    spread = variance_of_mean(weights, fit.residuals) * _freedom(told)
    known = divide_or_nan((weights**2 * np.where(told, noise, 0.0)).sum(axis=0), total**2)
    least = divide_or_nan(np.full(len(counts), ROUNDING_VARIANCE), counts)
    variances = np.fmax(spread, known + least)
    shrunk = shrink(fit.effects, variances - known, known)
    variances = np.where(np.isnan(shrunk.values), np.nan, variances)
    return Effects(fit.effects, shrunk.values, variances, counts, values, shrunk.spread)


def _chance(fits: Sequence[Fit]) -> Floats:
    """Variance [G, C] due to the people whom each site happened to have. The variance per person is pooled over all
    sites.
    """
    free = sum(fit.freedom for fit in fits)
    person = sum(fit.squares for fit in fits) / free if free > 0 else 0.0
    return np.array([fit.variances for fit in fits]) * person


def _noise(sites: Sequence[SiteDays], values: Floats) -> Floats:
    """Variance [G, C] that the noise of the messages adds to the mean of each site and ad."""
    people = np.array([each.people.sum(axis=0) for each in sites])
    noise = np.array([each.noise.sum(axis=0) for each in sites])
    return np.where(np.isnan(values), np.nan, divide_or_nan(noise, people**2))


def _between(values: Floats, chance: Floats) -> float:
    """Variance of an ad's true effect between sites, averaged over all ads."""
    zeros = np.zeros(len(values))
    spreads = [shrink(values[:, place], chance[:, place], zeros).spread for place in range(values.shape[1])]
    return float(np.mean(np.square(spreads))) if spreads else 0.0


def _freedom(told: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> float:
    """Factor that corrects the variances of values that are centred within a site. With few ads, centring makes these
    variances too small.
    """
    adverts = told.sum(axis=1)
    adverts = adverts[adverts > 1]
    return float(np.mean(adverts / (adverts - 1.0))) if adverts.size else 1.0
