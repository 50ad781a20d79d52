"""Thirds of ads among one's own: how often is one named, and how often is a named one wrong?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from central.recommend.effects import Effects, SiteDays, estimate_effects
from central.recommend.rank_thirds import rank_third
from edge.statistics.columns import Floats
from tests.central.calibration.cells import NOISE, Aim, Cell, generator
from tests.central.calibration.people import MEAN, PERSON_SD

FALSE: Aim = (0.0, 0.05)
SITE_SD, TASTE, PEOPLE = 0.024, 0.015, 200.0
"""Spread of the sites, of an ad over sites, and median of an ad's people in a site."""


@dataclass(frozen=True)
class Own:
    """So many ads in so many sites. `spread`: of the true effects; 0 for ads that are alike. `apart`: each ad has as
    many sites of its own, so that no site compares two."""

    ads: int
    sites: int
    spread: float
    apart: bool = False


DESIGNS = (
    *(Own(12, 6, 0.0), Own(22, 5, 0.0), Own(40, 30, 0.0), Own(22, 5, 0.01), Own(22, 30, 0.01), Own(40, 30, 0.03)),
    *(Own(31, 10, 0.0), Own(31, 10, 0.01, apart=True)),
)


def thirds(runs: int, seed: int) -> Iterator[Cell]:
    """Ads of which a third is named though all are alike, or another than the true one."""
    for number, design in enumerate(DESIGNS):
        rng, named, wrong, ads = generator(seed, 33, number), 0, 0, 0
        for _ in range(max(runs // design.ads, 1)):
            truth = design.spread * rng.standard_normal(design.ads)
            effects = _drawn(rng, design, truth)
            places = np.argsort(np.argsort(-truth)) * 3 // design.ads
            found = [rank_third(effects, ad) for ad in range(design.ads)]
            ads += design.ads
            named += sum(third is not None for third in found)
            wrong += sum(
                third is not None and third != ("upper", "middle", "lower")[place]
                for third, place in zip(found, places.tolist(), strict=True)
            )
        sites = f"{design.sites} sites{' of its own each' * design.apart}"
        setting = f"{design.ads} ads, {sites}, spread of the ads {design.spread}"
        if design.spread and not design.apart:
            yield Cell("a wrong third is named", setting, wrong, ads, FALSE)
            yield Cell("a third is named", setting, named, ads, (0.0, 1.0))
        else:
            study = "a third is named of ads that no site compares" if design.apart else "a third of equal ads is named"
            yield Cell(study, setting, named, ads, FALSE)


def _drawn(rng: np.random.Generator, design: Own, truth: Floats) -> Effects:
    sites = design.sites * (design.ads if design.apart else 1)
    shape = (sites, design.ads)
    people = np.fmax(np.round(PEOPLE * np.exp(0.6 * rng.standard_normal((sites, 1))) * np.ones(shape)), 10.0)
    values = MEAN + SITE_SD * rng.standard_normal((sites, 1)) + truth + TASTE * rng.standard_normal(shape)
    values = values + PERSON_SD * rng.standard_normal(shape) / np.sqrt(people)
    if design.apart:
        people = people * (np.arange(sites)[:, np.newaxis] // design.sites == np.arange(design.ads))
    noise = np.full((1, design.ads), NOISE.total**2)
    rows = [SiteDays(n[np.newaxis], (n * x)[np.newaxis], noise) for n, x in zip(people, values, strict=True)]
    return estimate_effects(rows, design.ads)
