"""A simulated day of one shop: people in front of the screen, and ads, as events of the real audience core.

The expressions of each person have the same mean in every media second. The effect of an ad is planted later.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, floor, inf

from central.measures import REPORTED
from edge.audience.audience import Audience
from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import (
    EXPRESSIONS,
    Abstention,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayStarted,
    ReleasedReaction,
    ReleasedWindow,
)

HOUR_S = 3_600.0
OPEN_S, OPEN_FOR_S = 9 * HOUR_S, 10 * HOUR_S
"""Time of day at which the shop opens, and duration of the opening hours."""
SLOTS, ADVERT_S = 6, 15.0
"""Number of ads in a loop, and duration of each ad."""
FRAME_HZ = 2.0
PEAKS_S = ((3.5 * HOUR_S, 1.2 * HOUR_S), (8.0 * HOUR_S, 1.0 * HOUR_S))
"""Centre and width of the busy times, measured from the opening time."""
INSIDE, PLACES = 0.2, 15
"""Share of people who appear and disappear inside the frame, and the number of places where they do so."""
RANGES = {"happiness": 0.3, "surprise": 0.12, "sadness": 0.16}
"""Upper limit of the probability of a person's expression. The lower limit is 0."""
FEELING = 0.3
"""Limit of a person's valence and arousal, which lie between minus and plus this value."""
MEASURES = tuple(row.key for row in REPORTED if row.is_read)
"""Values of a reaction that depend on people's expressions."""
TURNED_DEG = 70.0

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shop:
    """Size of a shop. `parts_s`: seconds after midnight at which a part of the day, and therefore a batch, ends."""

    people_a_minute: float
    parts_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in front of the screen. `attentive` and `turned`: the face that the camera may see while the person
    looks at the screen, and while the person looks away.
    """

    begins_s: float
    ends_s: float
    looks: tuple[Span, ...]
    attentive: FaceObservation
    turned: FaceObservation

    def visible_face(self, at_s: float) -> FaceObservation:
        """The face of the person that is visible in the frame at a given time."""
        return self.attentive if any(begin <= at_s < end for begin, end in self.looks) else self.turned


def shop_day_releases(shop: Shop, rng: random.Random) -> list[ReleasedWindow | ReleasedReaction]:
    """Releases of one day of a shop, produced by the rules of real kiosks. Times are in seconds after midnight."""
    part_end = _next_of(shop.parts_s) if shop.parts_s else None
    without_noise = NoiseSource(0.0, Draws(rng))  # the lot between creatives is drawn all the same
    audience = Audience(AudienceRules(part_end=part_end, noise=without_noise))
    closes_s = OPEN_S + OPEN_FOR_S
    releases = [release for event in _day_events(shop, rng) for release in audience.handle_event(event)]
    releases += audience.close(closes_s)
    return [release for release in releases if isinstance(release, ReleasedWindow | ReleasedReaction)]


def _next_of(times_s: tuple[float, ...]) -> Callable[[float], float]:
    return lambda at_s: min((time_s for time_s in times_s if time_s > at_s), default=inf)


def _day_events(shop: Shop, rng: random.Random) -> Iterator[InputEvent]:
    waiting, in_view = list(reversed(_draw_stays(shop, rng))), list[Stay]()
    for step in range(round(OPEN_FOR_S * FRAME_HZ)):
        at_s = OPEN_S + step / FRAME_HZ
        while waiting and waiting[-1].begins_s <= at_s:
            in_view.append(waiting.pop())
        in_view = [stay for stay in in_view if stay.ends_s > at_s]
        if (at_s - OPEN_S) % ADVERT_S == 0:
            slot = floor((at_s - OPEN_S) / ADVERT_S) % SLOTS
            yield PlayStarted(at_s, f"slot_{slot}", duration_s=ADVERT_S)
        yield FrameObservation(at_s, tuple(stay.visible_face(at_s) for stay in in_view))


def _draw_stays(shop: Shop, rng: random.Random) -> list[Stay]:
    """People in the order of their arrival. More people arrive at the busy times."""
    made: list[Stay] = []
    at_s, track = 0.0, 0
    while True:
        at_s += rng.expovariate(shop.people_a_minute * 2 / 60)
        if at_s > OPEN_FOR_S - 60:
            return made
        busy = 0.5 + sum(exp(-(((at_s - middle) / width) ** 2)) for middle, width in PEAKS_S)
        if rng.random() < busy / 2:
            track += 1
            made.append(_draw_stay(track, OPEN_S + at_s, rng))


def _draw_stay(track: int, begins_s: float, rng: random.Random) -> Stay:
    lasts_s = 3.0 + rng.expovariate(1 / 14)
    over_edge = rng.random() >= INSIDE
    place = rng.randrange(PLACES)
    cells = (place, place, place, place)
    box = (40.0 * (track % 15), 100.0, 60.0, 75.0)
    edges = (over_edge, over_edge, over_edge)

    def face(yaw_deg: float, expression: ExpressionScores | Abstention) -> FaceObservation:
        return FaceObservation(track, *box, yaw_deg, 0.0, *edges, cells, expression)

    looks = tuple(_draw_looks(begins_s, begins_s + lasts_s, rng))
    return Stay(begins_s, begins_s + lasts_s, looks, face(0.0, _shows(rng)), face(TURNED_DEG, Abstention("turned")))


def _draw_looks(begins_s: float, ends_s: float, rng: random.Random) -> Iterator[Span]:
    """Spans in which a person looks at the screen. A third of the people never look; the others look now and then."""
    if rng.random() < 1 / 3:
        return
    at_s = begins_s + rng.expovariate(1 / 1.5)
    while at_s < ends_s:
        until_s = at_s + 0.5 + rng.expovariate(1 / 7)
        yield at_s, min(until_s, ends_s)
        at_s = until_s + rng.expovariate(1 / 3)


def _shows(rng: random.Random) -> ExpressionScores:
    """Expression that a person shows, which is the same during the whole stay."""
    drawn = {name: rng.uniform(0.0, top) for name, top in RANGES.items()}
    drawn["neutral"] = 1.0 - sum(drawn.values())
    probabilities = tuple(drawn.get(name, 0.0) for name in EXPRESSIONS)
    return ExpressionScores(probabilities, rng.uniform(-FEELING, FEELING), rng.uniform(-FEELING, FEELING))
