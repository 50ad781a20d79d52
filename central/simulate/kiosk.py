"""One simulated kiosk. The kiosk's own code builds its messages, day by day."""

import random
from collections.abc import Iterable, Iterator
from heapq import merge
from operator import attrgetter

from central import VERSION
from central.simulate import faults as fault
from central.simulate.comments import draw_comments
from central.simulate.kiosk_day import AlertChange, Beat, KioskPlan, day_moments, planted_truth, shift_release
from central.simulate.outgoing import Outgoing
from central.simulate.planting import planted_levels
from central.simulate.shop import OPEN_S
from central.simulate.tally import DAY_S, Tally, week_number
from edge.events import Release, ReleasedComments, ReleasedReaction
from edge.messages import build
from edge.messages.payloads import CameraVitals, ClockVitals, Models, OutboxVitals, Use, Vitals
from edge.messages.wire import uuid7

EXPRESSION = "simulated@sha256:000000000000"
MODELS: dict[Use, Models] = {
    "shop": Models(expression=EXPRESSION, valence="none"),
    "research": Models(expression=EXPRESSION, valence="simulated"),
}
NO_MODEL = Models(expression="none", valence="none")
READER = f"{EXPRESSION}: it reports the planted values"


class Kiosk:
    """A simulated kiosk, which numbers its messages from 1 without gaps. `last_seq`: number of the newest message."""

    def __init__(self, plan: KioskPlan, tally: Tally) -> None:
        self.plan = plan
        self.last_seq = 0
        self.clock_s = 0.0  # time of the last message, by the kiosk's clock
        self._tally = tally

    def make_sendings(self, midnights_s: Iterable[float]) -> Iterator[Outgoing]:
        """All messages of the given days, sorted by time, with the faults of the plan."""
        for midnight_s in midnights_s:
            key = f"{self.plan.seed} {self.plan.device} {midnight_s}"
            rng, chance = random.Random(key), random.Random(f"{key} faults")  # faults change nothing that is told
            opens_s = midnight_s + OPEN_S
            day = fault.draw_day_faults(self.plan.faults, opens_s, self.plan.open_for_s, chance)
            items = self._day_messages(midnight_s, day, rng)
            if not self.plan.faults:
                yield from items
            else:
                yield from fault.sort_by_time(self._disturbed(items, day, chance))

    def _disturbed(
        self, items: Iterable[Outgoing], day: fault.DayFaults, chance: random.Random
    ) -> Iterator[tuple[float, Iterable[Outgoing]]]:
        for item in items:
            held = fault.delay_message(item, day.offline)
            if held is not None:
                yield item.at_s, list(fault.apply_faults(held, self.plan.faults, chance))

    def _day_messages(self, midnight_s: float, day: fault.DayFaults, rng: random.Random) -> Iterator[Outgoing]:
        """Messages of a day, without transmission faults."""
        offline = [(begin_s - midnight_s, end_s - midnight_s) for begin_s, end_s in day.offline]
        moments = day_moments(self.plan, offline, rng, int(midnight_s // DAY_S))
        for moment in merge(moments, self._day_comments(midnight_s), key=attrgetter("at_s")):
            if not isinstance(moment, Beat):
                yield self._number_release(moment, midnight_s, day, rng)
            elif moment.state is None:
                yield self.health_message(midnight_s + moment.at_s, day.clock_error_s)
            else:
                yield self.state_message(moment.state, midnight_s + moment.at_s, day.clock_error_s)

    def _day_comments(self, midnight_s: float) -> Iterator[ReleasedComments]:
        """Batches of comments from one day. An old kiosk has no comment page, so it has no comments."""
        if self.plan.version < fault.REACTIONS:
            return iter(())
        creatives = tuple(advert.creative for advert in self.plan.truth.adverts)
        week = week_number(midnight_s)
        rng = random.Random(f"{self.plan.seed} {self.plan.device} {midnight_s} comments")  # changes nothing else

        def told(batch: ReleasedComments) -> None:
            self._tally.add_comments(batch, creatives, week)

        return draw_comments(creatives, self.plan.site.size, week, self.plan.open_for_s, rng, told)

    def state_message(self, state: build.KioskState, at_s: float, clock_error_s: float = 0.0) -> Outgoing:
        """State message of the kiosk. The state `offline` is published by the broker."""
        self.clock_s = at_s + clock_error_s
        message = build.build_state(
            self.plan.header,
            at_s=self.clock_s,
            id="",
            first_seq=1,
            last_seq=self.last_seq,
            state=state,
            reasons=(),
            since_s=self.clock_s,
            version=VERSION,
            use=self.plan.use,
            reader=READER,
            playlist=self.plan.playlist,
        )
        return Outgoing(at_s, self.plan.device, "state", message.payload)

    def health_message(self, at_s: float, clock_error_s: float = 0.0) -> Outgoing:
        """Health message of a kiosk that has sent all its messages."""
        self.clock_s = at_s + clock_error_s
        message = build.build_health(
            self.plan.header, at_s=self.clock_s, id="", first_seq=1, last_seq=self.last_seq, vitals=_VITALS
        )
        return Outgoing(at_s, self.plan.device, "health", message.payload)

    def _number_release(
        self, release: Release | AlertChange, midnight_s: float, day: fault.DayFaults, rng: random.Random
    ) -> Outgoing:
        at_s = midnight_s + release.at_s
        shift_s = midnight_s + day.clock_error_s
        self.last_seq += 1
        self.clock_s = at_s + day.clock_error_s
        new_id = uuid7(self.clock_s, rng.randbytes)
        if isinstance(release, AlertChange):
            message = self._alert_message(release, shift_s, new_id)
        else:
            later = shift_release(release, shift_s)
            use, seq = self.plan.use, self.last_seq
            models = MODELS[use] if self.plan.detects_smiles else NO_MODEL
            message = build.build_release_message(later, self.plan.header, models, id=new_id, seq=seq, use=use)
        payload = message.payload
        if message.kind == "reaction":
            payload = fault.rewrite_as_version(payload, self.plan.version)
        if isinstance(release, ReleasedReaction) and self.plan.detects_smiles:
            self._tally.add_reaction(release, planted_levels(release, planted_truth(release.creative, self.plan)))
        return Outgoing(at_s, self.plan.device, message.kind, payload, self.last_seq)

    def _alert_message(self, change: AlertChange, shift_s: float, new_id: str) -> build.Message:
        return build.build_alert(
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
    models={"expression": EXPRESSION},
    late_plays=0,
    bad_commands=0,
    bad_plays=0,
    bad_values=0,
    withheld=None,
    one_place=None,
)
