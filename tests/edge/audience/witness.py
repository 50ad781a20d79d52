"""Somebody who knows the truth of a world and hears what is told of it: which visits, and whose, each number is about.

What visits saw and did is worked out here anew, from the contract and the truth, not from what audience summed up.
"""

from dataclasses import dataclass, field
from math import floor, inf

from edge.audience.audience import Audience, AudienceCounts
from edge.audience.rules import DAY_S
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
STANDS_STEPS = 2  # a verdict stands for half a second


@dataclass
class Second:
    """What one visit did in one media second, in steps."""

    present: int = 0
    attentive: int = 0
    verdict: int = 0
    heard: int = 0
    laughed: bool = False


@dataclass(eq=False)
class Exposed:
    """A visit that was present for at least a second of a creative."""

    visit: "Visit"
    arm: tuple[str, str | None]
    seconds: dict[int, Second]

    @property
    def is_watcher(self) -> bool:
        return sum(s.attentive for s in self.seconds.values()) >= PER_S

    @property
    def is_read(self) -> bool:
        return self.is_watcher and sum(s.verdict for s in self.seconds.values()) >= PER_S

    @property
    def is_heard(self) -> bool:
        return any(s.heard for s in self.seconds.values())


@dataclass(eq=False)
class Visit:
    """A closed visit and who made it."""

    start_s: float
    end_s: float  # for its batch
    last_seen_s: float
    who: int
    exposed: list[Exposed]


@dataclass
class Held:
    """What waits for one arm."""

    exposed: list[Exposed] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)  # of all windows since its last reaction
    wearers: set[str] = field(default_factory=set)
    from_s: float = inf
    shown: set[int] = field(default_factory=set)  # media seconds


@dataclass
class TrueWindow:
    told: ReleasedWindow
    visits: list[Visit]
    run: int
    is_last: bool  # told at a stop


@dataclass
class TrueReaction:
    told: ReleasedReaction
    held: Held
    run: int
    is_last: bool  # told at a stop or as the day ended

    @property
    def read(self) -> list[Exposed]:
        return [e for e in self.held.exposed if e.is_read]

    @property
    def heard(self) -> list[Exposed]:
        return [e for e in self.held.exposed if e.is_heard]

    def with_verdict(self, second: int) -> list[Exposed]:
        return [e for e in self.read if second in e.seconds and e.seconds[second].verdict]

    def hearing(self, second: int) -> list[Exposed]:
        return [e for e in self.held.exposed if second in e.seconds and e.seconds[second].heard]


class Witness:
    """Lets an audience live through a world, to its end, and attributes what it tells."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.windows: list[TrueWindow] = []
        self.reactions: list[TrueReaction] = []
        self.plays: list[ProofOfPlay] = []
        self.closed = 0
        self.stops: list[float] = []
        self.balances: list[tuple[int, AudienceCounts]] = []  # visits closed by then, and where audience says they are
        self._rules = world.rules
        self._waiting: list[Visit] = []
        self._held: dict[tuple[str, str | None], Held] = {}
        self._since: dict[tuple[str, str | None], list[TrueWindow]] = {}
        self._arms = {(play.creative, play.arm) for play in world.plays}
        self._day_end_s = -inf
        self._felt: list[BodyObservation] = []
        self._heard = set[int]()
        audience = Audience(self._rules)
        for step, event in world.events():
            self._note(event)
            if event is None:
                self._stop(audience, world.at_s(step))
            else:
                self._hear(audience.handle(event), is_stop=False)
            if step % (20 * PER_S) == 0:
                self.balances.append((self.closed, audience.counts))
        self._stop(audience, world.at_s(world.steps))
        self.counts = audience.counts

    def _note(self, event: object) -> None:
        if isinstance(event, BodyObservation):
            self._felt.append(event)
        elif isinstance(event, AudioObservation):
            self._heard.add(floor(event.at_s - event.duration_s / 2))

    def _stop(self, audience: Audience, at_s: float) -> None:
        self._hear(audience.close(at_s), is_stop=True)
        self.stops.append(at_s)
        self._waiting.clear()
        self._forget()

    def _forget(self) -> None:
        self._held.clear()
        self._since.clear()

    def _hear(self, told: list[Release | VisitClosed], *, is_stop: bool) -> None:
        for message in told:
            match message:
                case VisitClosed():
                    self.closed += 1
                    self._waiting.append(self._visit(message))
                case ReleasedWindow():
                    self._hear_window(message, is_stop and message.at_s == message.to_s)
                case ReleasedReaction():
                    self._hear_reaction(message, is_stop)
                case ProofOfPlay():
                    self.plays.append(message)

    def _hear_window(self, told: ReleasedWindow, is_last: bool) -> None:
        day_end_s = self._rules.day_end(told.from_s)
        if day_end_s != self._day_end_s:  # of the day before nothing is held any longer
            self._waiting = [v for v in self._waiting if v.end_s >= day_end_s - DAY_S]
            self._forget()
        self._day_end_s = day_end_s
        inside = [v for v in self._waiting if v.end_s < told.to_s or is_last]
        self._waiting = [v for v in self._waiting if v not in inside]
        window = TrueWindow(told, inside, len(self.stops), is_last)
        self.windows.append(window)
        for arm in self._arms:
            self._since.setdefault(arm, []).append(window)
        for visit in inside:
            for exposed in visit.exposed:
                self._held.setdefault(exposed.arm, Held()).exposed.append(exposed)
        for felt in self._felt:
            middle_s = felt.at_s - 0.5
            shown = self._shown((middle_s - self.world.begin_s) / STEP_S)
            if shown is not None and told.from_s <= middle_s < told.to_s:
                play, _ = shown
                self._held.setdefault((play.creative, play.arm), Held()).wearers.add(felt.wearer)
        for play in self.world.plays:
            starts_s = self.world.begin_s + play.starts
            if starts_s < told.to_s and self.world.begin_s + play.ends > told.from_s:
                held = self._held.setdefault((play.creative, play.arm), Held())
                held.shown.update(s for s in range(play.ends - play.starts) if starts_s + s < told.to_s)

    def _hear_reaction(self, told: ReleasedReaction, is_stop: bool) -> None:
        arm = (told.creative, told.experiment.arm if told.experiment else None)
        held = self._held.pop(arm, Held())
        windows = self._since.pop(arm, [])
        held.visits = [visit for window in windows for visit in window.visits]
        held.from_s = windows[0].told.from_s if windows else inf
        is_day_over = told.at_s >= self._rules.day_end(told.from_s)
        self.reactions.append(TrueReaction(told, held, len(self.stops), is_stop or is_day_over))

    def _visit(self, closed: VisitClosed) -> Visit:
        world = self.world
        who = {world.who[track] for track in closed.tracks}
        assert len(who) == 1, "a visit of two people: the world is made wrongly"
        looks = [look for track in closed.tracks for look in world.looks[track]]
        steps = [look.step for look in looks if closed.start_s <= world.at_s(look.step) <= closed.end_s]
        visit = Visit(closed.start_s, closed.end_s, world.at_s(steps[-1]), who.pop(), [])
        visit.exposed = self._exposed(visit, closed, steps[0], steps[-1])
        return visit

    def _exposed(self, visit: Visit, closed: VisitClosed, begins: int, ends: int) -> list[Exposed]:
        by_arm: dict[tuple[str, str | None], dict[int, Second]] = {}
        for track in closed.tracks:
            reading, stands_until = None, -1
            for look in self.world.looks[track]:
                if look.step < begins:
                    continue
                if look.step > ends or look.step >= begins + LONGEST_STEPS:
                    break
                if look.reading is not None:
                    reading = look.reading
                    stands_until = look.step + STANDS_STEPS if look.is_attentive else -1
                shown = self._shown(look.step)
                if shown is None:
                    continue
                play, media_second = shown
                second = by_arm.setdefault((play.creative, play.arm), {}).setdefault(media_second, Second())
                absolute = floor(self.world.at_s(look.step))
                second.present += 1
                second.attentive += look.is_attentive
                second.verdict += look.is_attentive and reading == "verdict" and look.step < stands_until
                second.heard += absolute in self._heard
                second.laughed |= absolute in self._heard and self.world.laughs(absolute)
        exposed: dict[str, Exposed] = {}
        for arm, seconds in by_arm.items():  # in the order of the first moment of each
            if arm[0] not in exposed and sum(s.present for s in seconds.values()) >= PER_S:
                exposed[arm[0]] = Exposed(visit, arm, seconds)
        return list(exposed.values())

    def _shown(self, step: float) -> tuple[Showing, int] | None:
        at = step / PER_S
        for play in self.world.plays:
            if play.starts <= at < play.ends:
                return play, int(at - play.starts)
        return None


def people(exposed: list[Exposed]) -> int:
    """How many different ones they truly are."""
    return len({e.visit.who for e in exposed})
