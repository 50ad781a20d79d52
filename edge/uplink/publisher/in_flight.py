"""What has become of each message that was sent: on its way, taken, refused, given up. Kinds and messages that the
broker would not have are kept back here, so that they hold up nothing else.
"""

from dataclasses import dataclass

from edge.messages.build import Message
from edge.uplink.mqtt.client import packet_bytes
from edge.uplink.mqtt.client_events import ConnectionLost, PublishAcknowledged
from edge.uplink.mqtt.reason_codes import TOO_LARGE, PublishOutcome, may_be_the_message, outcome_of
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.poison_messages import HANG_UPS, PoisonDetector
from edge.uplink.publisher.topic_holds import TopicHolds


@dataclass(frozen=True, slots=True)
class RejectedMessage:
    """A message that the broker will never take. `limit` is what its packet was too large for, if the broker said it;
    `seq` is None for a state or health, which is dropped."""

    kind: str
    seq: int | None
    bytes: int
    reason: str
    by_size: bool
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class _SentMessage:
    """A message that the broker has not answered yet."""

    message: Message
    is_again: bool = False


class InFlightMessages:
    """`refused` counts what the broker would not have; `set_aside` what it never will."""

    def __init__(self, outbox: Outbox, capacity: int, hold_s: float) -> None:
        """`room` messages at once; a kind of message that was refused waits for `hold_s`."""
        self.holds = TopicHolds(hold_s)
        self.poison = PoisonDetector()
        self.refused = 0
        self.set_aside = 0
        self.capacity = capacity
        self._outbox = outbox
        self._in_flight: dict[int, _SentMessage] = {}
        self._acked: set[int] = set()  # the broker has them; still to be marked
        self._bad: dict[int, RejectedMessage] = {}  # still to be set aside
        self._untold: list[RejectedMessage] = []
        self._hang_ups: dict[str, int] = {}  # on a state or health alone

    @property
    def has_capacity(self) -> bool:
        return len(self._in_flight) < (1 if self.poison.one_at_a_time else self.capacity)

    @property
    def is_open(self) -> bool:
        """Whether an answer is missing, or one is not in the outbox yet."""
        return bool(self._in_flight or self._acked or self._bad)

    @property
    def kinds_on_their_way(self) -> set[str]:
        return {sent.message.kind for sent in self._in_flight.values() if not sent.is_again}

    def may_send(self, kind: str, at_s: float) -> bool:
        """Whether a state or a health may be."""
        return self.has_capacity and kind not in self.holds.held(at_s)

    def next_fresh(self, at_s: float) -> Message | None:
        """The oldest message of the outbox that may be sent now. One of a kind that was refused goes when nothing else
        can, and alone: the broker may hang up on it."""
        passed_over = self.poison.passed_over
        fresh = self._oldest(self.holds.kinds, passed_over)
        if fresh is None and self.holds and not self._in_flight:
            held = self.holds.held(at_s)
            fresh = self._oldest(held, passed_over) or self._oldest(held, passed_over - self.poison.to_go_last)
        return fresh

    def _oldest(self, without: frozenset[str], passed_over: frozenset[int]) -> Message | None:
        on_their_way = {sent.message.seq for sent in self._in_flight.values()}
        busy = self._acked | self._bad.keys() | passed_over | on_their_way
        oldest = self._outbox.unsent(limit=len(busy) + 1, without=without)
        return next((message for message in oldest if message.seq not in busy), None)

    def nothing_waits(self) -> None:
        """The outbox has nothing to send."""
        if not (self._in_flight or self.holds or self.poison.passed_over):
            self.poison.forget_all()

    def sent(self, mid: int, message: Message, *, is_again: bool) -> None:
        """It is on its way, and the broker will answer it by this number."""
        self._in_flight[mid] = _SentMessage(message, is_again)

    def answered(self, event: PublishAcknowledged, at_s: float) -> Message | None:
        """The broker spoke of a message; where it is none of ours, it means nothing. The message, if it is to be tried
        again."""
        sent = self._in_flight.pop(event.mid, None)
        if sent is None:
            return None
        what = outcome_of(event.code)
        if what is PublishOutcome.TAKEN or (what is PublishOutcome.NO_SUBSCRIBERS and sent.message.seq is None):
            self._take(sent, at_s)
            return None
        if what is PublishOutcome.NO_SUBSCRIBERS:
            self.poison.answered(sent.message.seq)
            if not sent.is_again:  # whoever asked for it does not listen; that says nothing of what is new
                self.holds.refused(sent.message.kind, what, event.reason, at_s)
            return sent.message
        self.refused += 1
        return self._refuse(sent, what, event, at_s)

    def lost(self, event: ConnectionLost | None, at_s: float) -> list[int]:
        """The connection ended before the broker had answered what is on its way; that waits again. Which numbers were
        sent because somebody had asked. `event` None: the fault was ours."""
        sent = list(self._in_flight.values())
        self._in_flight.clear()
        if event is not None and sent and may_be_the_message(event.code):
            self._blame([each.message for each in sent], event, at_s)
        return [each.message.seq for each in sent if each.is_again and each.message.seq is not None]

    def give_up(self, message: Message, reason: str, *, by_size: bool, limit: int | None = None) -> None:
        """The broker will never take it."""
        bad = RejectedMessage(message.kind, message.seq, packet_bytes(message), reason, by_size, limit)
        self.set_aside += 1
        self._untold.append(bad)
        if message.seq is not None:
            self._bad[message.seq] = bad
            self.poison.forget(message.seq)

    def take_set_aside(self) -> list[RejectedMessage]:
        """What was since the last call."""
        told, self._untold = self._untold, []
        return told

    def write(self, at_s: float) -> bool:
        """Marks in the outbox what the broker has, and sets aside what it will never have; whether there was any.
        Raises OutboxError: what cannot be written is kept in mind, not sent anew, and written with the next."""
        if not self._acked and not self._bad:
            return False
        if self._acked:
            self._outbox.mark_sent(sorted(self._acked), at_s)
            self._acked.clear()
        for seq, bad in sorted(self._bad.items()):
            self._outbox.set_aside(seq, bad.reason, at_s)
            del self._bad[seq]
        return True

    def _take(self, sent: _SentMessage, at_s: float) -> None:
        kind, seq = sent.message.kind, sent.message.seq
        self.holds.taken(kind, at_s)
        self._hang_ups.pop(kind, None)
        if seq is not None:
            self.poison.taken(seq)
            self._acked.add(seq)  # one that was sent again may have been set aside before

    def _refuse(
        self, sent: _SentMessage, what: PublishOutcome, event: PublishAcknowledged, at_s: float
    ) -> Message | None:
        message, seq = sent.message, sent.message.seq
        if what is PublishOutcome.BAD:
            self.give_up(message, event.reason, by_size=event.code == TOO_LARGE)
            return None
        self.holds.refused(message.kind, what, event.reason, at_s)
        if what is PublishOutcome.NOT_ACCEPTED and seq is not None and not sent.is_again:
            if self.poison.refused(seq):
                self.give_up(message, event.reason, by_size=False)
                return None
        else:
            self.poison.answered(seq)
        return message

    def _blame(self, on_their_way: list[Message], event: ConnectionLost, at_s: float) -> None:
        """One of these may be why the broker hung up, unless it is for a kind that it has just refused."""
        if self.holds.refusing(at_s) & {message.kind for message in on_their_way}:
            return
        alone = len(on_their_way) == 1
        message, what = on_their_way[0], outcome_of(event.code)
        if alone and what is PublishOutcome.BAD:
            self.give_up(message, event.reason, by_size=event.code == TOO_LARGE)
        elif alone and what is PublishOutcome.DENIED:
            self.holds.refused(message.kind, what, event.reason, at_s)
        elif alone and message.seq is None:
            self._blame_latest(message, event, at_s)
        else:
            numbered = {each.seq: each for each in on_their_way if each.seq is not None}
            if (guilty := self.poison.hung_up(numbered, alone=alone)) is not None:
                self.give_up(numbered[guilty], hung_up(event.reason), by_size=True)

    def _blame_latest(self, message: Message, event: ConnectionLost, at_s: float) -> None:
        """A state or a health is made anew each time: after a few hang-ups there is none of its kind for a while."""
        self._hang_ups[message.kind] = self._hang_ups.get(message.kind, 0) + 1
        if self._hang_ups[message.kind] >= HANG_UPS:
            self.give_up(message, hung_up(event.reason), by_size=True)
            self.holds.refused(message.kind, PublishOutcome.BAD, event.reason, at_s)


def hung_up(reason: str) -> str:
    """Why a message is given up that the broker never answered."""
    return f"it hung up each time ({reason})"
