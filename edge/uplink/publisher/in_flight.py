"""Tracks messages from sending to the broker's answer: in flight, accepted, refused, or rejected permanently.

Refused kinds and messages are put on hold, so that they do not block other messages.
"""

from dataclasses import dataclass

from edge.messages.build import Message
from edge.uplink.mqtt.client_events import ConnectionLost, PublishAcknowledged
from edge.uplink.mqtt.packets import packet_bytes
from edge.uplink.mqtt.reason_codes import TOO_LARGE, PublishOutcome, can_be_caused_by_message, publish_outcome
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.poison_messages import HANG_UPS, PoisonMessageDetector
from edge.uplink.publisher.topic_holds import TopicHolds


@dataclass(frozen=True, slots=True)
class RejectedMessage:
    """A message that the broker will never accept. `bytes`: size of its packet. `limit`: the broker's limit, if any.

    `seq`: None for a state or health message, which is dropped.
    """

    kind: str
    seq: int | None
    bytes: int
    reason: str
    by_size: bool
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that the broker has not answered yet. `sent_s`: time at which it was sent."""

    message: Message
    sent_s: float
    is_resend: bool = False


class InFlightMessages:
    """Tracks messages in flight, and decides which message may be sent next. Only one thread uses it."""

    def __init__(self, outbox: Outbox, capacity: int, hold_s: float) -> None:
        """`capacity`: maximum number of messages in flight. `hold_s`: seconds for which a refused kind waits."""
        self.holds = TopicHolds(hold_s)
        self.poison = PoisonMessageDetector()
        self.capacity = capacity
        self._outbox = outbox
        self._in_flight: dict[int, SentMessage] = {}
        self._acked: set[int] = set()  # the broker has them; not marked in the outbox yet
        self._rejected: dict[int, RejectedMessage] = {}  # not set aside in the outbox yet
        self._unreported: list[RejectedMessage] = []
        self._hang_ups: dict[str, int] = {}  # hang-ups by kind, with one state or health message alone in flight

    @property
    def has_capacity(self) -> bool:
        return len(self._in_flight) < (1 if self.poison.must_send_one_at_a_time else self.capacity)

    @property
    def has_open_answers(self) -> bool:
        """True while an answer is missing, or has not been written to the outbox yet."""
        return bool(self._in_flight or self._acked or self._rejected)

    @property
    def oldest(self) -> SentMessage | None:
        """The message that has waited longest for its answer; None if no message is in flight."""
        return next(iter(self._in_flight.values()), None)

    @property
    def kinds_in_flight(self) -> set[str]:
        return {sent.message.kind for sent in self._in_flight.values() if not sent.is_resend}

    def may_send(self, kind: str, at_s: float) -> bool:
        """True if a state or health message may be sent now."""
        return self.has_capacity and kind not in self.holds.held_kinds(at_s)

    def next_unsent(self, at_s: float) -> Message | None:
        """The oldest outbox message that may be sent now.

        A message of a refused kind is sent only if there is nothing else to send and no other message is in flight,
        because the broker may close the connection.
        """
        passed_over = self.poison.passed_over_seqs
        message = self._oldest(self.holds.unaccepted_kinds, passed_over)
        if message is None and self.holds and not self._in_flight:
            held = self.holds.held_kinds(at_s)
            message = self._oldest(held, passed_over) or self._oldest(held, passed_over - self.poison.seqs_to_send_last)
        return message

    def _oldest(self, without: frozenset[str], passed_over: frozenset[int]) -> Message | None:
        in_flight = {sent.message.seq for sent in self._in_flight.values()}
        busy = self._acked | self._rejected.keys() | passed_over | in_flight
        oldest = self._outbox.unsent_messages(limit=len(busy) + 1, without=without)
        return next((message for message in oldest if message.seq not in busy), None)

    def on_outbox_empty(self) -> None:
        """Forget suspicious messages once the outbox has nothing to send."""
        if not (self._in_flight or self.holds or self.poison.passed_over_seqs):
            self.poison.forget_all()

    def add_sent_message(self, mid: int, message: Message, at_s: float, *, is_resend: bool) -> None:
        """Add a message that was sent. The broker's answer will contain the same `mid`."""
        self._in_flight[mid] = SentMessage(message, at_s, is_resend)

    def find_message(self, mid: int) -> Message | None:
        """The unanswered message with this `mid`; None if there is none."""
        sent = self._in_flight.get(mid)
        return None if sent is None else sent.message

    def on_ack(self, event: PublishAcknowledged, at_s: float) -> Message | None:
        """Handle the broker's answer to a message, but ignore an unknown `mid`.

        Returns the message if it must be sent again, otherwise None.
        """
        sent = self._in_flight.pop(event.mid, None)
        if sent is None:
            return None
        outcome = publish_outcome(event.code)
        if outcome is PublishOutcome.TAKEN or (outcome is PublishOutcome.NO_SUBSCRIBERS and sent.message.seq is None):
            self._accept(sent, at_s)
            return None
        if outcome is PublishOutcome.NO_SUBSCRIBERS:
            self.poison.on_other_answer(sent.message.seq)
            if not sent.is_resend:  # the requester is not subscribed; new messages may still have subscribers
                self.holds.on_refusal(sent.message.kind, outcome, event.reason, at_s)
            return sent.message
        return self._handle_refusal(sent, outcome, event, at_s)

    def on_connection_lost(self, event: ConnectionLost | None, at_s: float) -> list[int]:
        """Handle the end of the connection: all unanswered messages wait to be sent again.

        Returns the numbers of the unanswered resends. `event`: None if a bug in Vitrina ended the connection.
        """
        sent = list(self._in_flight.values())
        self._in_flight.clear()
        if event is not None and sent and can_be_caused_by_message(event.code):
            self._find_cause_of_hang_up([each.message for each in sent], event, at_s)
        return [each.message.seq for each in sent if each.is_resend and each.message.seq is not None]

    def reject(self, message: Message, reason: str, *, by_size: bool, limit: int | None = None) -> None:
        """Give up a message that the broker will never accept."""
        rejected = RejectedMessage(message.kind, message.seq, packet_bytes(message), reason, by_size, limit)
        self._unreported.append(rejected)
        if message.seq is not None:
            self._rejected[message.seq] = rejected
            self.poison.forget(message.seq)

    def pop_rejected(self) -> list[RejectedMessage]:
        """Return the messages rejected since the last call."""
        rejected, self._unreported = self._unreported, []
        return rejected

    def write_results_to_outbox(self, at_s: float) -> bool:
        """Mark accepted messages as sent in the outbox, and set rejected ones aside. Returns True if there were any.

        Marks that cannot be written are kept until the next call; their messages are not sent again. Raises
        OutboxError.
        """
        if not self._acked and not self._rejected:
            return False
        if self._acked:
            self._outbox.mark_sent(sorted(self._acked), at_s)
            self._acked.clear()
        for seq, rejected in sorted(self._rejected.items()):
            self._outbox.set_message_aside(seq, rejected.reason, at_s)
            del self._rejected[seq]
        return True

    def _accept(self, sent: SentMessage, at_s: float) -> None:
        kind, seq = sent.message.kind, sent.message.seq
        self.holds.on_success(kind, at_s)
        self._hang_ups.pop(kind, None)
        if seq is not None:
            self.poison.on_success(seq)
            self._acked.add(seq)  # resends too: the message may have been set aside before

    def _handle_refusal(
        self, sent: SentMessage, outcome: PublishOutcome, event: PublishAcknowledged, at_s: float
    ) -> Message | None:
        message, seq = sent.message, sent.message.seq
        if outcome is PublishOutcome.BAD:
            self.reject(message, event.reason, by_size=event.code == TOO_LARGE)
            return None
        self.holds.on_refusal(message.kind, outcome, event.reason, at_s)
        if outcome is PublishOutcome.NOT_ACCEPTED and seq is not None and not sent.is_resend:
            if self.poison.on_refusal(seq):
                self.reject(message, event.reason, by_size=False)
                return None
        else:
            self.poison.on_other_answer(seq)
        return message

    def _find_cause_of_hang_up(self, in_flight: list[Message], event: ConnectionLost, at_s: float) -> None:
        """Find the message that made the broker close the connection.

        Returns at once if a kind in flight was just refused, because this refusal explains the closed connection.
        """
        if self.holds.refused_kinds(at_s) & {message.kind for message in in_flight}:
            return
        is_alone = len(in_flight) == 1
        message, outcome = in_flight[0], publish_outcome(event.code)
        if is_alone and outcome is PublishOutcome.BAD:
            self.reject(message, event.reason, by_size=event.code == TOO_LARGE)
        elif is_alone and outcome is PublishOutcome.DENIED:
            self.holds.on_refusal(message.kind, outcome, event.reason, at_s)
        elif is_alone and message.seq is None:
            self._count_hang_up(message, event, at_s)
        else:
            numbered = {each.seq: each for each in in_flight if each.seq is not None}
            if (poison := self.poison.on_hang_up(numbered, alone=is_alone)) is not None:
                self.reject(numbered[poison], no_answer_reason(event.reason), by_size=True)

    def _count_hang_up(self, message: Message, event: ConnectionLost, at_s: float) -> None:
        """Count connections that were lost because of a state or health message.

        Each of these messages is new, so after a few lost connections the whole kind is put on hold.
        """
        self._hang_ups[message.kind] = self._hang_ups.get(message.kind, 0) + 1
        if self._hang_ups[message.kind] >= HANG_UPS:
            self.reject(message, no_answer_reason(event.reason), by_size=True)
            self.holds.on_refusal(message.kind, PublishOutcome.BAD, event.reason, at_s)


def no_answer_reason(reason: str) -> str:
    """Reason for rejecting a message that the broker never answered, as text."""
    return f"it closed the connection each time ({reason})"
