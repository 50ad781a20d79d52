"""Worlds to attack the privacy rules with: true people and all events of a kiosk, on a grid of quarter seconds.

Only the world knows the truth. It follows the assumptions of the rules: a person away for longer than `same_person_s`
counts as another person, and at most `unmasked_staff` people are seen for longer than `same_person_span_s`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from math import ceil, floor
from typing import NamedTuple

from edge.audience.rules import AudienceRules
from edge.events import (
    Abstention,
    AudioObservation,
    BodyObservation,
    Experiment,
    FaceObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    SourceLost,
    SourceRestored,
    Tick,
)
from tests.worlds import SMILE, TURNED_AWAY_DEG, face_of

STEP_S = 0.25
PER_S = 4
CONFIRMED_STEPS = 4  # five detections: shorter stretches are no visit
POSTER_STEPS = 32  # a poster is recognised after 8 s


@dataclass(frozen=True)
class Stretch:
    """Stretch of one person in view from the step `begins` to the step `ends`, both included."""

    person: int
    begins: int
    ends: int
    looks: str
    reads: str
    in_place: bool  # appears and vanishes inside the picture, where the next stretch may begin
    is_clerk: bool = False  # comes back to one place for the whole day: one person, however long the absences are
    on_border: bool = False  # the place lies on the border of two cells of a grid
    places: tuple[int, int] | None = None  # where it begins and ends, from 0 on; None: the one place of its person

    @property
    def place(self) -> int | None:
        """Place at which the person stands. None: it ends elsewhere than it begins."""
        first, last = self.places or (self.person, self.person)
        return first if first == last else None


@dataclass(frozen=True)
class Showing:
    """Play of a creative, in seconds from the start of the world, on the grid of steps."""

    creative: str
    starts: float
    ends: float
    lasts: int  # length of the whole creative
    arm: str | None
    reported_late_by: int
    media_s: float = 0.0  # where it begins in the creative

    @property
    def media_to_s(self) -> float:
        return self.media_s + self.ends - self.starts


class Piece(NamedTuple):
    """One play of several that show a creative in pieces: its part of the creative, and the pause after it."""

    from_s: float
    to_s: float
    pause: float = 0.0


@dataclass(frozen=True)
class Loop:
    """Loop of creatives, each `lasts` seconds and then a pause. Every other round is in the other arm.

    With `pieces` each creative is shown in these, in every round but each `whole_every`th.
    """

    creatives: str = ""
    lasts: int = 15
    pause: int = 0
    has_arms: bool = False
    reported_late_by: tuple[int, int] = (0, 0)  # for each second showing in turn
    pieces: tuple[Piece, ...] = ()
    whole_every: int = 2

    def showings(self, until: int) -> Iterator[Showing]:
        starts = 0.0
        for i in count() if self.creatives else ():
            round_ = i // len(self.creatives)
            arm = "ab"[round_ % 2] if self.has_arms else None
            is_cut = self.pieces and (round_ + 1) % self.whole_every
            for piece in self.pieces if is_cut else (Piece(0.0, self.lasts),):
                ends = starts + piece.to_s - piece.from_s
                if ends > until - 1:
                    return
                late_by = self.reported_late_by[i % 2]
                creative = self.creatives[i % len(self.creatives)]
                yield Showing(creative, starts, ends, self.lasts, arm, late_by, piece.from_s)
                starts = ends + piece.pause
            starts += self.pause


class FrameSample(NamedTuple):
    """True state of one face in one frame."""

    step: int
    is_attentive: bool
    expression: str | None  # "verdict", "abstained"; None: the network did not run


@dataclass(frozen=True)
class World:
    """World of people, plays, sound and wearers. Times are in steps; times of plays and wearers are in seconds."""

    rules: AudienceRules
    begin_s: float
    steps: int
    wanted: tuple[Stretch, ...]
    loop: Loop = Loop()
    pauses: tuple[tuple[int, int], ...] = ()  # start and length, until sensing begins again
    outages: tuple[tuple[int, int], ...] = ()
    posters: tuple[tuple[int, int], ...] = ()  # start, and the place of a person where it hangs
    has_sound: bool = False
    lot_seed: int = 1
    wearers: tuple[tuple[int, int], ...] = ()  # start and end on the body

    @cached_property
    def stretches(self) -> list[tuple[Stretch, int]]:
        """Visible parts of the wanted stretches, each with its true person, shortened to fit the assumptions."""
        blind = sorted([*self.outages, *self.pauses])
        in_view = [part for stretch in self.wanted for part in _without(stretch, blind)]
        in_view = [part for part in in_view if part.ends - part.begins >= CONFIRMED_STEPS and part.ends < self.steps]
        return _true_people(in_view, self.rules, self.outages)

    @cached_property
    def plays(self) -> list[Showing]:
        """All plays. The screen goes on during a pause."""
        return list(self.loop.showings(self.steps // PER_S))

    @cached_property
    def person_of_track(self) -> dict[int, int]:
        """True person of each track. Tracks are numbered from 1 by stretch."""
        return {track: person for track, (_, person) in enumerate(self.stretches, 1)}

    @cached_property
    def samples(self) -> dict[int, list[FrameSample]]:
        """Samples of each track, step by step."""
        return {track: list(_samples(stretch)) for track, (stretch, _) in enumerate(self.stretches, 1)}

    def at_s(self, step: float) -> float:
        return self.begin_s + step * STEP_S

    def laughs(self, second: int) -> bool:
        """True if there is laughter in that absolute second."""
        return second % 11 < 4

    def events(self) -> Iterator[tuple[int, InputEvent | None]]:
        """Events in order of arrival, with their steps. None is a pause: all visits close."""
        faces = self._faces()
        recognised = {begin + POSTER_STEPS: (-1 - i,) for i, (begin, _) in enumerate(self.posters)}
        feed = self._feed()
        pauses, paused = {begin for begin, _ in self.pauses}, _steps_of(self.pauses)
        lost, restored = {begin for begin, _ in self.outages}, {sum(outage) for outage in self.outages}
        blind = paused | _steps_of(self.outages)
        for step in range(self.steps):
            at_s = self.at_s(step)
            if step in pauses:
                yield step, None
            for event in feed.get(step, ()):
                yield step, event
            if step in paused:
                if step % PER_S == 0:
                    yield step, Tick(at_s)
                continue
            if step in lost:
                yield step, SourceLost(at_s, "camera")
            if step in restored:
                yield step, SourceRestored(at_s, "camera")
            if step not in blind:
                yield step, FrameObservation(at_s, tuple(faces.get(step, ())), recognised.get(step, ()))
            if step % PER_S == 0 and step > 0 and step - PER_S in paused:
                yield step, Tick(at_s)
            elif step % PER_S == 0 and step > 0:
                for event in self._second(step):
                    yield step, event

    def _second(self, step: int) -> Iterator[InputEvent]:
        at_s = self.at_s(step)
        if self.has_sound:
            yield AudioObservation(at_s, 1.0, -40.0, self.laughs(floor(at_s - 0.5)))
        for i, (begins, ends) in enumerate(self.wearers):
            if begins < step // PER_S <= ends:
                yield BodyObservation(at_s, f"w{i}", True, 0.5, 80.0, None)
        yield Tick(at_s)

    def _faces(self) -> dict[int, list[FaceObservation]]:
        faces: dict[int, list[FaceObservation]] = {}
        for track, (stretch, _) in enumerate(self.stretches, 1):
            face = face_of(track, 200.0 * stretch.person, 100.0, 60.0, 75.0, came_over_edge=not stretch.in_place)
            first, last = stretch.places or (stretch.person, stretch.person)
            beside = stretch.on_border and stretch.begins % 2
            made: dict[tuple[int, bool, str | None, bool], FaceObservation] = {}  # frozen: most frames share one
            for step, is_attentive, told in self.samples[track]:
                place = 2 * (first if 2 * step < stretch.begins + stretch.ends else last)
                is_leaving = step == stretch.ends and not stretch.in_place
                key = (place, is_attentive, told, is_leaving)
                if key not in made:
                    made[key] = replace(
                        face,
                        cells=(place + beside, place, place + beside, place),
                        yaw_deg=0.0 if is_attentive else TURNED_AWAY_DEG,
                        expression={"verdict": SMILE, "abstained": Abstention("unsure"), None: None}[told],
                        at_edge=is_leaving,
                        goes_over_edge=is_leaving,
                    )
                faces.setdefault(step, []).append(made[key])
        for i, (begin, place) in enumerate(self.posters):
            poster = face_of(-1 - i, 200.0 * place, 100.0, 60.0, 75.0, 0.0, 0.0, False, SMILE)
            for step in range(begin, begin + POSTER_STEPS):
                faces.setdefault(step, []).append(poster)
        return faces

    def _feed(self) -> dict[int, list[InputEvent]]:
        feed: dict[int, list[InputEvent]] = {}
        for play in self.plays:
            starts_s, ends_s = self.begin_s + play.starts, self.begin_s + play.ends
            experiment = Experiment("e", play.arm) if play.arm else None
            started = PlayStarted(starts_s, play.creative, play.media_s, duration_s=play.lasts, experiment=experiment)
            for at, report in ((play.starts, started), (play.ends, PlayEnded(ends_s))):
                feed.setdefault(round((at + play.reported_late_by) * PER_S), []).append(report)
        return feed


def _steps_of(spans: Iterable[tuple[int, int]]) -> set[int]:
    """All steps of spans, each with its start and length."""
    return {step for begin, length in spans for step in range(begin, begin + length)}


def on_the_clock(rules: AudienceRules, begin_s: float, begins: int, lasts: int) -> tuple[int, int]:
    """Start and length of a pause that is wanted for so many steps: sensing begins again on the clock."""
    least_s = begin_s + begins * STEP_S + max(lasts * STEP_S, rules.same_person_s)
    return begins, round((ceil(least_s / rules.window_s) * rules.window_s - begin_s) / STEP_S) - begins


def _without(stretch: Stretch, blind: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """Parts of a stretch outside the blind spans."""
    begins = stretch.begins
    for blind_begins, length in blind:
        if begins < blind_begins + length and stretch.ends >= blind_begins:
            if begins < blind_begins:
                yield replace(stretch, begins=begins, ends=blind_begins - 1)
            begins = max(begins, blind_begins + length)
    if begins <= stretch.ends:
        yield replace(stretch, begins=begins)


def _true_people(
    in_view: Sequence[Stretch], rules: AudienceRules, outages: Sequence[tuple[int, int]]
) -> list[tuple[Stretch, int]]:
    """Stretches with their true people, ordered by start. Time with a lost camera is not time away."""
    away = rules.same_person_s * PER_S
    span = int(rules.same_person_span_s * PER_S)
    staff, people = 0, 0
    true: list[tuple[Stretch, int]] = []
    for person in sorted({stretch.person for stretch in in_view}):
        chains: list[list[Stretch]] = []
        for stretch in sorted((s for s in in_view if s.person == person), key=lambda s: s.begins):
            if chains and stretch.begins <= chains[-1][-1].ends:
                continue  # no person is there twice at once
            last = chains[-1][-1].ends if chains else 0
            lost = sum(length for begin, length in outages if last < begin < stretch.begins)
            if chains and (stretch.is_clerk or stretch.begins - last - lost <= away):
                chains[-1].append(stretch)
            else:
                chains.append([stretch])
        for chain in chains:
            people += 1
            last = chain[0].begins + span
            if chain[-1].ends > last and not chain[0].is_clerk:
                staff += 1
            if staff > rules.unmasked_staff:
                chain = [replace(s, ends=min(s.ends, last)) for s in chain if s.begins + CONFIRMED_STEPS <= last]
                staff = rules.unmasked_staff
            true += [(stretch, people) for stretch in chain]
    return sorted(true, key=lambda pair: (pair[0].begins, pair[0].ends, pair[0].person))


def _samples(stretch: Stretch) -> Iterator[FrameSample]:
    half = (stretch.begins + stretch.ends) // 2
    for step in range(stretch.begins, stretch.ends + 1):
        attentive = {
            "always": True,
            "never": False,
            "at first": step < half,
            "in between": step // PER_S % 3 == 0,
            "two seconds": step < stretch.begins + 2 * PER_S,
        }[stretch.looks]
        expression = {
            "always": "verdict",
            "every other": "verdict" if step % 2 == 0 else None,
            "sometimes": "verdict" if step // PER_S % 2 else "abstained",
            "abstained": "abstained",
            "never": None,
        }[stretch.reads]
        yield FrameSample(step, attentive, expression)
