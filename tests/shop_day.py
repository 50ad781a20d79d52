"""A shop of ten hours with an advert of 15 s, people who come one by one and look all the time, and what is told.

Some people come and go over the edge of the picture, others begin and end inside it, each at one of a few places.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import (
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayStarted,
    Release,
    ReleasedReaction,
    ReleasedWindow,
    Tick,
    VisitClosed,
)
from tests.worlds import BEGIN_S, SMILE

HZ = 2.0
ADVERT_S = 15
SHORTEST_S, MEAN_S = 4.0, 15.0
SEED = 7


@dataclass(frozen=True)
class Stay:
    """One person before the screen. `place` is None for who comes and goes over the edge."""

    track: int
    begins_s: float
    ends_s: float
    place: int | None


@dataclass
class Told:
    """Parts that are told of the visits and of the watchers' media seconds, and the reactions."""

    visits: float
    cells: float
    reactions: list[ReleasedReaction]


def stays(rate: float, inside: float, places: int, hours: float, chance: random.Random) -> list[Stay]:
    """People who come at random, `rate` a minute, and stay for 15 s on average."""
    made: list[Stay] = []
    at_s = 0.0
    for track in count(1):
        at_s += chance.expovariate(rate / 60)
        if at_s > hours * 3600 - 120:
            return made
        lasts_s = SHORTEST_S + chance.expovariate(1 / (MEAN_S - SHORTEST_S))
        place = chance.randrange(places) if chance.random() < inside else None
        made.append(Stay(track, at_s, at_s + lasts_s, place))
    raise AssertionError("there is always another track")


def frames(people: list[Stay], hours: float) -> Iterator[InputEvent]:
    """Events of the shop in order of time."""
    waiting, in_view = list(reversed(people)), list[Stay]()
    for step in range(round(hours * 3600 * HZ)):
        at_s = step / HZ
        while waiting and waiting[-1].begins_s <= at_s:
            in_view.append(waiting.pop())
        in_view = [stay for stay in in_view if stay.ends_s > at_s]
        if at_s % ADVERT_S == 0:
            yield PlayStarted(BEGIN_S + at_s, "advert", duration_s=float(ADVERT_S))
        yield FrameObservation(BEGIN_S + at_s, tuple(_face(stay, at_s) for stay in in_view))
        if at_s % 1 == 0:
            yield Tick(BEGIN_S + at_s)


def _face(stay: Stay, at_s: float) -> FaceObservation:
    over_edge = stay.place is None
    leaves = over_edge and stay.ends_s <= at_s + 1 / HZ
    x_px, place = 300.0 * stay.track, stay.place or 0
    return FaceObservation(
        stay.track, x_px, 100.0, 60.0, 75.0, 0.0, 0.0, leaves, leaves, over_edge, (place, place, place, place), SMILE
    )


def told(people: Sequence[Stay], releases: Sequence[Release | VisitClosed]) -> Told:
    """Shares of these people in the releases."""
    windows = [release for release in releases if isinstance(release, ReleasedWindow)]
    reactions = [release for release in releases if isinstance(release, ReleasedReaction)]
    watched = sum(min(ADVERT_S, ceil(stay.ends_s - stay.begins_s)) for stay in people)
    cells = sum(n or 0 for reaction in reactions for n in reaction.curve.n)
    return Told(sum(window.visits for window in windows) / len(people), cells / watched, reactions)


def told_of_shop(rate: float, inside: float, places: int, hours: float) -> tuple[Told, float]:
    """Messages of a shop with the default rules, and the processor time for one minute, in milliseconds."""
    people = stays(rate, inside, places, hours, random.Random(SEED))
    audience, events = Audience(AudienceRules()), list(frames(people, hours))
    began_s = time.process_time()
    releases = [release for event in events for release in audience.handle_event(event)]
    releases += audience.close(BEGIN_S + hours * 3600)
    used_s = time.process_time() - began_s
    return told(people, releases), used_s / hours / 60 * 1000
