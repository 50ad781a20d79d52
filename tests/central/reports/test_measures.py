"""Tests of the measures of an ad: their intervals."""

import numpy as np
import pytest
from scipy.stats import t

from central.reports.columns import Columns
from central.reports.measures import Reactions, build_measure
from edge.statistics.columns import Floats


def reactions(values: Floats) -> Reactions:
    """Of ten people at each site on each day, whose smiles are these [G, D]."""
    sites, days = values.shape
    without = (values.sum(axis=1, keepdims=True) - values) / (days - 1)
    spread = ((without - without.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    of_sites = {"smile_n": np.full(sites, 10.0 * days), "smile_sum": 10 * values.sum(axis=1)}
    of_sites |= {"site_id": np.arange(sites), "jackknife": spread}
    of_sites |= {"smile_n_days": np.full(sites, days), "smile_n_reactions": np.full(sites, days)}
    of_days = {"day": np.arange(days), "smile_n": np.full(days, 10.0 * sites), "smile_sum": 10 * values.sum(axis=0)}
    return Reactions(Columns(of_sites), Columns(of_days))


def half_width(values: Floats) -> float:
    found = build_measure("smile", reactions(values), 1.0)
    assert found.low is not None
    assert found.high is not None
    return (found.high - found.low) / 2


def test_days_that_move_all_sites_alike_widen_the_interval() -> None:
    """Two hundred shops say as little of other days as one does: as much as an interval over the days."""
    rng = np.random.default_rng(1)
    days, own = 0.1 * rng.standard_normal(14), 0.05 * rng.standard_normal((200, 14))
    over_days = t.ppf(0.975, 13) * days.std(ddof=1) / np.sqrt(14)
    assert half_width(0.3 + days + own) == pytest.approx(over_days, rel=0.05)
    assert half_width(0.3 + own) == pytest.approx(t.ppf(0.975, 199) * own.mean(axis=1).std(ddof=1) / np.sqrt(200))
