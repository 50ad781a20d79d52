"""Witness of a world: knows its true people and attributes each release to its visits and their people.

Exposures are computed here again, from the contract and the truth, not from the sums of the audience core.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, inf
from random import Random

from edge.audience.audience import Audience, AudienceCounts
from edge.audience.noise import NoiseSource
from edge.audience.rules import CLOSED_AFTER_S, DAY_S
from edge.events import (
    AudioObservation,
    BodyObservation,
    ProofOfPlay,
    Release,
    ReleasedReaction,
    ReleasedWindow,
    VisitClosed,
)
from tests.edge.audience.true_world import PER_S, STEP_S, Showing, World

LONGEST_STEPS = 600 * PER_S
STANDS_STEPS = 2  # half a second: the time that a verdict stands


@dataclass
class TrueSecond:
    """Sums of one visit in one media second, in steps."""

    present: int = 0
    attentive: int = 0
    verdict: int = 0
    sound: int = 0
    laughter: bool = False


@dataclass(eq=False)
class TrueExposure:
    """Exposure of a visit that was present for at least a second of a creative."""

    visit: "TrueVisit"
    arm: tuple[str, str | None]
    seconds: dict[int, TrueSecond]  # of plays that count
    outside: dict[int, TrueSecond]  # of the others
    is_left_out: bool = False  # by the lot, or because its place would be more than a third of the n

    @property
    def all_seconds(self) -> list[TrueSecond]:
        return [*self.seconds.values(), *self.outside.values()]

    @property
    def is_watcher(self) -> bool:
        return sum(s.attentive for s in self.all_seconds) >= PER_S

    @property
    def has_verdicts(self) -> bool:
        return self.is_read and not self.is_left_out

    @property
    def is_read(self) -> bool:
        return self.is_watcher and sum(s.verdict for s in self.all_seconds) >= PER_S

    @property
    def has_sound(self) -> bool:
        return any(s.sound for s in self.all_seconds)


@dataclass(eq=False)
class TrueVisit:
    """Closed visit with its true person."""

    start_s: float
    end_s: float  # end for its batch
    last_seen_s: float
    who: int
    exposed: list[TrueExposure]
    place: int | None = None  # where it began and ended, inside the picture


@dataclass
class HeldReaction:
    """Exposures that wait for one arm."""

    exposed: list[TrueExposure] = field(default_factory=list)
    visits: list[TrueVisit] = field(default_factory=list)  # of all windows since its last reaction
    wearers: set[str] = field(default_factory=set)
    from_s: float = inf
    seconds_shown: set[int] = field(default_factory=set)  # media seconds


@dataclass
class TrueWindow:
    release: ReleasedWindow
    visits: list[TrueVisit]
    run: int
    is_last: bool  # released at the stop


@dataclass
class TrueReaction:
    release: ReleasedReaction
    held: HeldReaction
    run: int
    is_last: bool  # released at the end of a run or of a part of the day

    @property
    def with_verdicts(self) -> list[TrueExposure]:
        return [e for e in self.held.exposed if e.has_verdicts]

    @property
    def with_sound(self) -> list[TrueExposure]:
        return [e for e in self.held.exposed if e.has_sound]

    def with_verdict_in(self, second: int) -> list[TrueExposure]:
        return [e for e in self.with_verdicts if second in e.seconds and e.seconds[second].verdict]

    def watchers_in(self, second: int) -> int:
        """Watchers with an attentive frame in that media second, those that the lot left out as well."""
        watchers = [e for e in self.held.exposed if e.is_watcher]
        return sum(second in e.seconds and e.seconds[second].attentive > 0 for e in watchers)

    def with_sound_in(self, second: int) -> list[TrueExposure]:
        return [e for e in self.held.exposed if second in e.seconds and e.seconds[second].sound]


class LotRecorder:
    """Draws without noise, and lots of a seed, each with how many of how many it drew."""

    def __init__(self, seed: int) -> None:
        self.drawn: list[tuple[int, int, list[int]]] = []
        self._rng = Random(seed)

    def draw_normal(self, deviation: float) -> float:
        return 0.0 * deviation

    def draw_laplace(self, scale: float) -> float:
        return 0.0 * scale

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        self.drawn.append((count, of, self._rng.sample(range(of), count)))
        return self.drawn[-1][2]


class Witness:
    """Runs an audience through a world, to its end, and attributes its releases."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.windows: list[TrueWindow] = []
        self.reactions: list[TrueReaction] = []
        self.plays: list[ProofOfPlay] = []
        self.closed = 0
        self.ends: list[float] = []  # of the runs: on the clock after a pause, and the stop
        self.balances: list[tuple[int, AudienceCounts]] = []  # visits closed so far, and the audience's counts
        self.lots = LotRecorder(world.lot_seed)
        self._lots_seen = 0
        self._rules = replace(world.rules, noise=NoiseSource(0.0, self.lots))
        self.counting = plays_that_count(world.plays)
        self._waiting: list[TrueVisit] = []
        self._held: dict[tuple[str, str | None], HeldReaction] = {}
        self._since: dict[tuple[str, str | None], list[TrueWindow]] = {}
        self._arms = {(play.creative, play.arm) for play in world.plays}
        self._batches = (-inf, 0)  # end of the part of the day, and run
        self._body_seconds: list[BodyObservation] = []
        self._sound_seconds = set[int]()
        audience = Audience(self._rules)
        for step, event in world.events():
            self._note_input(event)
            if event is None:
                self._pause(audience, world.at_s(step))
            else:
                self._add_releases(audience.handle_event(event), is_stop=False)
            if step % (20 * PER_S) == 0:
                self.balances.append((self.closed, audience.counts))
        self._stop(audience, world.at_s(world.steps))
        assert self.is_late or self._lots_seen == len(self.lots.drawn), "a lot of a visit that needs none"
        self.counts = audience.counts

    @property
    def is_late(self) -> bool:
        """True if plays are reported late: then the exposures, and so the lots, cannot be worked out here."""
        return any(self.world.loop.reported_late_by)

    @property
    def stop_s(self) -> float:
        return self.world.at_s(self.world.steps)

    def run_of(self, at_s: float) -> int:
        """Run of the window that begins at a time."""
        return sum(end_s <= at_s for end_s in self.ends)

    def _note_input(self, event: object) -> None:
        if isinstance(event, BodyObservation):
            self._body_seconds.append(event)
        elif isinstance(event, AudioObservation):
            self._sound_seconds.add(floor(event.at_s - event.duration_s / 2))

    def _part_begin_s(self, at_s: float) -> float:
        """Begin of the part of the day that has a time in it."""
        end_s = self._rules.next_batch_end_s(at_s - DAY_S)
        while (next_s := self._rules.next_batch_end_s(end_s)) <= at_s:
            end_s = next_s
        return end_s

    def _pause(self, audience: Audience, at_s: float) -> None:
        """The run ends at the next multiple of `window_s`, or with the day."""
        window_s = self._rules.window_s
        self.ends.append(min((floor(at_s / window_s) + 1) * window_s, self._rules.next_batch_end_s(at_s)))
        self._add_releases(audience.pause(at_s), is_stop=False)

    def _stop(self, audience: Audience, at_s: float) -> None:
        self.ends = [min(end_s, at_s) for end_s in self.ends]
        self._add_releases(audience.close(at_s), is_stop=True)

    def _clear_held(self) -> None:
        self._held.clear()
        self._since.clear()

    def _add_releases(self, releases: list[Release | VisitClosed], *, is_stop: bool) -> None:
        for message in releases:
            match message:
                case VisitClosed():
                    self.closed += 1
                    self._waiting.append(self._true_visit(message))
                case ReleasedWindow():
                    self._add_window(message, is_stop and message.to_s == self.stop_s)
                case ReleasedReaction():
                    self._add_reaction(message, is_stop)
                case ProofOfPlay():
                    self.plays.append(message)

    def _add_window(self, release: ReleasedWindow, is_last: bool) -> None:
        part_end_s, run = self._rules.next_batch_end_s(release.from_s), self.run_of(release.from_s)
        if (part_end_s, run) != self._batches:  # the audience holds no data of the part of the day or the run before
            begin_s = max([self._part_begin_s(release.from_s), *self.ends[:run]])
            self._waiting = [v for v in self._waiting if v.end_s >= begin_s]
            self._clear_held()
        self._batches = part_end_s, run
        inside = [v for v in self._waiting if v.end_s < release.to_s or is_last]
        self._waiting = [v for v in self._waiting if v not in inside]
        window = TrueWindow(release, inside, run, is_last)
        self.windows.append(window)
        for arm in self._arms:
            self._since.setdefault(arm, []).append(window)
        visits = sorted(inside, key=lambda v: (v.start_s, v.last_seen_s))
        for visit in sorted(visits, key=_order_of_lots):
            self._draw_lot(visit)
        for visit in visits:
            for exposed in visit.exposed:
                self._join(self._held.setdefault(exposed.arm, HeldReaction()), exposed)
        for body in self._body_seconds:
            middle_s = body.at_s - 0.5
            on_screen = self._on_screen((middle_s - self.world.begin_s) / STEP_S)
            if on_screen is not None and release.from_s <= middle_s < release.to_s:
                play, _ = on_screen
                self._held.setdefault((play.creative, play.arm), HeldReaction()).wearers.add(body.wearer)
        for play in self.world.plays:
            starts_s = self.world.begin_s + play.starts
            if starts_s < release.to_s and self.world.begin_s + play.ends > release.from_s:
                held = self._held.setdefault((play.creative, play.arm), HeldReaction())
                if play in self.counting:
                    media_to_s = play.media_s + min(play.ends, release.to_s - self.world.begin_s) - play.starts
                    held.seconds_shown.update(range(int(play.media_s), ceil(media_to_s)))

    def _draw_lot(self, visit: TrueVisit) -> None:
        """Takes the next lot that was drawn, for a visit that would be one of the n of more creatives than allowed."""
        read = sorted((e for e in visit.exposed if e.is_read), key=lambda e: e.arm[0])
        if len(read) <= self._rules.creatives or self.is_late:
            return
        count, of, drawn = self.lots.drawn[self._lots_seen]
        self._lots_seen += 1
        assert (count, of) == (self._rules.creatives, len(read)), "a lot of another visit"
        for index, exposed in enumerate(read):
            exposed.is_left_out = index not in drawn

    def _join(self, held: HeldReaction, exposed: TrueExposure) -> None:
        """Adds an exposure. It is left out of the n if visits at its place would be more than a third of it."""
        if exposed.has_verdicts and exposed.visit.place is not None:
            n = [e for e in held.exposed if e.has_verdicts]
            there = sum(e.visit.place == exposed.visit.place for e in n) + 1
            exposed.is_left_out = there > 1 and 3 * there > len(n) + 1
        held.exposed.append(exposed)

    def _add_reaction(self, release: ReleasedReaction, is_stop: bool) -> None:
        arm = (release.creative, release.experiment.arm if release.experiment else None)
        held = self._held.pop(arm, HeldReaction())
        windows = self._since.pop(arm, [])
        held.visits = [visit for window in windows for visit in window.visits]
        held.from_s = windows[0].release.from_s if windows else inf
        is_part_over = release.at_s >= self._rules.next_batch_end_s(release.from_s)
        is_run_over = release.at_s - CLOSED_AFTER_S in self.ends
        run = self.run_of(release.from_s)
        self.reactions.append(TrueReaction(release, held, run, is_stop or is_part_over or is_run_over))

    def _true_visit(self, closed: VisitClosed) -> TrueVisit:
        world = self.world
        who = {world.person_of_track[track] for track in closed.tracks}
        assert len(who) == 1, "a visit of two people: the world is inconsistent"
        samples = [sample for track in closed.tracks for sample in world.samples[track]]
        steps = [sample.step for sample in samples if closed.start_s <= world.at_s(sample.step) <= closed.end_s]
        visit = TrueVisit(closed.start_s, closed.end_s, world.at_s(steps[-1]), who.pop(), [])
        visit.exposed = self._true_exposures(visit, closed, steps[0], steps[-1])
        visit.place = self._place(visit, closed.tracks)
        return visit

    def _place(self, visit: TrueVisit, tracks: tuple[int, ...]) -> int | None:
        world = self.world
        cuts = [world.at_s(begin) for begin, _ in (*world.pauses, *world.outages)] + [world.at_s(world.steps)]
        was_cut_off = any(0 <= at_s - visit.last_seen_s <= 2 for at_s in cuts) or visit.end_s - visit.start_s >= 600
        first, last = (world.stretches[track - 1][0] for track in (tracks[0], tracks[-1]))
        is_inside = first.in_place and (last.in_place or was_cut_off)
        return first.place if is_inside and first.place == last.place else None

    def _true_exposures(self, visit: TrueVisit, closed: VisitClosed, begins: int, ends: int) -> list[TrueExposure]:
        by_arm: dict[tuple[str, str | None], tuple[dict[int, TrueSecond], dict[int, TrueSecond]]] = {}
        for track in closed.tracks:
            expression, stands_until = None, -1
            for sample in self.world.samples[track]:
                if sample.step < begins:
                    continue
                if sample.step > ends or sample.step >= begins + LONGEST_STEPS:
                    break
                if sample.expression is not None:
                    expression = sample.expression
                    stands_until = sample.step + STANDS_STEPS if sample.is_attentive else -1
                on_screen = self._on_screen(sample.step)
                if on_screen is None:
                    continue
                play, media_second = on_screen
                parts = by_arm.setdefault((play.creative, play.arm), ({}, {}))
                second = parts[play not in self.counting].setdefault(media_second, TrueSecond())
                absolute = floor(self.world.at_s(sample.step))
                second.present += 1
                second.attentive += sample.is_attentive
                second.verdict += sample.is_attentive and expression == "verdict" and sample.step < stands_until
                second.sound += absolute in self._sound_seconds
                second.laughter |= absolute in self._sound_seconds and self.world.laughs(absolute)
        exposed: dict[str, TrueExposure] = {}
        for arm, (seconds, outside) in by_arm.items():  # in the order of their first moments
            present = sum(s.present for s in (*seconds.values(), *outside.values()))
            if arm[0] not in exposed and present >= PER_S:
                exposed[arm[0]] = TrueExposure(visit, arm, seconds, outside)
        return list(exposed.values())

    def _on_screen(self, step: float) -> tuple[Showing, int] | None:
        at, plays = step / PER_S, self.world.plays
        index = bisect_right(plays, at, key=lambda play: play.starts) - 1
        if index < 0 or at >= plays[index].ends:
            return None
        return plays[index], int(plays[index].media_s + at - plays[index].starts)


def plays_that_count(plays: Sequence[Showing]) -> set[Showing]:
    """Plays from a creative's start, and those that go on within 10 s and half a second of jumps from the start."""
    jumps: dict[Showing, float] = {}
    before: dict[str, Showing] = {}
    for play in plays:
        last = before.get(play.creative)
        if play.media_s < 1:
            jumps[play] = 0.0
        elif last in jumps and play.starts - last.ends <= 10:
            jumped = jumps[last] + abs(play.media_s - last.media_to_s)
            if jumped <= 0.5:
                jumps[play] = jumped
        before[play.creative] = play
    return set(jumps)


def _order_of_lots(visit: TrueVisit) -> tuple[float, float, str]:
    """Begins, then ends; of visits of one moment the one whose first creative comes first."""
    return visit.start_s, visit.last_seen_s, min((e.arm[0] for e in visit.exposed if e.is_read), default="")


def people(exposed: list[TrueExposure]) -> int:
    """True number of different people behind the exposures."""
    return len({e.visit.who for e in exposed})
