"""Cost of the place rule in what is told: `python -m tests.told_shares` prints the tables of docs/privacy.md.

A shop of ten hours with an advert of 15 s, people who come one by one and look all the time. Some come and go over the
edge of the picture, others begin and end inside it, each at one of a few places.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
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
    ReleasedReaction,
    ReleasedWindow,
    Tick,
)
from tests.worlds import BEGIN_S, SMILE

HZ = 2.0
ADVERT_S = 15
RATES = (0.5, 2.0, 10.0)  # people a minute
INSIDE = (0.3, 0.7, 1.0)
PLACES = (6, 12, 20)
SHORTEST_S, MEAN_S = 4.0, 15.0


@dataclass(frozen=True)
class Stay:
    """One person before the screen. `place` is None for who comes and goes over the edge."""

    track: int
    begins_s: float
    ends_s: float
    place: int | None


@dataclass
class Told:
    """Parts that are told of the visits and of the watchers' media seconds, and the number of reactions."""

    visits: float
    cells: float
    reactions: int
    cpu_ms: float  # of one minute


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


def told(rate: float, inside: float, places: int, hours: float) -> Told:
    """Runs the shop through the audience core."""
    people = stays(rate, inside, places, hours, random.Random(7))
    audience, visits, cells, reactions = Audience(AudienceRules()), 0, 0, 0
    events = list(frames(people, hours))
    began_s = time.process_time()
    releases = [release for event in events for release in audience.handle(event)]
    releases += audience.close(BEGIN_S + hours * 3600)
    used_s = time.process_time() - began_s
    for release in releases:
        if isinstance(release, ReleasedWindow):
            visits += release.visits
        elif isinstance(release, ReleasedReaction):
            reactions += 1
            cells += sum(n or 0 for n in release.curve.n)
    watched = sum(min(ADVERT_S, ceil(stay.ends_s - stay.begins_s)) for stay in people)
    return Told(visits / len(people), cells / watched, reactions, used_s / hours / 60 * 1000)


def shares(hours: float) -> Iterator[str]:
    """Table of told shares."""
    yield "| people a minute | inside | places | visits told | watchers' seconds in cells | reactions |"
    yield "|---|---|---|---|---|---|"
    for rate in RATES:
        yield _row(rate, 0.0, 1, hours)
        yield from (_row(rate, inside, places, hours) for inside in INSIDE for places in PLACES)


def _row(rate: float, inside: float, places: int, hours: float) -> str:
    result = told(rate, inside, places, hours)
    print(f"{rate:g} a minute, {inside:.0%} inside, {places} places", file=sys.stderr)
    where = f"{inside:.0%} | {places if inside else '–'}"
    return f"| {rate:g} | {where} | {result.visits:.0%} | {result.cells:.0%} | {result.reactions} |".replace("%", " %")


def costs() -> Iterator[str]:
    """Table of the processor time for one minute."""
    yield "| visits a minute | none stand in a cell | all stand in one of 6 | of 20 |"
    yield "|---|---|---|---|"
    for rate in (40.0, 200.0):
        times = [told(rate, inside, places, hours=1 / 3).cpu_ms for inside, places in ((0.0, 1), (1.0, 6), (1.0, 20))]
        yield f"| {rate:g} | {' | '.join(f'{cpu_ms:.0f} ms' for cpu_ms in times)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=10.0, help="opening hours (default: %(default)s)")
    options = parser.parse_args()
    for line in (*shares(options.hours), "", *costs()):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
