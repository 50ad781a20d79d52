"""Order of outgoing messages: current state and health, then requested resends and the outbox, oldest first.

Messages are sent evenly in time. At most as many messages are in flight as the broker allows.
"""

import threading
from collections.abc import Callable

from edge.messages.build import Message
from edge.uplink.mqtt.client import MqttClient
from edge.uplink.mqtt.client_events import Connected, ConnectionLost, PublishAcknowledged
from edge.uplink.mqtt.packets import packet_bytes
from edge.uplink.mqtt.reason_codes import PublishOutcome, publish_outcome
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.announcements import Announcements
from edge.uplink.publisher.in_flight import InFlightMessages, no_answer_reason
from edge.uplink.publisher.rate_limit import PublishRateLimiter, ResendRanges

_NOW_S, _NEVER_S = float("-inf"), float("inf")


class PublishQueue:
    """Chooses the next message to send. `in_flight` tracks the messages that were sent.

    Any thread may call `request_state_publication` and `put_health`. Only one thread may call the other methods.
    """

    def __init__(
        self,
        outbox: Outbox,
        state: Callable[[], Message],
        capacity: int,
        hold_s: float,
        announcements: Announcements | None = None,
    ) -> None:
        """`capacity`: maximum number of messages in flight. `hold_s`: seconds for which a refused kind waits."""
        self.resends = ResendRanges()
        self.in_flight = InFlightMessages(outbox, capacity, hold_s)
        self.acknowledged_health = 0
        self._outbox = outbox
        self._state = state
        self._announcements = announcements or Announcements()
        self._hold_s = hold_s
        self._lock = threading.Lock()
        self._is_state_due = True
        self._health: Message | None = None
        self._limit: int | None = None  # bytes of the largest packet that the broker accepts
        self._rate_limiter = PublishRateLimiter()
        self._is_turn_of_resends = False
        self._unsent_at_s = _NOW_S  # time from which the outbox may hold a message that can be sent
        self._stable_at_s = _NEVER_S  # time from which the connection counts as stable
        self._final_state_s: float | None = None  # latest time of the final state, once stopping

    def request_state_publication(self) -> None:
        """Publish the state again, because it has changed."""
        with self._lock:
            self._is_state_due = True

    def put_health(self, message: Message) -> None:
        """Queue a health message. It replaces a health message that is waiting."""
        with self._lock:
            self._health = message

    def request_final_state(self, at_latest_s: float) -> None:
        """Publish the state as the last message: once nothing else can be sent, or at `at_latest_s`."""
        self._final_state_s = at_latest_s
        self.request_state_publication()

    def recheck_outbox(self) -> None:
        """Check the outbox for unsent messages again."""
        self._unsent_at_s = _NOW_S

    def on_connected(self, event: Connected, capacity: int, at_s: float) -> None:
        """Adopt the broker's limits, and publish the state again. Refused kinds stay on hold.

        mosquitto with `max_queued_messages 0` ends the connection after each refusal, and would otherwise get the same
        message again at once.
        """
        self.in_flight.capacity, self._limit = capacity, event.largest
        self._stable_at_s = at_s + self._hold_s
        self._announcements.make_all_due()
        self.recheck_outbox()
        self.request_state_publication()

    def on_connection_lost(self, event: ConnectionLost | None, at_s: float) -> None:
        """Queue all unanswered messages again. `event`: None if a bug in Vitrina ended the connection."""
        for seq in self.in_flight.on_connection_lost(event, at_s):
            self.resends.add(seq, seq)
        self.recheck_outbox()

    def on_ack(self, event: PublishAcknowledged, at_s: float) -> None:
        """Handle the broker's answer to a message."""
        sent = self.in_flight.find_message(event.mid)
        message = self.in_flight.on_ack(event, at_s)
        is_taken = publish_outcome(event.code) in (PublishOutcome.TAKEN, PublishOutcome.NO_SUBSCRIBERS)
        if sent is not None and sent.kind == "discovery":
            self._announcements.on_answer(sent, is_taken=is_taken)
        if sent is not None and sent.kind == "health" and is_taken:
            self.acknowledged_health += 1
        if message is not None and message.kind == "state":
            self.request_state_publication()
        self.recheck_outbox()

    def publish(self, client: MqttClient, at_s: float) -> None:
        """Send the state, the health message and one outbox message, if they are due and the limits allow it."""
        if at_s >= self._stable_at_s and self.in_flight.poison.seqs_waiting_for_stability:
            self.in_flight.poison.on_stable_connection()
            self.recheck_outbox()
        if self._final_state_s is None:
            self._publish_state(client, at_s)
        self._publish_health(client, at_s)
        self._publish_announcement(client, at_s)
        self._publish_from_outbox(client, at_s)
        if self._final_state_s is not None and (at_s >= self._final_state_s or not self._can_send_more(at_s)):
            self._publish_state(client, at_s)

    def seconds_until_due(self, at_s: float) -> float | None:
        """Seconds until `publish` can send something without a further event; None if it has nothing to send."""
        due_s = []
        if self._unsent_at_s > at_s:
            due_s.append(self._unsent_at_s)
        if (hold_s := self.in_flight.holds.seconds_until_next_end(at_s)) is not None:
            due_s.append(at_s + hold_s)
        if self.in_flight.has_capacity and (self.resends or self._unsent_at_s <= at_s):
            due_s.append(at_s + self._rate_limiter.seconds_until_allowed(at_s))
        if self.in_flight.poison.seqs_waiting_for_stability:
            due_s.append(self._stable_at_s)
        if self._final_state_s is not None and self._is_state_due and self._final_state_s > at_s:
            due_s.append(self._final_state_s)
        soonest_s = min(due_s, default=_NEVER_S)
        return None if soonest_s == _NEVER_S else max(0.0, soonest_s - at_s)

    @property
    def is_everything_sent(self) -> bool:
        """True if the broker has received all messages."""
        with self._lock:
            is_latest_due = self._is_state_due or self._health is not None
        return not (is_latest_due or self.in_flight.has_open_answers or self._outbox.unsent_messages(limit=1))

    def is_finished(self, at_s: float) -> bool:
        """True if the final state was sent and nothing else can be sent for now. Refused messages may still wait."""
        return not self._is_state_due and not self._can_send_more(at_s)

    def _can_send_more(self, at_s: float) -> bool:
        return self.in_flight.has_open_answers or self.in_flight.next_unsent(at_s) is not None

    def _publish_state(self, client: MqttClient, at_s: float) -> None:
        """Send the state if it is due.

        Only one state message is in flight at a time: it may have to be sent again, and the final state must be the
        last message.
        """
        if not self.in_flight.may_send("state", at_s) or "state" in self.in_flight.kinds_in_flight:
            return
        with self._lock:
            is_due, self._is_state_due = self._is_state_due, False
        is_sent = not is_due
        try:
            is_sent = is_sent or self._send(client, self._state(), at_s)
        finally:
            if not is_sent:
                self.request_state_publication()

    def _publish_health(self, client: MqttClient, at_s: float) -> None:
        if not self.in_flight.may_send("health", at_s):
            return
        with self._lock:
            message, self._health = self._health, None
        if message is not None:
            self._send(client, message, at_s)  # if the connection has just ended, the next health replaces it

    def _publish_announcement(self, client: MqttClient, at_s: float) -> None:
        message = self._announcements.next_message
        if message is None or not self.in_flight.may_send(message.kind, at_s):
            return
        if self._send(client, message, at_s):
            self._announcements.on_sent(message)

    def _publish_from_outbox(self, client: MqttClient, at_s: float) -> None:
        """Send one message. Unsent messages and resends take turns, so that neither kind waits for all of the other."""
        if not self.in_flight.has_capacity or self._rate_limiter.seconds_until_allowed(at_s) > 0.0:
            return
        first, second = self._publish_unsent, self._publish_resend
        if self._is_turn_of_resends:
            first, second = second, first
        if first(client, at_s) or second(client, at_s):
            self._is_turn_of_resends = not self._is_turn_of_resends

    def _publish_resend(self, client: MqttClient, at_s: float) -> bool:
        """Send the next requested resend. Returns True if there was one."""
        while (wanted := self.resends.lowest_range) is not None:
            low, high = wanted
            message = next(iter(self._outbox.sent_messages(low, high, limit=1)), None)
            if message is None or message.seq is None:
                self.resends.remove_up_to(high)
                continue
            if message.seq in self.in_flight.poison.passed_over_seqs:
                self.in_flight.reject(message, no_answer_reason("when sent again"), by_size=True)
            elif not self._send(client, message, at_s, is_resend=True):
                return False
            self.resends.remove_up_to(message.seq)
            return True
        return False

    def _publish_unsent(self, client: MqttClient, at_s: float) -> bool:
        """Send the oldest unsent message. Returns True if there was one."""
        if at_s < self._unsent_at_s:
            return False
        message = self.in_flight.next_unsent(at_s)
        if message is not None:
            return self._send(client, message, at_s)
        hold_s = self.in_flight.holds.seconds_until_next_end(at_s)
        self._unsent_at_s = _NEVER_S if hold_s is None else at_s + hold_s
        self.in_flight.on_outbox_empty()
        return False

    def _send(self, client: MqttClient, message: Message, at_s: float, *, is_resend: bool = False) -> bool:
        """Send one message, or reject it if its packet is too large for the broker.

        Returns False if the connection has just ended.
        """
        if self._limit is not None and packet_bytes(message) > self._limit:
            reason = f"its packet is larger than {self._limit} bytes"
            self.in_flight.reject(message, reason, by_size=True, limit=self._limit)
            return True
        mid = client.publish(message)
        if mid is None:
            return False
        self.in_flight.add_sent_message(mid, message, at_s, is_resend=is_resend)
        self._rate_limiter.on_sent(at_s)
        return True
