"""Invented days of comments: what was typed when, beside which advert, and everything that left of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import floor

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import (
    CommentObservation,
    PlayEnded,
    PlayStarted,
    ProofOfPlay,
    Release,
    ReleasedComments,
    Sentiment,
    Tick,
    VisitClosed,
)

TEN_S = 1_795_514_400.0  # 2026-11-24T10:00:00Z
SLOT_S = 600.0
TICK_S = 10.0  # a kiosk ticks once a second; the rules need no more than one in a slot

Comment = tuple[float, Sentiment]  # seconds after the begin of the day, class
Shown = tuple[float, float, str]  # begin, end, creative


def hand(count: int, every_s: float = SLOT_S, begin_s: float = 0.0, sentiment: Sentiment = "neutral") -> list[Comment]:
    """Comments of one hand, evenly spaced."""
    return [(begin_s + every_s * index, sentiment) for index in range(count)]


@dataclass
class CommentDay:
    """A kiosk without a camera, from 10:00 on. Times are seconds after that."""

    rules: AudienceRules
    begin_s: float = TEN_S
    releases: list[ReleasedComments] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.audience = Audience(self.rules)
        self.audience.resume(self.begin_s)
        self.now_s = 0.0
        self.stops_s: list[float] = []
        self._plays: list[tuple[float, PlayStarted | PlayEnded]] = []

    def take(self, released: Iterable[Release | VisitClosed]) -> None:
        for one in released:
            assert isinstance(one, ReleasedComments | ProofOfPlay)
            if isinstance(one, ReleasedComments):
                self.releases.append(one)

    def until(self, at_s: float) -> "CommentDay":
        """Lets plays and ticks pass up to a moment, which may lie before the present one: then nothing happens."""
        while self.now_s + TICK_S <= at_s:
            self._play(self.now_s + TICK_S)
            self.now_s += TICK_S
            self.take(self.audience.handle_event(Tick(self.begin_s + self.now_s)))
        self._play(at_s)
        return self

    def run(self, comments: Sequence[Comment], shown: Sequence[Shown] = (), until_s: float = 0.0) -> "CommentDay":
        """Types comments beside adverts, with ticks between, then ticks on until `until_s`."""
        for from_s, to_s, creative in shown:
            self._plays.append((from_s, PlayStarted(self.begin_s + from_s, creative)))
            self._plays.append((to_s, PlayEnded(self.begin_s + to_s)))
        self._plays.sort(key=lambda timed: timed[0])
        for at_s, sentiment in sorted(comments):
            self.until(at_s)
            self.take(self.audience.handle_event(CommentObservation(self.begin_s + at_s, sentiment)))
        return self.until(until_s)

    def _play(self, at_s: float) -> None:
        """Starts and ends the adverts up to a moment."""
        while self._plays and self._plays[0][0] <= at_s:
            self.take(self.audience.handle_event(self._plays.pop(0)[1]))

    def pause(self) -> "CommentDay":
        self.take(self.audience.pause(self.begin_s + self.now_s))
        return self

    def resume(self) -> "CommentDay":
        self.audience.resume(self.begin_s + self.now_s)
        return self

    def close(self, *, clock_was_set: bool = False) -> "CommentDay":
        self.stops_s.append(self.now_s)
        self.take(self.audience.close(self.begin_s + self.now_s, clock_was_set=clock_was_set))
        return self

    @property
    def spans(self) -> list[tuple[float, float, float]]:
        """`from`, `to` and `at` of each release."""
        return [(one.from_s - self.begin_s, one.to_s - self.begin_s, one.at_s - self.begin_s) for one in self.releases]

    @property
    def counted(self) -> tuple[int, int, int]:
        """Comments that wait, that left, that were dropped."""
        counts = self.audience.counts
        return counts.comments_waiting, counts.comments_released, counts.comments_dropped


def total(released: ReleasedComments) -> int:
    return released.negative + released.neutral + released.positive + released.unclear


def slots(comments: Iterable[Comment], begin_s: float = TEN_S) -> int:
    """Ten-minute slots of UTC that hold one of these comments."""
    return len({floor((begin_s + at_s) / SLOT_S) for at_s, _ in comments})
