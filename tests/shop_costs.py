"""What the lot and the noise cost three shops with twelve ads of 10 s: part of `python -m tests.told_shares --rules`.

Half of the people look, each for a part of the stay. All come and go over the edge of the picture.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

from edge.audience.audience import Audience
from edge.audience.draws import Draws
from edge.audience.noise import NO_NOISE, NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import (
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayStarted,
    ReleasedReaction,
    ReleasedWindow,
    Tick,
)
from tests.worlds import BEGIN_S, SMILE, TURNED_AWAY_DEG

HZ = 2.0
ADVERTS, ADVERT_S = "abcdefghijkl", 10
SHOPS = {"passers-by": (8.0, 0.9), "a queue": (60.0, 0.8), "a waiting room": (300.0, 0.8)}  # median stay, log spread
RATES = (0.5, 2.0, 10.0)  # people a minute
HOURS = 4.0
LONGEST_S = 590.0
SEED = 7
SPREAD = 0.08 * exp(0.9**2 / 2) * sqrt(exp(0.9**2) - 1)
"""Standard deviation of the smile between people: log-normal around 0.08, with a log spread of 0.9."""
B = 0.5
FORMER = (2 * B**2, 10 * B**2)
"""Variance of the noise of before in the sum of a total and of a cell: Laplace draws of the scale b, and of 2b."""
_DEVIATIONS = NoiseSource(B, NO_NOISE.draws).deviations
NOW = (_DEVIATIONS.total**2, _DEVIATIONS.cell**2)


@dataclass(frozen=True)
class Watcher:
    """One person before the screen, and the part of the stay in which the person looks, if at all."""

    track: int
    begins_s: float
    ends_s: float
    looks: tuple[float, float]


@dataclass(frozen=True)
class ShopDay:
    """Messages of one shop with one rule for the lot."""

    visits: float  # share of the people in a window
    windows: Sequence[ReleasedWindow]
    reactions: Sequence[ReleasedReaction]

    @property
    def verdicts(self) -> int:
        return sum(reaction.n for reaction in self.reactions)

    @property
    def in_cells(self) -> int:
        return sum(n or 0 for reaction in self.reactions for n in reaction.curve.n)

    def width_of_totals(self, variance: float) -> float:
        """Mean over the adverts of half the 95 % interval of each one's mean over the day."""
        return _width(_totals(self.reactions), variance)

    def width_of_cells(self, variance: float) -> float:
        return _width(_cells(self.reactions), variance)


def people_of(shop: str, rate: float, hours: float, chance: random.Random) -> list[Watcher]:
    """People of a day: they come at random."""
    median_s, spread = SHOPS[shop]
    people: list[Watcher] = []
    at_s = chance.expovariate(rate / 60)
    while at_s < hours * 3600 - LONGEST_S:
        stays_s = min(LONGEST_S, max(3.0, chance.lognormvariate(log(median_s), spread)))
        begins_s = at_s + chance.uniform(0, 0.4) * stays_s
        ends_s = begins_s + chance.uniform(0.3, 1.0) * (at_s + stays_s - begins_s)
        looks = (begins_s, ends_s) if chance.random() < 0.5 else (0.0, 0.0)
        people.append(Watcher(len(people) + 1, at_s, at_s + stays_s, looks))
        at_s += chance.expovariate(rate / 60)
    return people


def events(people: Sequence[Watcher], hours: float) -> Iterator[InputEvent]:
    """Events of the day in order of time."""
    waiting, in_view = list(reversed(people)), list[Watcher]()
    for step in range(round(hours * 3600 * HZ)):
        at_s = step / HZ
        while waiting and waiting[-1].begins_s <= at_s:
            in_view.append(waiting.pop())
        in_view = [watcher for watcher in in_view if watcher.ends_s > at_s]
        if at_s % ADVERT_S == 0:
            creative = ADVERTS[int(at_s // ADVERT_S) % len(ADVERTS)]
            yield PlayStarted(BEGIN_S + at_s, creative, duration_s=float(ADVERT_S))
        yield FrameObservation(BEGIN_S + at_s, tuple(_face(watcher, at_s) for watcher in in_view))
        if at_s % 1 == 0:
            yield Tick(BEGIN_S + at_s)


def _face(watcher: Watcher, at_s: float) -> FaceObservation:
    leaves = watcher.ends_s <= at_s + 1 / HZ
    looks = watcher.looks[0] <= at_s < watcher.looks[1]
    yaw = 0.0 if looks else TURNED_AWAY_DEG
    x_px, reading = 300.0 * watcher.track, SMILE if looks else None
    return FaceObservation(
        watcher.track, x_px, 100.0, 60.0, 75.0, yaw, 0.0, leaves, leaves, True, (0, 0, 0, 0), reading
    )


def day(people: Sequence[Watcher], hours: float, creatives: int) -> ShopDay:
    """Messages of a day, in which a visit gives verdicts to at most so many creatives."""
    noise = NoiseSource(0.0, Draws(random.Random(SEED)))
    audience = Audience(replace(AudienceRules(), noise=noise, creatives=creatives))
    releases = [release for event in events(people, hours) for release in audience.handle_event(event)]
    releases += audience.close(BEGIN_S + hours * 3600)
    windows = [release for release in releases if isinstance(release, ReleasedWindow)]
    reactions = [release for release in releases if isinstance(release, ReleasedReaction)]
    return ShopDay(sum(window.visits for window in windows) / len(people), windows, reactions)


def table(hours: float = HOURS) -> Iterator[str]:
    """Table of what was told and how exact it was: before, with the lot, and with the noise of now as well."""
    yield (
        "| shop | people per minute | visits reported | smiles reported with the lot, compared with before"
        " | seconds in cells with the lot, compared with before | ± of an ad: before, lot, lot and noise"
        " | ± of a media second: the same |"
    )
    yield "|---|---|---|---|---|---|---|"
    for shop in SHOPS:
        for rate in RATES:
            print(f"{shop}, {rate:g} per minute", file=sys.stderr)
            people = people_of(shop, rate, hours, random.Random(SEED))
            before, lot = (day(people, hours, creatives) for creatives in (len(ADVERTS), 4))
            totals = before.width_of_totals(FORMER[0]), *map(lot.width_of_totals, (FORMER[0], NOW[0]))
            cells = before.width_of_cells(FORMER[1]), *map(lot.width_of_cells, (FORMER[1], NOW[1]))
            yield (
                f"| {shop} | {rate:g} | {_percent(lot.visits)} | {_share(lot.verdicts, before.verdicts)}"
                f" | {_share(lot.in_cells, before.in_cells)} | {_list(totals)} | {_list(cells)} |"
            )


def _totals(reactions: Sequence[ReleasedReaction]) -> dict[tuple[str, int], list[int]]:
    told = defaultdict[tuple[str, int], list[int]](list)
    for reaction in reactions:
        told[reaction.creative, 0].append(reaction.n)
    return told


def _cells(reactions: Sequence[ReleasedReaction]) -> dict[tuple[str, int], list[int]]:
    told = defaultdict[tuple[str, int], list[int]](list)
    for reaction in reactions:
        for second, n in enumerate(reaction.curve.n):
            if n is not None:
                told[reaction.creative, second].append(n)
    return told


def _width(told: dict[tuple[str, int], list[int]], variance: float) -> float:
    """Half of the 95 % interval of a mean over all people of several sums, each with its own noise. 0: nothing told."""
    widths = [1.96 * sqrt(SPREAD**2 / sum(ns) + len(ns) * variance / sum(ns) ** 2) for ns in told.values()]
    return sum(widths) / len(widths) if widths else 0.0


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _share(part: int, whole: int) -> str:
    return _percent(part / whole) if whole else "–"


def _list(widths: Sequence[float]) -> str:
    return ", ".join(f"{width:.3f}" if width else "–" for width in widths)
