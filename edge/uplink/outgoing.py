"""What is to go out next, and what has: the state and the health as they are, what was asked for again, and the outbox,
oldest first. It knows how many messages the broker has not answered yet, and sends no more than it takes at once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.uplink.link import Acked, Link
from edge.uplink.messages import Message
from edge.uplink.outbox import Outbox

RANGES = 100  # more requests than this at once are refused
SPACING_S = 1 / 95  # at most 100 a second is promised; a network may bunch a few


class Resends:
    """The numbers asked for and not yet published again, as ranges: sorted, and none overlaps or touches another."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []
        self._due_s = float("-inf")

    def ask(self, from_seq: int, to_seq: int) -> bool:
        """Adds a range, both ends included. False, and nothing added, where too many wait already."""
        merged: list[tuple[int, int]] = []
        for low, high in sorted([*self._ranges, (from_seq, to_seq)]):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        if len(merged) > RANGES:
            return False
        self._ranges = merged
        return True

    def due(self, at_s: float) -> tuple[int, int] | None:
        """The range to go on with, where the next may be published by now."""
        return self._ranges[0] if self.wait_s(at_s) == 0.0 else None

    def done(self, up_to_seq: int, at_s: float) -> None:
        """Everything up to here has been published again, the last of it now."""
        self.skip(up_to_seq)
        self._due_s = at_s + SPACING_S

    def skip(self, up_to_seq: int) -> None:
        """Nothing up to here is kept."""
        self._ranges = [(max(low, up_to_seq + 1), high) for low, high in self._ranges if high > up_to_seq]

    def wait_s(self, at_s: float) -> float | None:
        """How long until the next may be published; None where nothing is wanted."""
        return max(0.0, self._due_s - at_s) if self._ranges else None


@dataclass(frozen=True, slots=True)
class InFlight:
    """A message that the broker has not answered yet."""

    kind: str
    seq: int | None
    is_again: bool = False


class Outgoing:
    """All but `state_changed` and `health` is called by one thread. `refused` counts what the broker would not have."""

    def __init__(self, outbox: Outbox, state: Callable[[], Message], room: int, hold_s: float) -> None:
        """`room` messages at once; a kind of message that was refused waits for `hold_s`."""
        self.resends = Resends()
        self.refused = 0
        self.room = room
        self._outbox = outbox
        self._state = state
        self._hold_s = hold_s
        self._lock = threading.Lock()
        self._is_state_due = True
        self._health: Message | None = None
        self._in_flight: dict[int, InFlight] = {}
        self._acked: set[int] = set()  # the broker has them; still to be marked
        self._may_be_fresh = True
        self._held_until_s: dict[str, float] = {}
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
        """From now on the state waits until the broker has all else, or for so long: it is the last word."""
        self._last_word_s = at_latest_s
        self.state_changed()

    def look_again(self) -> None:
        """There may be something new in the outbox."""
        self._may_be_fresh = True

    def new_link(self) -> None:
        """A former link took what was in flight with it."""
        self._in_flight.clear()
        self._may_be_fresh = True

    def connected(self, room: int) -> None:
        """The broker takes `room` at once, and may not know the state. What it refused stays held: mosquitto with
        `max_queued_messages 0` ends the connection after each refusal, and would be asked again at once."""
        self.room = room
        self._may_be_fresh = True
        self.state_changed()

    def answered(self, event: Acked, at_s: float) -> InFlight | None:
        """Which message the broker spoke of; None where it is none of ours."""
        sent = self._in_flight.pop(event.mid, None)
        if sent is None:
            return None
        self._may_be_fresh = True
        if event.refusal is not None:
            self.refused += 1
            self._held_until_s[sent.kind] = at_s + self._hold_s
            if sent.kind == "state":
                self.state_changed()
        elif sent.seq is not None and not sent.is_again:
            self._acked.add(sent.seq)
        return sent

    def mark_sent(self, sent_s: float) -> bool:
        """Marks in the outbox what the broker has; whether there was any. Raises OutboxError: what cannot be marked is
        kept in mind, not sent anew, and marked with the next."""
        if not self._acked:
            return False
        self._outbox.mark_sent(sorted(self._acked), sent_s)
        self._acked.clear()
        return True

    def publish(self, link: Link, at_s: float) -> None:
        """As much as there is room for."""
        self._held_until_s = {kind: until_s for kind, until_s in self._held_until_s.items() if until_s > at_s}
        if self._last_word_s is None:
            self._publish_state(link)
        self._publish_health(link)
        self._publish_again(link, at_s)
        if self._may_be_fresh:
            self._publish_fresh(link)
        if self._last_word_s is not None and (at_s >= self._last_word_s or not self._has_more()):
            self._publish_state(link)

    def wait_s(self, at_s: float) -> float | None:
        """How long until there is something to do without any further event; None where there is not."""
        again_s = self.resends.wait_s(at_s) if self._has_room() else None
        waits = [until_s - at_s for until_s in self._held_until_s.values()] + ([again_s] if again_s is not None else [])
        if self._last_word_s is not None and self._is_state_due:
            waits.append(self._last_word_s - at_s)
        return max(0.0, min(waits)) if waits else None

    @property
    def is_held(self) -> bool:
        """Whether a kind of message waits because the broker refused it."""
        return bool(self._held_until_s)

    @property
    def is_settled(self) -> bool:
        """Whether the broker has everything."""
        with self._lock:
            is_latest_due = self._is_state_due or self._health is not None
        return not (is_latest_due or self._has_more())

    def _has_more(self) -> bool:
        """Whether there is a message of the outbox, or one in flight, that the broker is not known to have."""
        return bool(self._in_flight or self._acked or self._outbox.unsent(limit=1))

    def _publish_state(self, link: Link) -> None:
        """One at a time: the link may send those in flight again, and the last word must be the last."""
        if not self._may_send("state") or any(sent.kind == "state" for sent in self._in_flight.values()):
            return
        with self._lock:
            is_due, self._is_state_due = self._is_state_due, False
        if is_due:
            self._send(link, self._state())

    def _publish_health(self, link: Link) -> None:
        if not self._may_send("health"):
            return
        with self._lock:
            message, self._health = self._health, None
        if message is not None:
            self._send(link, message)

    def _publish_again(self, link: Link, at_s: float) -> None:
        while self._has_room() and (wanted := self.resends.due(at_s)) is not None:
            low, high = wanted
            message = next(iter(self._outbox.sent(low, high, limit=1)), None)
            if message is None or message.seq is None:
                self.resends.skip(high)
            else:
                self._send(link, message, is_again=True)
                self.resends.done(message.seq, at_s)

    def _publish_fresh(self, link: Link) -> None:
        busy = self._acked | {sent.seq for sent in self._in_flight.values() if sent.seq is not None}
        self._may_be_fresh = False
        for message in self._outbox.unsent(limit=self.room + len(busy)):
            if not self._has_room():
                return
            if message.seq not in busy and self._may_send(message.kind):
                self._send(link, message)

    def _has_room(self) -> bool:
        return len(self._in_flight) < self.room

    def _may_send(self, kind: str) -> bool:
        return self._has_room() and kind not in self._held_until_s

    def _send(self, link: Link, message: Message, *, is_again: bool = False) -> None:
        self._in_flight[link.publish(message)] = InFlight(message.kind, message.seq, is_again)
