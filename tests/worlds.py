"""Builders of what audience sees: people who come, look, step away and leave; adverts that are shown; the second hand.

Times are in seconds from the start of the world; the events have them on the kiosk's clock.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from math import ceil

from edge.audience.audience import Audience, AudienceCounts
from edge.audience.rules import AudienceRules
from edge.events import (
    EXPRESSIONS,
    Abstention,
    Experiment,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    ProofOfPlay,
    Release,
    ReleasedReaction,
    ReleasedWindow,
    Tick,
    VisitClosed,
)

BEGIN_S = 1_767_225_600.0
"""2026-01-01T00:00:00Z, where every world begins if nothing else is said."""
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0
TURNED_AWAY_DEG = 70.0


def verdict(valence: float = 0.0, arousal: float = 0.0, **probabilities: float) -> ExpressionScores:
    """What the network says: the named probabilities; what is missing to 1 is neutral."""
    neutral = 1.0 - sum(probabilities.values())
    return ExpressionScores(
        tuple({"neutral": neutral, **probabilities}.get(name, 0.0) for name in EXPRESSIONS), valence, arousal
    )


NEUTRAL = verdict()
SMILE = verdict(happiness=1.0, valence=0.81, arousal=0.51)


@dataclass(frozen=True)
class Person:
    """Somebody before the screen. Times are from the start of the world; `seen` are the stretches in view."""

    seen: tuple[tuple[float, float], ...]
    looks: tuple[tuple[float, float], ...]
    shows: ExpressionScores | Abstention | None
    over_edge: bool
    x_px: float
    w_px: float


def person(
    *,
    enters: float,
    stays: float = 10.0,
    looks: Sequence[tuple[float, float]] | bool = True,
    away: Sequence[tuple[float, float]] = (),
    shows: ExpressionScores | Abstention | None = NEUTRAL,
    over_edge: bool = True,
    x_px: float = 0.0,
    w_px: float = 60.0,
) -> Person:
    """One who is in view in [enters, enters + stays), save while `away`, and looks at the screen all the time, never,
    or in the stretches given. Leaves, and steps away, over the edge of the picture or out of it in the middle.
    """
    leaves = enters + stays
    edges = [enters, *(time for stretch in away for time in stretch), leaves]
    spans = ((enters, leaves),) if looks is True else () if looks is False else tuple(looks)
    return Person(tuple(zip(edges[::2], edges[1::2], strict=True)), spans, shows, over_edge, x_px, w_px)


@dataclass(frozen=True)
class Showing:
    """One showing of a creative."""

    creative: str
    starts: float
    lasts: float
    experiment: Experiment | None = None
    told_late_by: float = 0.0


def loop(creatives: Sequence[str], *, each: float, until: float, starts: float = 0.0) -> list[Showing]:
    """The creatives one after the other, each for so long, again and again."""
    count = ceil((until - starts) / each)
    return [Showing(creatives[i % len(creatives)], starts + i * each, each) for i in range(count)]


def world(
    *people: Person,
    plays: Iterable[Showing] = (),
    hz: float = 10.0,
    until: float | None = None,
    tick: float = 1.0,
    begin_s: float = BEGIN_S,
    empty_frames: bool = False,
) -> Iterator[InputEvent]:
    """The events in order of arrival. There are frames while somebody is in view, or all the time if asked for."""
    plays = list(plays)
    if until is None:
        until = max([leaves for who in people for _, leaves in who.seen] + [p.starts + p.lasts for p in plays]) + 1.0
    ticks = ((i * tick, Tick(begin_s + i * tick)) for i in range(int(until / tick) + 1))
    feed = sorted(_feed(plays, begin_s), key=_time)
    for _, event in merge(_frames(people, hz, until, begin_s, empty_frames), feed, ticks, key=_time):
        yield event


def live(events: Iterable[InputEvent], rules: AudienceRules | None = None, **changes: object) -> "Lived":
    """Runs an audience over a world, to its end."""
    audience = Audience(replace(rules or AudienceRules(), **changes))  # type: ignore[arg-type]
    told: list[Release | VisitClosed] = []
    last_s = BEGIN_S
    for event in events:
        told += audience.handle(event)
        last_s = max(last_s, event.at_s)
    told += audience.close(last_s)
    return Lived(told, audience.counts)


@dataclass(frozen=True)
class Lived:
    """What a world came to."""

    told: list[Release | VisitClosed]
    counts: AudienceCounts

    @property
    def windows(self) -> list[ReleasedWindow]:
        return [told for told in self.told if isinstance(told, ReleasedWindow)]

    @property
    def reactions(self) -> list[ReleasedReaction]:
        return [told for told in self.told if isinstance(told, ReleasedReaction)]

    @property
    def plays(self) -> list[ProofOfPlay]:
        return [told for told in self.told if isinstance(told, ProofOfPlay)]

    @property
    def closed(self) -> list[VisitClosed]:
        return [told for told in self.told if isinstance(told, VisitClosed)]

    @property
    def went_in(self) -> int:
        counts = self.counts
        return counts.released + counts.dropped + counts.waiting + counts.open


def _time(timed: tuple[float, InputEvent]) -> float:
    return timed[0]


def _feed(plays: Iterable[Showing], begin_s: float) -> Iterator[tuple[float, InputEvent]]:
    """When it is told, and what: in the middle between two frames, if in time."""
    for play in plays:
        starts_s, ends = begin_s + play.starts, play.starts + play.lasts
        yield (
            play.starts + play.told_late_by,
            PlayStarted(starts_s, play.creative, duration_s=play.lasts, experiment=play.experiment),
        )
        yield ends + play.told_late_by, PlayEnded(begin_s + ends)


def _frames(
    people: Iterable[Person], hz: float, until: float, begin_s: float, empty_frames: bool
) -> Iterator[tuple[float, FrameObservation]]:
    """Frames at multiples of 1/hz, the last one empty. Each stretch in view is a track of its own."""
    stretches = sorted(
        ((ceil(begins * hz - 1e-9), ceil(ends * hz - 1e-9), who) for who in people for begins, ends in who.seen),
        key=lambda stretch: stretch[:2],
    )
    in_view: list[tuple[int, Callable[[int], FaceObservation]]] = []
    arrived, index, was_empty = 0, 0, True
    while index <= until * hz:
        while arrived < len(stretches) and stretches[arrived][0] <= index:
            _, ends, who = stretches[arrived]
            in_view.append((ends, _faces_of(who, arrived + 1, ends, hz)))
            arrived += 1
        in_view = [(ends, face_at) for ends, face_at in in_view if ends > index]
        if in_view or empty_frames or not was_empty:
            was_empty = not in_view
            yield index / hz, FrameObservation(begin_s + index / hz, tuple(face_at(index) for _, face_at in in_view))
        elif arrived == len(stretches):
            return
        else:
            index = stretches[arrived][0] - 1
        index += 1


def _faces_of(who: Person, track: int, ends: int, hz: float) -> Callable[[int], FaceObservation]:
    """Somebody's face in each frame; frozen values, so the few that differ are made once."""
    looking = FaceObservation(track, who.x_px, 100.0, who.w_px, who.w_px * 1.25, 0.0, 0.0, False, who.shows)
    turned = replace(looking, yaw_deg=TURNED_AWAY_DEG, expression=Abstention("turned") if who.shows else None)
    looks = [(ceil(begins * hz - 1e-9), ceil(end * hz - 1e-9)) for begins, end in who.looks]

    def face_at(index: int) -> FaceObservation:
        face = looking if any(begins <= index < end for begins, end in looks) else turned
        return replace(face, at_edge=True) if who.over_edge and index == ends - 1 else face

    return face_at
