"""Planted values of a fleet: ads, sites and the time of day, drawn from a seed."""

import random
from dataclasses import dataclass
from math import cos, exp, pi

from central.simulate.pool import PARTS_S, SIZES
from central.simulate.program import OWN, Program
from central.simulate.shop import ADVERT_S, HOUR_S, OPEN_FOR_S, OPEN_S, SLOTS
from edge.events import Experiment

SECONDS = round(ADVERT_S)
SITE_SD, TASTE_SD, ATTENTION_SD = 0.02, 0.008, 0.3
"""Standard deviations between sites: of the level of smiles, of the effect of one ad, and of the attentive seconds."""
HOUR_AMPLITUDE = 0.01
WITH_PARTS = 3
"""Share of the sites that have parts of the day: one in this number."""


@dataclass(frozen=True, slots=True)
class PlantedAdvert:
    """Means of an ad at a site that has no effect of its own. `smile`: one value for each media second."""

    creative: str
    smile: tuple[float, ...]
    negative: float
    surprise: float
    valence: float
    arousal: float
    attention_s: float

    def mean_level(self, measure: str, second: int) -> float:
        """Planted mean of a measure in a media second."""
        value = getattr(self, measure)
        return float(value[second] if isinstance(value, tuple) else value)


@dataclass(frozen=True, slots=True)
class PlantedSite:
    """A shop. `effects`: added to `smile` of each ad. `attention_s`: added to the attentive seconds of each ad."""

    site: str
    size: str
    parts_s: tuple[float, ...]
    effects: tuple[float, ...]
    attention_s: float


@dataclass(frozen=True, slots=True)
class Truth:
    """All planted values. `arms`: experiment and arm of each ad; None outside an experiment. `hours`: effect on `smile`
    by hour of UTC, which is 0 on average while shops are open.
    """

    adverts: tuple[PlantedAdvert, ...]
    arms: tuple[Experiment | None, ...]
    sites: tuple[PlantedSite, ...]
    hours: tuple[float, ...]


def draw_truth(seed: int, sites: int, program: Program = OWN) -> Truth:
    """The planted values for a seed. A site has the same effects in a larger fleet, and an ad has the same effects
    under another name.
    """
    rng = random.Random(f"{seed} adverts")
    adverts = tuple(_draw_advert(number, creative, rng) for number, creative in enumerate(program.creatives))
    return Truth(adverts, program.arms, tuple(_site(seed, number) for number in range(sites)), _hours())


def _draw_advert(number: int, creative: str, rng: random.Random) -> PlantedAdvert:
    """Planted values of an ad: a level, with one moment at which people smile."""
    level, height = 0.12 + 0.015 * number, rng.uniform(0.02, 0.08)
    peak_s, width_s = rng.uniform(2, SECONDS - 3), rng.uniform(1.0, 2.5)
    curve = (level + height * exp(-(((second - peak_s) / width_s) ** 2)) for second in range(SECONDS))
    return PlantedAdvert(
        creative=creative,
        smile=tuple(round(value, 4) for value in curve),
        negative=round(rng.uniform(0.06, 0.1), 4),
        surprise=round(rng.uniform(0.04, 0.08), 4),
        valence=round(rng.uniform(0.0, 0.2), 4),
        arousal=round(rng.uniform(0.0, 0.15), 4),
        attention_s=round(rng.uniform(3.0, 5.0), 2),
    )


def _site(seed: int, number: int) -> PlantedSite:
    rng = random.Random(f"{seed} site {number}")
    size = list(SIZES)[number % len(SIZES)]
    parts_s = PARTS_S if rng.randrange(WITH_PARTS) == 0 else ()
    level = rng.gauss(0.0, SITE_SD)
    effects = tuple(round(level + rng.gauss(0.0, TASTE_SD), 4) for _ in range(SLOTS))
    return PlantedSite(f"site-{number:04}", size, parts_s, effects, round(rng.gauss(0.0, ATTENTION_SD), 2))


def _hours() -> tuple[float, ...]:
    """Effects by hour: one wave over the opening hours, with the most smiles in the middle."""
    opens, open_for = round(OPEN_S / HOUR_S), round(OPEN_FOR_S / HOUR_S)
    wave = [-HOUR_AMPLITUDE * cos(2 * pi * (hour + 0.5) / open_for) for hour in range(open_for)]
    return tuple(round(wave[hour - opens], 4) if 0 <= hour - opens < open_for else 0.0 for hour in range(24))


def mean_hour_effect(hours: tuple[float, ...], from_s: float, to_s: float) -> float:
    """Mean effect over a span. Times are in seconds after midnight."""
    total, at_s = 0.0, from_s
    while at_s < to_s:
        hour = int(at_s // HOUR_S)
        until_s = min(to_s, (hour + 1) * HOUR_S)
        total += hours[hour % 24] * (until_s - at_s)
        at_s = until_s
    return total / (to_s - from_s)
