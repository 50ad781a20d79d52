"""Comments of a simulated day. Their planted shares change from week to week. The kiosk's own rules queue and publish
the comments.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf, pi, sin

from central.simulate.shop import ADVERT_S, HOUR_S, OPEN_S
from edge.audience.comments import PendingComments
from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource, comment_noise
from edge.audience.plays import PlayHistory
from edge.audience.rules import AudienceRules
from edge.events import CommentObservation, ReleasedComments, Sentiment

AN_HOUR = {"quiet": 0.4, "medium": 6.0, "busy": 15.0}
"""Comments per hour in a shop of each size.

A quiet shop never gets ten comments about one ad in a day, so it reports no comments.
"""
CLASSES: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "unclear")
UNCLEAR, OF_REST = 0.08, 0.6
"""Share of comments that cannot be classified, and share of negative comments.

The second share is among comments that are classified and not positive.
"""
LEVEL, STEP, AMPLITUDE, WEEKS = 0.38, 0.02, 0.14, 10
"""Share of positive comments: the share of the first ad, the increase for each further ad, and the amplitude and period
in weeks of a wave.
"""
LAST_S = 60.0
"""Time between the closing of the comment page and the closing of the shop.

The last health message of a day therefore covers all comments.
"""
Told = Callable[[ReleasedComments], None]


def planted_shares(advert: int, week: int) -> dict[Sentiment, float]:
    """Planted shares of the classes for an ad in a week. The ad is given by its number."""
    positive = LEVEL + STEP * advert + AMPLITUDE * sin(2 * pi * week / WEEKS)
    rest = 1.0 - UNCLEAR - positive
    return {"negative": OF_REST * rest, "neutral": (1 - OF_REST) * rest, "positive": positive, "unclear": UNCLEAR}


class _Loop(PlayHistory):
    """Loop that plays the ads in turn, without gaps."""

    def __init__(self, creatives: tuple[str, ...]) -> None:
        super().__init__()
        self._creatives = creatives

    def creative_at(self, at_s: float) -> str | None:
        """The ad that the loop plays at a given time."""
        return self._creatives[int(at_s // ADVERT_S) % len(self._creatives)]


def draw_comments(
    creatives: tuple[str, ...], size: str, week: int, open_for_s: float, rng: random.Random, told: Told
) -> Iterator[ReleasedComments]:
    """Batches of comments that a kiosk publishes on a day of the given week.

    Times are in seconds after midnight. `told`: function that receives each batch without its noise.
    """
    loop = _Loop(creatives)
    pending = PendingComments(AudienceRules(), loop)
    noise = NoiseSource(1.0, Draws(rng))
    pending.start_run(OPEN_S)
    closes_s = OPEN_S + open_for_s - LAST_S
    for comment in [*_written(loop, creatives, AN_HOUR[size], week, closes_s, rng), None]:
        until_s = closes_s if comment is None else comment.at_s
        while pending.next_check_s <= until_s < inf:
            yield from _add_noise(pending.release_due(pending.next_check_s), noise, told)
        if comment is not None:
            pending.add(comment)
    yield from _add_noise(pending.stop_run(closes_s, clock_was_set=False), noise, told)


def _written(
    loop: _Loop, creatives: tuple[str, ...], an_hour: float, week: int, closes_s: float, rng: random.Random
) -> Iterator[CommentObservation]:
    at_s = OPEN_S
    while (at_s := at_s + rng.expovariate(an_hour / HOUR_S)) < closes_s:
        shares = planted_shares(creatives.index(loop.creative_at(at_s) or ""), week)
        (sentiment,) = rng.choices(CLASSES, [shares[name] for name in CLASSES])
        yield CommentObservation(at_s, sentiment)


def _add_noise(batches: list[ReleasedComments], noise: NoiseSource, told: Told) -> Iterator[ReleasedComments]:
    for batch in batches:
        told(batch)
        yield replace(
            batch,
            negative=batch.negative + comment_noise(noise),
            neutral=batch.neutral + comment_noise(noise),
            positive=batch.positive + comment_noise(noise),
            unclear=batch.unclear + comment_noise(noise),
        )
