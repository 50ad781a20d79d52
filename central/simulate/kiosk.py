"""One simulated kiosk: its days, as messages that the kiosk's own code builds."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from central import VERSION
from central.simulate import faults as fault
from central.simulate.outgoing import Outgoing
from central.simulate.planting import Planted, levels_of, noise_source, plant
from central.simulate.pool import KioskDay, ShopClass, load_pool
from central.simulate.shop import ADVERT_S, OPEN_FOR_S, OPEN_S, SLOTS
from central.simulate.tally import Tally
from central.simulate.truth import ARMS, EXPERIMENT, PlantedSite, Truth
from edge.events import Experiment, ProofOfPlay, Release, ReleasedReaction
from edge.messages import build
from edge.messages.payloads import CameraVitals, ClockVitals, Models, OutboxVitals, Vitals
from edge.messages.wire import Header, uuid7

HEALTH_S = 60.0
MODELS = Models(expression="simulated@sha256:000000000000", valence="simulated")
ALERT_DAYS, ALERT_S = 0.2, 1_800.0
"""Share of days with a camera that is slow for half an hour."""


class AlertChange(NamedTuple):
    """An alert that is raised, or cleared."""

    at_s: float
    raised_s: float
    cleared_s: float | None


class Beat(NamedTuple):
    """A health, or a new state."""

    at_s: float
    state: build.KioskState | None = None


@dataclass(frozen=True, slots=True)
class KioskPlan:
    """What makes a kiosk: its names, site and faults."""

    header: Header
    site: PlantedSite
    truth: Truth
    faults: frozenset[str]
    seed: int
    is_old: bool  # it sends reactions of schema 1

    @property
    def device(self) -> str:
        header = self.header
        return f"{header.tenant}/{header.site}/{header.device}"


class Kiosk:
    """Numbers its messages from 1, without gaps. `last_seq`: the newest that is made."""

    def __init__(self, plan: KioskPlan, tally: Tally) -> None:
        self.plan = plan
        self.last_seq = 0
        self.clock_s = 0.0  # time of the last message, by the kiosk's clock
        self._tally = tally
        self._shops = load_pool()[plan.site.size, bool(plan.site.parts_s)]

    def sendings(self, midnights_s: Iterable[float]) -> Iterator[Outgoing]:
        """All that is sent on these days, in order of time, with the faults of the plan."""
        for midnight_s in midnights_s:
            rng = random.Random(f"{self.plan.seed} {self.plan.device} {midnight_s}")
            day = fault.draw_day(self.plan.faults, midnight_s, rng)
            if not self.plan.faults:
                yield from self._day(midnight_s, day, rng)
            else:
                yield from fault.in_order(self._disturbed(midnight_s, day, rng))

    def _disturbed(
        self, midnight_s: float, day: fault.DayFaults, rng: random.Random
    ) -> Iterator[tuple[float, Iterable[Outgoing]]]:
        chance = random.Random(rng.random())
        for item in self._day(midnight_s, day, rng):
            held = fault.hold(item, day.offline)
            if held is not None:
                yield item.at_s, list(fault.disturb(held, self.plan.faults, chance))

    def _day(self, midnight_s: float, day: fault.DayFaults, rng: random.Random) -> Iterator[Outgoing]:
        """Messages of a day without what happens on their way."""
        kiosk_day = rng.choice(self._shops.days)
        slots = rng.sample(range(SLOTS), SLOTS)  # the advert of each slot
        told = _told(kiosk_day, self._shops, slots, self.plan, rng)
        offline = [(begin_s - midnight_s, end_s - midnight_s) for begin_s, end_s in day.offline]
        streams = (_beats(offline), told, _plays(slots, self.plan.truth), iter(_alerts(rng)))
        moments: Iterator[Release | AlertChange | Beat] = merge(*streams, key=attrgetter("at_s"))
        for moment in moments:
            if not isinstance(moment, Beat):
                yield self._numbered(moment, midnight_s, day, rng)
            elif moment.state is None:
                yield self.health(midnight_s + moment.at_s, day.clock_error_s)
            else:
                yield self.state(moment.state, midnight_s + moment.at_s, day.clock_error_s)

    def state(self, state: build.KioskState, at_s: float, clock_error_s: float = 0.0) -> Outgoing:
        """State of the kiosk. The broker tells `offline`."""
        self.clock_s = at_s + clock_error_s
        message = build.state(
            self.plan.header,
            at_s=self.clock_s,
            id="",
            first_seq=1,
            last_seq=self.last_seq,
            state=state,
            reasons=(),
            since_s=self.clock_s,
            version=VERSION,
        )
        return Outgoing(at_s, self.plan.device, "state", message.payload)

    def health(self, at_s: float, clock_error_s: float = 0.0) -> Outgoing:
        """Health of a kiosk that has sent all."""
        self.clock_s = at_s + clock_error_s
        message = build.health(
            self.plan.header, at_s=self.clock_s, id="", first_seq=1, last_seq=self.last_seq, vitals=_VITALS
        )
        return Outgoing(at_s, self.plan.device, "health", message.payload)

    def _numbered(
        self, release: Release | AlertChange, midnight_s: float, day: fault.DayFaults, rng: random.Random
    ) -> Outgoing:
        at_s = midnight_s + release.at_s
        shift_s = midnight_s + day.clock_error_s
        self.last_seq += 1
        self.clock_s = at_s + day.clock_error_s
        new_id = uuid7(self.clock_s, rng.randbytes)
        if isinstance(release, AlertChange):
            message = self._alert(release, shift_s, new_id)
        else:
            retimed = _retimed(release, shift_s)
            message = build.release_message(retimed, self.plan.header, MODELS, id=new_id, seq=self.last_seq)
        payload = message.payload
        if self.plan.is_old and message.kind == "reaction":
            payload = fault.old_reaction(payload)
        if isinstance(release, ReleasedReaction):
            self._tally.add(release, levels_of(release, _planted_of(release.creative, self.plan)))
        return Outgoing(at_s, self.plan.device, message.kind, payload, self.last_seq)

    def _alert(self, change: AlertChange, shift_s: float, new_id: str) -> build.Message:
        return build.alert(
            self.plan.header,
            at_s=change.at_s + shift_s,
            id=new_id,
            seq=self.last_seq,
            code="camera.slow",
            severity="warning",
            text="camera: simulated: it gives 4 pictures a second instead of 15. Give it more light.",
            raised_s=change.raised_s + shift_s,
            cleared_s=None if change.cleared_s is None else change.cleared_s + shift_s,
        )


_VITALS = Vitals(
    version=VERSION,
    uptime_s=3_600,
    camera=CameraVitals(rate_hz=14.9, dropped=0),
    **dict.fromkeys(
        ("detector_ms", "expression_ms", "expression_hz", "analysed_hz", "dropped_hz", "cpu", "memory", "microphone")
    ),
    kits=None,
    temperature_c=50.0,
    outbox=OutboxVitals(rows=100, unsent=0, bytes=65_536, dropped=0),
    clock=ClockVitals(valid=True, error_s=0.01),
    models={"expression": MODELS.expression},
    late_plays=0,
    bad_commands=0,
    bad_values=0,
    withheld=None,
    one_place=None,
)


def _beats(offline: list[fault.Span]) -> list[Beat]:
    """States and healths of a day."""
    beats = [Beat(OPEN_S, "sensing")]
    for begin_s, end_s in offline:
        beats += [Beat(begin_s, "offline"), Beat(end_s, "sensing")]
    healths = round(OPEN_FOR_S / HEALTH_S)
    return sorted(beats + [Beat(OPEN_S + (number + 1) * HEALTH_S) for number in range(healths)], key=attrgetter("at_s"))


def _told(day: KioskDay, shops: ShopClass, slots: list[int], plan: KioskPlan, rng: random.Random) -> Iterator[Release]:
    """Windows and reactions of a kiosk-day of the pool, with the truth of this site."""
    noise = noise_source(random.Random(rng.random()), is_noisy=not plan.is_old)
    releases: Iterator[Release] = merge(day.windows, day.reactions, key=attrgetter("at_s"))
    for release in releases:
        if isinstance(release, ReleasedReaction):
            slot = int(release.creative.removeprefix("slot_"))
            creative = plan.truth.adverts[slots[slot]].creative
            yield plant(release, _planted_of(creative, plan), shops, noise)
        else:
            yield release


def _planted_of(creative: str, plan: KioskPlan) -> Planted:
    truth, site = plan.truth, plan.site
    number = next(number for number, advert in enumerate(truth.adverts) if advert.creative == creative)
    arm = Experiment(EXPERIMENT, ARMS[number]) if number < len(ARMS) else None
    return Planted(truth.adverts[number], arm, site.effects[number], site.attention_s, truth.hours)


def _plays(slots: list[int], truth: Truth) -> Iterator[ProofOfPlay]:
    """All plays of a day, each told when it has ended. A loop is a block of the experiment."""
    for number in range(round(OPEN_FOR_S / ADVERT_S)):
        advert = slots[number % SLOTS]
        start_s = OPEN_S + number * ADVERT_S
        arm = Experiment(EXPERIMENT, ARMS[advert], number // SLOTS) if advert < len(ARMS) else None
        yield ProofOfPlay(
            at_s=start_s + ADVERT_S,
            creative=truth.adverts[advert].creative,
            start_s=start_s,
            end_s=start_s + ADVERT_S,
            media_from_s=0.0,
            media_to_s=ADVERT_S,
            complete=True,
            experiment=arm,
            feed="simulated",
            error_s=0.02,
        )


def _alerts(rng: random.Random) -> list[AlertChange]:
    if rng.random() >= ALERT_DAYS:
        return []
    raised_s = OPEN_S + round(rng.uniform(0, OPEN_FOR_S - ALERT_S - 60))
    cleared_s = raised_s + ALERT_S
    return [AlertChange(raised_s, raised_s, None), AlertChange(cleared_s, raised_s, cleared_s)]


def _retimed(release: Release, shift_s: float) -> Release:
    """The same release so much later."""
    at_s = release.at_s + shift_s
    if isinstance(release, ProofOfPlay):
        return replace(release, at_s=at_s, start_s=release.start_s + shift_s, end_s=release.end_s + shift_s)
    return replace(release, at_s=at_s, from_s=release.from_s + shift_s, to_s=release.to_s + shift_s)
