"""What a plan says of one quiet shop, or of one person, it says by published numbers alone.

The guesser of the last tests knows every other number of the store exactly, and all people of the guessed message but
one. The area under the curve is that of docs/evidence/attacks.md: the probability that the guess is higher where this
person smiled than where not; 0.5 is blind, 1 is certain. `pytest -s` prints each.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr

from central.reports.columns import Columns, Floats
from central.reports.plan_figures import PlanRequest, StoredFigures, read_figures
from central.reports.spread import KnownSpread, find_spread
from central.reports.spread_rows import SpreadRows
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from edge.audience.noise import NO_NOISE, NoiseSource
from tests.central.reports.shops import Shop, fleet_of, stored, time_of
from tests.central.reports.test_plan import Differing
from tests.edge.audience import attack_limits

PEOPLE, DAYS, SCALE = 10, 4, 0.5
NOISE_SD = NoiseSource(SCALE, NO_NOISE.draws).deviations.total
"""Standard deviation of the kiosk's noise in the sum of a total."""
OTHERS = 3.0
"""Smiles of the nine other people of the guessed message."""


def figures(store: Store, scope: Scope) -> StoredFigures:
    """All that a plan takes of a store: `plan_experiment` computes the rest."""
    with read_view(store) as connection:
        return read_figures(connection, scope, PlanRequest())


def test_a_shop_that_publishes_too_little_is_in_no_figure_of_a_plan(tmp_path: Path) -> None:
    """Its plays and windows are stored, and no reaction: fewer than k watched. Only the number of shops counts it."""
    quiet, busy = Shop("acme/quiet/door"), fleet_of(6, DAYS, Differing(0.02))
    for day in range(DAYS):
        quiet.day(day, {"x": 0.9, "y": 0.1})
    little = [message for message in quiet.made if getattr(message, "kind", "") != "reaction"]
    with stored(tmp_path, busy) as store:
        without = figures(store, Scope.whole_store())
    with stored(tmp_path, little) as store:
        found = figures(store, Scope.whole_store())
    assert without.known is not None
    assert (without.sites, found) == (6, replace(without, sites=7))


def test_a_plan_says_nothing_of_shops_beyond_the_scope(tmp_path: Path) -> None:
    """Nor does it change with their people, their k, their ads and their experiments."""
    scope = Scope.sites_scope(f"acme/shop-{site}" for site in range(6))
    far = Shop("acme/far/till")
    far.add("reaction", at=time_of(1, 1.1), creative="z", k=30, n=40, watchers=40, exposed=80)
    arms = {"x": "a", "z": "b"}
    others = fleet_of(5, DAYS, lambda site, _: {"x": 0.9, "z": site / 10}, prefix="far-", n=90, arms=arms, noise=2.0)
    with stored(tmp_path, fleet_of(6, DAYS, Differing(0.02))) as store:
        without = figures(store, scope)
    with stored(tmp_path, [*others, *far.made]) as store:
        found, whole = figures(store, scope), figures(store, Scope.whole_store())
    assert found == without
    assert whole.known is not None
    assert (whole.sites, whole.k, whole.known.experiments) == (12, 30, 1)


def spread_of(smiles: Floats) -> KnownSpread:
    """All that a plan takes of a store with these published smiles of two ads, by site, day and ad."""
    sites, days, ads = (each.ravel() for each in np.indices(smiles.shape))
    rows = {"site_id": sites, "day": days, "part": np.full(sites.size, -1), "creative_id": ads}
    rows |= {"model": np.full(sites.size, "smile-mesh", dtype=object), "smile_n": np.full(sites.size, float(PEOPLE))}
    rows |= {"smile_sum": PEOPLE * smiles.ravel(), "noise": np.full(sites.size, NOISE_SD**2)}
    none = np.array([], dtype=object)
    found = find_spread(SpreadRows(Columns(rows), Columns({**dict.fromkeys(rows, none), "experiment": none})), "smile")
    assert found is not None
    return found


def chances(smiled: float) -> Mapping[float, float]:
    """Probability of each value that the kiosk may publish of the guessed message; far ones count as the last."""
    values = np.arange(-10, 91) / 100
    edges = (PEOPLE * (values[1:] - 0.005) - OTHERS - smiled) / NOISE_SD
    return dict(zip(values.tolist(), np.diff(ndtr(np.array([-np.inf, *edges, np.inf]))).tolist(), strict=True))


def best_area(seen: Callable[[float], Hashable]) -> float:
    """Area of the best guess by what is seen of the published value."""
    yes, no = chances(1.0), chances(0.0)
    of_each: dict[Hashable, list[float]] = {}
    for value in yes:
        pair = of_each.setdefault(seen(value), [0.0, 0.0])
        pair[0] += yes[value]
        pair[1] += no[value]
    pairs = sorted(of_each.values(), key=lambda pair: pair[0] / (pair[0] + pair[1] or 1.0))
    smiled, not_smiled = np.array(pairs).T
    return float(smiled @ (np.cumsum(not_smiled) - not_smiled / 2))


def test_a_plan_guesses_one_person_as_well_as_the_message_and_no_better() -> None:
    """The quiet shop is one of six. Whoever also has the message learns nothing from the plan."""
    rng = np.random.default_rng(1)
    smiles = rng.binomial(PEOPLE, OTHERS / 9, (6, DAYS, 2)) + rng.normal(0, NOISE_SD, (6, DAYS, 2))
    known = np.round(smiles / PEOPLE, 2)

    def spread_with(value: float) -> KnownSpread:
        all_of_them = known.copy()
        all_of_them[0, 0, 0] = value
        return spread_of(all_of_them)

    spreads = {value: spread_with(value) for value in chances(0.0)}
    by_plan, by_message = best_area(spreads.__getitem__), best_area(lambda value: value)
    print(f"\nby the plan {by_plan:.3f}, by the message {by_message:.3f}")
    assert by_plan <= by_message < attack_limits.PLAN
    assert best_area(lambda value: (value, spreads[value])) == pytest.approx(by_message)
