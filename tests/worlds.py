"""Builders of worlds for the audience core: people before the screen, plays and ticks, as input events.

Times are in seconds from the start of the world. Event times are on the kiosk's clock.
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
from edge.place_cells import place_cells

BEGIN_S = 1_767_225_600.0
"""2026-01-01T00:00:00Z: default start of a world."""
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0
TURNED_AWAY_DEG = 70.0
WIDTH_PX = 640


def verdict(valence: float = 0.0, arousal: float = 0.0, **probabilities: float) -> ExpressionScores:
    """Expression scores with the named probabilities. The rest, up to 1, is neutral."""
    neutral = 1.0 - sum(probabilities.values())
    return ExpressionScores(
        tuple({"neutral": neutral, **probabilities}.get(name, 0.0) for name in EXPRESSIONS), valence, arousal
    )


NEUTRAL = verdict()
SMILE = verdict(happiness=1.0, valence=0.81, arousal=0.51)


@dataclass(frozen=True)
class Person:
    """Person before the screen. All spans are in seconds from the start of the world."""

    visible: tuple[tuple[float, float], ...]
    looks: tuple[tuple[float, float], ...]
    shows: ExpressionScores | Abstention | None
    over_edge: bool
    x_px: float
    w_px: float
    badge_from: float | None = None  # time in view, each time, after which the badge is read; None: no badge


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
    badge_from: float | None = None,
) -> Person:
    """Person who is in view in [enters, enters + stays), except while `away`.

    `looks`: True for all the time, False for never, or spans. With `over_edge` the person leaves, and steps away, over
    the edge of the picture, else inside it.
    """
    leaves = enters + stays
    edges = [enters, *(time for span in away for time in span), leaves]
    looking = ((enters, leaves),) if looks is True else () if looks is False else tuple(looks)
    spans = tuple(zip(edges[::2], edges[1::2], strict=True))
    return Person(spans, looking, shows, over_edge, x_px, w_px, badge_from)


@dataclass(frozen=True)
class Showing:
    """Play of a creative."""

    creative: str
    starts: float
    lasts: float
    experiment: Experiment | None = None
    reported_late_by: float = 0.0


def loop(creatives: Sequence[str], *, each: float, until: float, starts: float = 0.0) -> list[Showing]:
    """Plays the creatives in a loop, `each` seconds long."""
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
    """Events in order of arrival. Frames come while somebody is in view, or all the time with `empty_frames`."""
    plays = list(plays)
    if until is None:
        until = (
            max([leaves for visitor in people for _, leaves in visitor.visible] + [p.starts + p.lasts for p in plays])
            + 1.0
        )
    ticks = ((i * tick, Tick(begin_s + i * tick)) for i in range(int(until / tick) + 1))
    feed = sorted(_feed(plays, begin_s), key=_time)
    for _, event in merge(_frames(people, hz, until, begin_s, empty_frames), feed, ticks, key=_time):
        yield event


def run_audience(
    events: Iterable[InputEvent], rules: AudienceRules | None = None, **changes: object
) -> "AudienceResult":
    """Runs an audience over a world and closes it at the end."""
    audience = Audience(replace(rules or AudienceRules(), **changes))  # type: ignore[arg-type]
    releases: list[Release | VisitClosed] = []
    last_s = BEGIN_S
    for event in events:
        releases += audience.handle_event(event)
        last_s = max(last_s, event.at_s)
    releases += audience.close(last_s)
    return AudienceResult(releases, audience.counts)


@dataclass(frozen=True)
class AudienceResult:
    """Releases and counts of a world."""

    releases: list[Release | VisitClosed]
    counts: AudienceCounts

    @property
    def windows(self) -> list[ReleasedWindow]:
        return [release for release in self.releases if isinstance(release, ReleasedWindow)]

    @property
    def reactions(self) -> list[ReleasedReaction]:
        return [release for release in self.releases if isinstance(release, ReleasedReaction)]

    @property
    def plays(self) -> list[ProofOfPlay]:
        return [release for release in self.releases if isinstance(release, ProofOfPlay)]

    @property
    def closed(self) -> list[VisitClosed]:
        return [release for release in self.releases if isinstance(release, VisitClosed)]

    @property
    def visits_in(self) -> int:
        counts = self.counts
        return counts.released + counts.dropped + counts.waiting + counts.open


def _time(timed: tuple[float, InputEvent]) -> float:
    return timed[0]


def _feed(plays: Iterable[Showing], begin_s: float) -> Iterator[tuple[float, InputEvent]]:
    """Play events with the times at which they arrive."""
    for play in plays:
        starts_s, ends = begin_s + play.starts, play.starts + play.lasts
        yield (
            play.starts + play.reported_late_by,
            PlayStarted(starts_s, play.creative, duration_s=play.lasts, experiment=play.experiment),
        )
        yield ends + play.reported_late_by, PlayEnded(begin_s + ends)


def _frames(
    people: Iterable[Person], hz: float, until: float, begin_s: float, empty_frames: bool
) -> Iterator[tuple[float, FrameObservation]]:
    """Frames at multiples of 1/hz, the last one empty. Each span in view is a track of its own."""
    spans = sorted(
        (
            (ceil(begins * hz - 1e-9), ceil(ends * hz - 1e-9), visitor)
            for visitor in people
            for begins, ends in visitor.visible
        ),
        key=lambda span: span[:2],
    )
    in_view: list[tuple[int, Callable[[int], FaceObservation]]] = []
    arrived, index, was_empty = 0, 0, True
    while index <= until * hz:
        while arrived < len(spans) and spans[arrived][0] <= index:
            begins, ends, visitor = spans[arrived]
            in_view.append((ends, _face_builder(visitor, arrived + 1, begins, ends, hz)))
            arrived += 1
        in_view = [(ends, face_at) for ends, face_at in in_view if ends > index]
        if in_view or empty_frames or not was_empty:
            was_empty = not in_view
            yield index / hz, FrameObservation(begin_s + index / hz, tuple(face_at(index) for _, face_at in in_view))
        elif arrived == len(spans):
            return
        else:
            index = spans[arrived][0] - 1
        index += 1


def face_of(
    track: int,
    x_px: float,
    y_px: float,
    w_px: float,
    h_px: float,
    yaw_deg: float = 0.0,
    pitch_deg: float = 0.0,
    at_edge: bool = False,
    expression: ExpressionScores | Abstention | None = None,
    *,
    came_over_edge: bool = False,
) -> FaceObservation:
    """One face in a picture of 640 px, with the cells of its centre."""
    cells = place_cells(x_px + w_px / 2, y_px + h_px / 2, WIDTH_PX)
    return FaceObservation(
        track, x_px, y_px, w_px, h_px, yaw_deg, pitch_deg, at_edge, at_edge, came_over_edge, cells, expression
    )


def _face_builder(visitor: Person, track: int, begins: int, ends: int, hz: float) -> Callable[[int], FaceObservation]:
    """Builds a function from a frame's index to the person's face. Frozen values are made once and shared."""
    box = (visitor.x_px, 100.0, visitor.w_px, visitor.w_px * 1.25)
    attentive = face_of(track, *box, expression=visitor.shows, came_over_edge=visitor.over_edge)
    turned = replace(attentive, yaw_deg=TURNED_AWAY_DEG, expression=Abstention("turned") if visitor.shows else None)
    looks = [(ceil(begin * hz - 1e-9), ceil(end * hz - 1e-9)) for begin, end in visitor.looks]
    staff_from = None if visitor.badge_from is None else begins + ceil(visitor.badge_from * hz - 1e-9)

    def face_at(index: int) -> FaceObservation:
        face = attentive if any(begin <= index < end for begin, end in looks) else turned
        if staff_from is not None and index >= staff_from:
            face = replace(face, is_staff=True, expression=None)
        return replace(face, at_edge=True, goes_over_edge=True) if visitor.over_edge and index == ends - 1 else face

    return face_at
