"""What goes out when, against brokers that answer whatever they like: simulated, on a clock of its own."""

import heapq
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.uplink.mqtt.client import MqttClient
from edge.uplink.mqtt.client_events import Connected, ConnectionLost, PublishAcknowledged
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.send_queue import SendQueue

HOLD_S, ROOM, ANSWER_S, AWAY_S = 60.0, 8, 0.05, 1.0
HANG_UP = -1
KINDS = ("play", "window", "alert")


def state() -> Message:
    return Message("state", "vitrina/1/a/b/c/state", b"{}", "0", None, 0.0)


def append(outbox: Outbox, kind: str) -> None:
    outbox.append(lambda seq: Message(kind, f"vitrina/1/a/b/c/{kind}", b"{}", f"{seq}", seq, 0.0))


@dataclass
class World:
    """A broker with an opinion: the code for each message at each time, or HANG_UP."""

    outbox: Outbox
    opinion: Callable[[Message, float], int]
    at_s: float = 0.0
    sent: list[tuple[float, Message]] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    losses: int = 0

    def __post_init__(self) -> None:
        self.outgoing = SendQueue(self.outbox, state, ROOM, HOLD_S)
        self._answers: list[tuple[float, int, Message]] = []
        self._connect()

    def publish(self, message: Message) -> int:
        """As a link does."""
        number = len(self.sent)
        self.sent.append((self.at_s, message))
        heapq.heappush(self._answers, (self.at_s + ANSWER_S, number, message))
        return number

    def run(self, until_s: float) -> None:
        """Until the outgoing waits for nothing any more, or so long."""
        turns = 0
        while self.at_s < until_s:
            turns += 1
            assert turns < 30_000, "it turns without end"
            self.outgoing.publish(cast(MqttClient, self), self.at_s)
            wait_s = self.outgoing.wait_s(self.at_s)
            next_s = [self.at_s + wait_s] if wait_s is not None else []
            next_s += [self._answers[0][0]] if self._answers else []
            if not next_s:
                return
            self.at_s = min(max(self.at_s, min(next_s)), until_s)
            self._answer()
            self.outgoing.in_flight.write(self.at_s)

    def _answer(self) -> None:
        while self._answers and self._answers[0][0] <= self.at_s:
            _, number, message = heapq.heappop(self._answers)
            code = self.opinion(message, self.at_s)
            if code == HANG_UP:
                self.losses += 1
                self._answers.clear()
                self.outgoing.lost(ConnectionLost("Unspecified error", False, 0x80), self.at_s)
                self.at_s += AWAY_S
                self._connect()
                return
            if code == 0x00 and message.seq is not None:
                self.taken.append(message.seq)
            self.outgoing.answered(PublishAcknowledged(number, code, f"code {code}"), self.at_s)

    def _connect(self) -> None:
        self.outgoing.connected(Connected(ROOM), ROOM, self.at_s)


@contextmanager
def worlds(opinion: Callable[[Message, float], int], kinds: list[str]) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder, closing(Outbox(Path(folder) / "outbox.db")) as outbox:
        for kind in kinds:
            append(outbox, kind)
        yield World(outbox, opinion)


codes = st.sampled_from([0x00, 0x00, 0x10, 0x80, 0x87, 0x90, 0x97, HANG_UP])
moods = st.lists(st.tuples(st.floats(1.0, 200.0), st.fixed_dictionaries(dict.fromkeys(KINDS, codes))), max_size=4)


@settings(max_examples=30, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=30),
    moods=moods,
    poison=st.sets(st.integers(1, 30), max_size=3),
    bad=st.sets(st.integers(1, 30), max_size=3),
)
def test_in_the_end_the_broker_has_all_but_what_it_will_never_take(
    kinds: list[str], moods: list[Any], poison: set[int], bad: set[int]
) -> None:
    """Whatever it answered before, once it is well each message goes through once, or is set aside where it is bad or
    makes the broker hang up; nothing turns in circles, and never faster than the pace. (A broker that hangs up on one
    kind and takes the others for a while cannot be told from one that hangs up on a message.)"""

    def opinion(message: Message, at_s: float) -> int:
        if message.seq in poison | bad:
            return HANG_UP if message.seq in poison else 0x99
        until_s = 0.0
        for lasts_s, mood in moods:
            until_s += lasts_s
            if at_s < until_s:
                return cast(int, mood.get(message.kind, 0x00))
        return 0x00

    with worlds(opinion, kinds) as world:
        world.run(until_s=5000.0)
        every = set(range(1, len(kinds) + 1))
        blameless = every - poison - bad
        assert world.outbox.unsent(100) == []
        assert len(world.taken) == len(set(world.taken))
        assert len(world.taken) + world.outbox.usage().aside == len(every)
        if not any({0x80, 0x97, HANG_UP} & set(mood.values()) for _, mood in moods):
            assert set(world.taken) == blameless
        assert set(world.taken) <= blameless
        at_s = [at_s for at_s, message in world.sent if message.seq is not None]
        assert all(later - earlier > 0.99 for earlier, later in zip(at_s, at_s[100:], strict=False))
        assert world.outgoing.is_settled


def test_a_kind_that_is_never_taken_is_tried_once_a_hold_and_holds_up_nobody() -> None:
    """More of them than there is room for, before all others."""
    with worlds(lambda m, _: 0x87 if m.kind == "play" else 0x00, ["play"] * 40 + ["window"] * 5) as world:
        world.run(until_s=10 * HOLD_S)
        assert world.taken == list(range(41, 46))
        plays = [at_s for at_s, message in world.sent if message.kind == "play"]
        assert len([at_s for at_s in plays if at_s < 1.0]) <= ROOM
        assert len([at_s for at_s in plays if at_s >= 1.0]) == 9


def test_a_subscriber_that_comes_gets_all_that_waited_in_order_and_once() -> None:
    """The broker threw it away until then."""
    with worlds(lambda _, at_s: 0x00 if at_s > 100.0 else 0x10, ["play", "window"] * 20) as world:
        world.run(until_s=1000.0)
        assert sorted(world.taken) == list(range(1, 41))
        assert [seq for seq in world.taken if seq % 2] == list(range(1, 41, 2))
        first_s = min(at_s for at_s, message in world.sent if message.seq is not None and at_s > 100.0)
        assert max(at_s for at_s, message in world.sent if message.seq is not None) < first_s + 1.0


def test_what_is_new_goes_out_among_what_was_asked_for_again() -> None:
    """By turns."""
    with worlds(lambda *_: 0x00, ["play"] * 20) as world:
        world.run(until_s=100.0)
        for _ in range(10):
            append(world.outbox, "play")
        world.outgoing.recheck_outbox()
        world.outgoing.resends.add(1, 20)
        world.run(until_s=200.0)
        order = [message.seq for _, message in world.sent if message.seq is not None][20:]
        assert order[:6] in ([1, 21, 2, 22, 3, 23], [21, 1, 22, 2, 23, 3])
        assert sorted(seq for seq in order if seq is not None) == list(range(1, 31))


def test_what_was_asked_for_and_lost_on_the_way_is_sent_again() -> None:
    """Whoever asked ends with every message."""
    lost: list[float] = []

    def opinion(message: Message, at_s: float) -> int:
        if at_s > 100.0 and message.seq == 5 and not lost:
            lost.append(at_s)
            return HANG_UP
        return 0x00

    with worlds(opinion, ["play"] * 10) as world:
        world.run(until_s=100.0)
        world.at_s = 101.0
        world.outgoing.resends.add(1, 10)
        world.run(until_s=200.0)
        assert lost
        assert set(world.taken[10:]) == set(range(1, 11))


def test_a_last_word_does_not_wait_for_what_cannot_go_out() -> None:
    """Nobody listens: the state is said at once, and the rest waits in the outbox."""
    with worlds(lambda m, _: 0x10 if m.seq is not None else 0x00, ["play"] * 3) as world:
        world.run(until_s=50.0)
        world.outgoing.say_last(world.at_s + 1000.0)
        said_at_s = world.at_s
        world.outgoing.publish(cast(MqttClient, world), world.at_s)
        assert world.sent[-1] == (said_at_s, state())
        assert not world.outgoing.is_finished(world.at_s)
        world.run(until_s=world.at_s + 1.0)
        assert world.outgoing.is_finished(world.at_s)
        assert not world.outgoing.is_settled
