"""Shops whose truth is known: adverts draw more or less, by shop and part of the day, and kiosks tell of it."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from central.recommend.advice import Flow
from central.recommend.effects import Effects, SiteDays, estimate_effects
from central.recommend.rails import Told
from edge.statistics.columns import Floats

ADVERTS, SHOPS, PARTS, DAYS = 6, 20, 3, 56
LEVEL, SHOP_SD, DAY_SD, PERSON_SD = 0.13, 0.024, 0.02, 0.14
ADVERT_SD, SHOP_TASTE_SD, PART_TASTE_SD, CELL_TASTE_SD = 0.010, 0.006, 0.006, 0.004
SHOP_TRAFFIC_SD, DAY_TRAFFIC_SD, K, NOISE_SD = 0.8, 0.4, 10, 1.0
Shares = Floats
"""Shares of the adverts in each shop [G, C]."""


class Kind(NamedTuple):
    """What kiosks tell: by part of the day, or of whole days; and by how much less a quiet cell smiles, one with fewer
    than K people of an advert."""

    has_parts: bool = True
    quiet_less: float = 0.0


USUAL = Kind()


@dataclass
class World:
    """Shops with their truth, and what they have told so far."""

    rng: np.random.Generator
    watchers: float
    kind: Kind = USUAL
    truth: Floats = field(init=False)  # [G, P, C]
    people: Floats = field(default_factory=lambda: np.zeros((DAYS, SHOPS, PARTS, ADVERTS)))
    sums: Floats = field(default_factory=lambda: np.zeros((DAYS, SHOPS, PARTS, ADVERTS)))
    noise: Floats = field(default_factory=lambda: np.zeros((DAYS, SHOPS, PARTS, ADVERTS)))
    came: Floats = field(default_factory=lambda: np.zeros((DAYS, SHOPS, PARTS, ADVERTS)))
    day: int = 0

    def __post_init__(self) -> None:
        draw = self.rng.standard_normal
        self.adverts = ADVERT_SD * draw(ADVERTS)
        self.parts = PART_TASTE_SD * draw((PARTS, ADVERTS))
        shops = SHOP_TASTE_SD * draw((SHOPS, 1, ADVERTS)) + CELL_TASTE_SD * draw((SHOPS, PARTS, ADVERTS))
        self.truth = self.adverts + self.parts + shops
        self.traffic = self.watchers * np.exp(SHOP_TRAFFIC_SD * draw((SHOPS, 1, 1)))  # mean a part and day
        self.levels = LEVEL + SHOP_SD * draw((SHOPS, 1))

    def live(self, shares: Shares) -> None:
        """A day with these shares: a cell of fewer than K people tells nothing."""
        rng = self.rng
        chance = DAY_TRAFFIC_SD * rng.standard_normal((SHOPS, PARTS, 1)) - DAY_TRAFFIC_SD**2 / 2
        traffic = self.traffic * np.exp(chance)
        n = rng.poisson(traffic * shares[:, np.newaxis, :]).astype(float)
        level = (self.levels + DAY_SD * rng.standard_normal((SHOPS, 1)))[..., np.newaxis] + self.truth
        level = level - self.kind.quiet_less * (n < K)
        drawn = level + PERSON_SD * rng.standard_normal(n.shape) / np.sqrt(np.fmax(n, 1))
        if not self.kind.has_parts:
            whole = n.sum(axis=1, keepdims=True)
            n, drawn = whole, (n * drawn).sum(axis=1, keepdims=True) / np.fmax(whole, 1)
        value = np.round(drawn + NOISE_SD * rng.standard_normal(n.shape) / np.fmax(n, 1), 2)
        told, parts = n >= K, n.shape[1]
        self.came[self.day, :, :parts] = n
        self.people[self.day, :, :parts] = n * told
        self.sums[self.day, :, :parts] = n * value * told
        self.noise[self.day, :, :parts] = NOISE_SD**2 * told
        self.day += 1

    def flow(self, shop: int) -> Flow:
        """Watchers that a shop expects: of each part of the day, or of the whole."""
        traffic = float(self.traffic[shop, 0, 0])
        return Flow([traffic] * PARTS if self.kind.has_parts else [traffic * PARTS], K)

    def effects(self) -> Effects:
        """Effects of what was told so far."""
        values = (self.people, self.sums, self.noise)
        rows = [[of[: self.day, s].reshape(-1, ADVERTS) for of in values] for s in range(SHOPS)]
        return estimate_effects([SiteDays(*each) for each in rows], ADVERTS)

    def told(self) -> tuple[list[Told], Told]:
        """Told values of each advert, and of all."""
        people, came = self.people[: self.day], self.came[: self.day]
        each = [self._told(people[..., c : c + 1], came[..., c : c + 1]) for c in range(ADVERTS)]
        return each, self._told(people, came)

    def _told(self, people: Floats, came: Floats) -> Told:
        days = np.nonzero(people.sum(axis=(1, 2, 3)))[0]
        first, last = (int(days[0]), int(days[-1])) if len(days) else (None, None)
        sites = int((people.sum(axis=(0, 2, 3)) > 0).sum())
        return Told(sites, first, last, float(people.sum() / came.sum()) if came.sum() else None)

    def regret(self, shares: Shares) -> float:
        """Smiles lost a watcher against the best advert of each cell."""
        lost = (self.truth.max(axis=2) - (self.truth * shares[:, np.newaxis, :]).sum(axis=2)).mean(axis=1)
        return float(np.average(lost, weights=self.traffic[:, 0, 0]))
