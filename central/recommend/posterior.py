"""Draws random values of the true effects of ads, given the published values."""

import numpy as np

from central.recommend.effects import Effects
from edge.statistics.columns import Floats

SEED = 20_261


def posterior_draws(effects: Effects, count: int) -> Floats:
    """Draws of the true effects [count, C]; nan for an ad without an effect, or with an effect from only one site.

    Each draw varies around the shrunk value with the remaining variance τ²·v/(τ² + v), by Student's t over sites (Laird
    and Louis 1989). v is the variance of one site, pooled over all ads, divided by the number of the ad's sites. The
    seed is fixed, so the same data give the same draws.
    """
    told = ~np.isnan(effects.shrunk) & (effects.sites > 1)
    drawn = np.full((count, len(told)), np.nan)
    if not told.any():
        return drawn
    sites, between = effects.sites[told], effects.spread**2
    chance = float((effects.variances[told] * sites).mean()) / sites
    left = np.sqrt(between * chance / np.fmax(between + chance, np.finfo(float).tiny))
    errors = np.random.default_rng(SEED).standard_t(sites - 1.0, (count, len(sites)))
    drawn[:, told] = effects.shrunk[told] + left * errors
    return drawn


def best_chances(effects: Effects, among: list[int], count: int = 2_000) -> list[float]:
    """For each of some ads (by column), the probability that it draws the most among them; equal for all if they do not
    differ. An ad without a measured effect gets an effect drawn at random, with the spread of all ads.
    """
    if effects.spread <= 0:
        return [1.0 / len(among)] * len(among)
    drawn = posterior_draws(effects, count)[:, among]
    unknown = np.random.default_rng(SEED + 1).normal(0.0, effects.spread, drawn.shape)
    best = np.where(np.isnan(drawn), unknown, drawn).argmax(axis=1)
    chances: list[float] = (np.bincount(best, minlength=len(among)) / count).tolist()
    return chances
