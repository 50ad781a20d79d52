"""Order of outgoing messages against simulated brokers with arbitrary answers, on a simulated clock."""

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
from edge.uplink.publisher.send_queue import PublishQueue

HOLD_S, CAPACITY, ANSWER_S, AWAY_S = 60.0, 8, 0.05, 1.0
HANG_UP = -1
KINDS = ("play", "window", "alert")


def state() -> Message:
    return Message("state", "vitrina/1/a/b/c/state", b"{}", "0", None, 0.0)


def append(outbox: Outbox, kind: str) -> None:
    outbox.append(lambda seq: Message(kind, f"vitrina/1/a/b/c/{kind}", b"{}", f"{seq}", seq, 0.0))


@dataclass
class SimulatedBroker:
    """A broker whose `answer_code` gives the reason code for each message at each time, or HANG_UP."""

    outbox: Outbox
    answer_code: Callable[[Message, float], int]
    at_s: float = 0.0
    sent: list[tuple[float, Message]] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    losses: int = 0

    def __post_init__(self) -> None:
        self.send_queue = PublishQueue(self.outbox, state, CAPACITY, HOLD_S)
        self._answers: list[tuple[float, int, Message]] = []
        self._connect()

    def publish(self, message: Message) -> int:
        """Stands in for MqttClient.publish."""
        number = len(self.sent)
        self.sent.append((self.at_s, message))
        heapq.heappush(self._answers, (self.at_s + ANSWER_S, number, message))
        return number

    def run(self, until_s: float) -> None:
        """Runs until the queue has nothing to wait for, or until `until_s`."""
        steps = 0
        while self.at_s < until_s:
            steps += 1
            assert steps < 30_000, "it runs in circles"
            self.send_queue.publish(cast(MqttClient, self), self.at_s)
            wait_s = self.send_queue.seconds_until_due(self.at_s)
            next_s = [self.at_s + wait_s] if wait_s is not None else []
            next_s += [self._answers[0][0]] if self._answers else []
            if not next_s:
                return
            self.at_s = min(max(self.at_s, min(next_s)), until_s)
            self._deliver_answers()
            self.send_queue.in_flight.write_results_to_outbox(self.at_s)

    def _deliver_answers(self) -> None:
        while self._answers and self._answers[0][0] <= self.at_s:
            _, number, message = heapq.heappop(self._answers)
            code = self.answer_code(message, self.at_s)
            if code == HANG_UP:
                self.losses += 1
                self._answers.clear()
                self.send_queue.on_connection_lost(ConnectionLost("Unspecified error", False, 0x80), self.at_s)
                self.at_s += AWAY_S
                self._connect()
                return
            if code == 0x00 and message.seq is not None:
                self.accepted.append(message.seq)
            self.send_queue.on_ack(PublishAcknowledged(number, code, f"code {code}"), self.at_s)

    def _connect(self) -> None:
        self.send_queue.on_connected(Connected(CAPACITY), CAPACITY, self.at_s)


@contextmanager
def simulated_broker(answer_code: Callable[[Message, float], int], kinds: list[str]) -> Iterator[SimulatedBroker]:
    with tempfile.TemporaryDirectory() as folder, closing(Outbox(Path(folder) / "outbox.db")) as outbox:
        for kind in kinds:
            append(outbox, kind)
        yield SimulatedBroker(outbox, answer_code)


codes = st.sampled_from([0x00, 0x00, 0x10, 0x80, 0x87, 0x90, 0x97, HANG_UP])
phases = st.lists(st.tuples(st.floats(1.0, 200.0), st.fixed_dictionaries(dict.fromkeys(KINDS, codes))), max_size=4)


@settings(max_examples=30, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=30),
    phases=phases,
    poison=st.sets(st.integers(1, 30), max_size=3),
    bad=st.sets(st.integers(1, 30), max_size=3),
)
def test_in_the_end_the_broker_has_every_message_that_it_does_not_reject_for_good(
    kinds: list[str], phases: list[Any], poison: set[int], bad: set[int]
) -> None:
    """Once the broker works, each message is accepted exactly once, whatever its answers were before. Messages that are
    bad or make it hang up are set aside. Nothing runs in circles, and the rate limit holds. (A broker that hangs up on
    one kind for a while looks the same as a broker that hangs up on one message.)"""

    def answer_code(message: Message, at_s: float) -> int:
        if message.seq in poison | bad:
            return HANG_UP if message.seq in poison else 0x99
        until_s = 0.0
        for lasts_s, codes_by_kind in phases:
            until_s += lasts_s
            if at_s < until_s:
                return cast(int, codes_by_kind.get(message.kind, 0x00))
        return 0x00

    with simulated_broker(answer_code, kinds) as broker:
        broker.run(until_s=5000.0)
        every = set(range(1, len(kinds) + 1))
        good = every - poison - bad
        assert broker.outbox.unsent_messages(100) == []
        assert len(broker.accepted) == len(set(broker.accepted))
        assert len(broker.accepted) + broker.outbox.outbox_usage().aside == len(every)
        if not any({0x80, 0x97, HANG_UP} & set(codes_by_kind.values()) for _, codes_by_kind in phases):
            assert set(broker.accepted) == good
        assert set(broker.accepted) <= good
        at_s = [at_s for at_s, message in broker.sent if message.seq is not None]
        assert all(later - earlier > 0.99 for earlier, later in zip(at_s, at_s[100:], strict=False))
        assert broker.send_queue.is_everything_sent


def test_a_kind_that_is_never_accepted_is_tried_once_per_hold_and_blocks_no_other() -> None:
    """Even if more of its messages than the capacity are older than all others."""
    with simulated_broker(lambda m, _: 0x87 if m.kind == "play" else 0x00, ["play"] * 40 + ["window"] * 5) as broker:
        broker.run(until_s=10 * HOLD_S)
        assert broker.accepted == list(range(41, 46))
        plays = [at_s for at_s, message in broker.sent if message.kind == "play"]
        assert len([at_s for at_s in plays if at_s < 1.0]) <= CAPACITY
        assert len([at_s for at_s in plays if at_s >= 1.0]) == 9


def test_a_new_subscriber_gets_all_waiting_messages_once_and_in_order() -> None:
    """Until then the broker dropped them."""
    with simulated_broker(lambda _, at_s: 0x00 if at_s > 100.0 else 0x10, ["play", "window"] * 20) as broker:
        broker.run(until_s=1000.0)
        assert sorted(broker.accepted) == list(range(1, 41))
        assert [seq for seq in broker.accepted if seq % 2] == list(range(1, 41, 2))
        first_s = min(at_s for at_s, message in broker.sent if message.seq is not None and at_s > 100.0)
        assert max(at_s for at_s, message in broker.sent if message.seq is not None) < first_s + 1.0


def test_new_messages_and_resends_take_turns() -> None:
    """Neither waits for the end of the other."""
    with simulated_broker(lambda *_: 0x00, ["play"] * 20) as broker:
        broker.run(until_s=100.0)
        for _ in range(10):
            append(broker.outbox, "play")
        broker.send_queue.recheck_outbox()
        broker.send_queue.resends.add(1, 20)
        broker.run(until_s=200.0)
        order = [message.seq for _, message in broker.sent if message.seq is not None][20:]
        assert order[:6] in ([1, 21, 2, 22, 3, 23], [21, 1, 22, 2, 23, 3])
        assert sorted(seq for seq in order if seq is not None) == list(range(1, 31))


def test_a_resend_that_is_lost_with_the_connection_is_sent_again() -> None:
    """The requester gets every message in the end."""
    lost: list[float] = []

    def answer_code(message: Message, at_s: float) -> int:
        if at_s > 100.0 and message.seq == 5 and not lost:
            lost.append(at_s)
            return HANG_UP
        return 0x00

    with simulated_broker(answer_code, ["play"] * 10) as broker:
        broker.run(until_s=100.0)
        broker.at_s = 101.0
        broker.send_queue.resends.add(1, 10)
        broker.run(until_s=200.0)
        assert lost
        assert set(broker.accepted[10:]) == set(range(1, 11))


def test_the_final_state_does_not_wait_for_messages_that_cannot_be_sent() -> None:
    """Without a subscriber the state is sent at once, and the rest waits in the outbox."""
    with simulated_broker(lambda m, _: 0x10 if m.seq is not None else 0x00, ["play"] * 3) as broker:
        broker.run(until_s=50.0)
        broker.send_queue.request_final_state(broker.at_s + 1000.0)
        stopped_at_s = broker.at_s
        broker.send_queue.publish(cast(MqttClient, broker), broker.at_s)
        assert broker.sent[-1] == (stopped_at_s, state())
        assert not broker.send_queue.is_finished(broker.at_s)
        broker.run(until_s=broker.at_s + 1.0)
        assert broker.send_queue.is_finished(broker.at_s)
        assert not broker.send_queue.is_everything_sent


def test_only_health_messages_that_the_broker_accepts_count_as_acknowledged() -> None:
    """An update judges the connection of a new version by them."""
    for code, count in ((0x00, 1), (0x10, 1), (0x87, 0), (0x99, 0)):
        with simulated_broker(lambda _, __, code=code: code, []) as broker:  # type: ignore[misc]
            broker.send_queue.put_health(Message("health", "vitrina/1/a/b/c/health", b"{}", "1", None, 0.0))
            broker.run(until_s=1.0)
            assert broker.send_queue.acknowledged_health == count, hex(code)
