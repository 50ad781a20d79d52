"""What is to go out next: the state and the health as they are, what was asked for again, and the outbox, oldest first;
evenly, and no more than the broker takes at once.
"""

import threading
from collections.abc import Callable

from edge.messages.build import Message
from edge.uplink.mqtt.client import MqttClient, packet_bytes
from edge.uplink.mqtt.client_events import Connected, ConnectionLost, PublishAcknowledged
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.in_flight import InFlightMessages, hung_up
from edge.uplink.publisher.rate_limit import RateLimiter, ResendRanges

_NOW_S, _NEVER_S = float("-inf"), float("inf")


class SendQueue:
    """All but `state_changed` and `health` is called by one thread. `ledger` knows what became of what was sent."""

    def __init__(self, outbox: Outbox, state: Callable[[], Message], capacity: int, hold_s: float) -> None:
        """`room` messages at once; a kind of message that was refused waits for `hold_s`."""
        self.resends = ResendRanges()
        self.in_flight = InFlightMessages(outbox, capacity, hold_s)
        self._outbox = outbox
        self._state = state
        self._hold_s = hold_s
        self._lock = threading.Lock()
        self._is_state_due = True
        self._health: Message | None = None
        self._limit: int | None = None  # bytes of the largest packet that the broker takes
        self._pace = RateLimiter()
        self._is_turn_of_resends = False
        self._fresh_at_s = _NOW_S  # when there may be something in the outbox that can be sent
        self._held_at_s = _NEVER_S  # when the connection has held for a while
        self._last_word_s: float | None = None

    def state_changed(self) -> None:
        """The state is not what was last published."""
        with self._lock:
            self._is_state_due = True

    def health(self, message: Message) -> None:
        """To be published; a newer one takes its place."""
        with self._lock:
            self._health = message

    def say_last(self, at_latest_s: float) -> None:
        """From now on the state waits until nothing else can go out, or for so long: it is the last word."""
        self._last_word_s = at_latest_s
        self.state_changed()

    def recheck_outbox(self) -> None:
        """There may be something new in the outbox."""
        self._fresh_at_s = _NOW_S

    def connected(self, event: Connected, room: int, at_s: float) -> None:
        """The broker takes `room` at once, and may not know the state. What it refused stays held: mosquitto with
        `max_queued_messages 0` ends the connection after each refusal, and would be asked again at once."""
        self.in_flight.capacity, self._limit = room, event.largest
        self._held_at_s = at_s + self._hold_s
        self.recheck_outbox()
        self.state_changed()

    def lost(self, event: ConnectionLost | None, at_s: float) -> None:
        """What was on its way goes out anew. None: the fault was ours."""
        for seq in self.in_flight.lost(event, at_s):
            self.resends.add(seq, seq)
        self.recheck_outbox()

    def answered(self, event: PublishAcknowledged, at_s: float) -> None:
        """The broker spoke of a message."""
        message = self.in_flight.answered(event, at_s)
        if message is not None and message.kind == "state":
            self.state_changed()
        self.recheck_outbox()

    def publish(self, link: MqttClient, at_s: float) -> None:
        """As much as there is room for."""
        if at_s >= self._held_at_s and self.in_flight.poison.to_try:
            self.in_flight.poison.held()
            self.recheck_outbox()
        if self._last_word_s is None:
            self._publish_state(link, at_s)
        self._publish_health(link, at_s)
        self._publish_kept(link, at_s)
        if self._last_word_s is not None and (at_s >= self._last_word_s or not self._can_send_more(at_s)):
            self._publish_state(link, at_s)

    def wait_s(self, at_s: float) -> float | None:
        """How long until there is something to do without any further event; None where there is not."""
        due_s = []
        if self._fresh_at_s > at_s:
            due_s.append(self._fresh_at_s)
        if (hold_s := self.in_flight.holds.wait_s(at_s)) is not None:
            due_s.append(at_s + hold_s)
        if self.in_flight.has_capacity and (self.resends or self._fresh_at_s <= at_s):
            due_s.append(at_s + self._pace.wait_s(at_s))
        if self.in_flight.poison.to_try:
            due_s.append(self._held_at_s)
        if self._last_word_s is not None and self._is_state_due and self._last_word_s > at_s:
            due_s.append(self._last_word_s)
        soonest_s = min(due_s, default=_NEVER_S)
        return None if soonest_s == _NEVER_S else max(0.0, soonest_s - at_s)

    @property
    def is_settled(self) -> bool:
        """Whether the broker has everything."""
        with self._lock:
            is_latest_due = self._is_state_due or self._health is not None
        return not (is_latest_due or self.in_flight.is_open or self._outbox.unsent(limit=1))

    def is_finished(self, at_s: float) -> bool:
        """Whether the last word is said, and nothing else can go out for now: what the broker would not have waits."""
        return not self._is_state_due and not self._can_send_more(at_s)

    def _can_send_more(self, at_s: float) -> bool:
        return self.in_flight.is_open or self.in_flight.next_fresh(at_s) is not None

    def _publish_state(self, link: MqttClient, at_s: float) -> None:
        """One at a time: it may have to be sent again, and the last word must be the last."""
        if not self.in_flight.may_send("state", at_s) or "state" in self.in_flight.kinds_on_their_way:
            return
        with self._lock:
            is_due, self._is_state_due = self._is_state_due, False
        is_said = not is_due
        try:
            is_said = is_said or self._send(link, self._state(), at_s)
        finally:
            if not is_said:
                self.state_changed()

    def _publish_health(self, link: MqttClient, at_s: float) -> None:
        if not self.in_flight.may_send("health", at_s):
            return
        with self._lock:
            message, self._health = self._health, None
        if message is not None:
            self._send(link, message, at_s)  # where the connection has just gone, the next one tells

    def _publish_kept(self, link: MqttClient, at_s: float) -> None:
        """One, fresh and again by turns, so that neither waits for the end of the other."""
        if not self.in_flight.has_capacity or self._pace.wait_s(at_s) > 0.0:
            return
        first, second = self._publish_fresh, self._publish_again
        if self._is_turn_of_resends:
            first, second = second, first
        if first(link, at_s) or second(link, at_s):
            self._is_turn_of_resends = not self._is_turn_of_resends

    def _publish_again(self, link: MqttClient, at_s: float) -> bool:
        """Whether there was one."""
        while (wanted := self.resends.next) is not None:
            low, high = wanted
            message = next(iter(self._outbox.sent(low, high, limit=1)), None)
            if message is None or message.seq is None:
                self.resends.done(high)
                continue
            if message.seq in self.in_flight.poison.passed_over:
                self.in_flight.give_up(message, hung_up("when sent again"), by_size=True)
            elif not self._send(link, message, at_s, is_again=True):
                return False
            self.resends.done(message.seq)
            return True
        return False

    def _publish_fresh(self, link: MqttClient, at_s: float) -> bool:
        """Whether there was one."""
        if at_s < self._fresh_at_s:
            return False
        message = self.in_flight.next_fresh(at_s)
        if message is not None:
            return self._send(link, message, at_s)
        hold_s = self.in_flight.holds.wait_s(at_s)
        self._fresh_at_s = _NEVER_S if hold_s is None else at_s + hold_s
        self.in_flight.nothing_waits()
        return False

    def _send(self, link: MqttClient, message: Message, at_s: float, *, is_again: bool = False) -> bool:
        """False where the connection has just gone. What is too large for the broker is given up instead."""
        if self._limit is not None and packet_bytes(message) > self._limit:
            reason = f"its packet is larger than {self._limit} bytes"
            self.in_flight.give_up(message, reason, by_size=True, limit=self._limit)
            return True
        mid = link.publish(message)
        if mid is None:
            return False
        self.in_flight.sent(mid, message, is_again=is_again)
        self._pace.sent(at_s)
        return True
