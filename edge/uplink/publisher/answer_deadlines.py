"""Deadlines for answers that may never arrive: to a connection attempt, to the command subscription, to messages."""

from edge.messages.build import Message
from edge.uplink.publisher.in_flight import InFlightMessages


class Deadline:
    """Deadline for one expected answer. `limit_s`: longest wait in seconds."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self._over_s: float | None = None

    def start_waiting(self, at_s: float) -> None:
        self._over_s = at_s + self.limit_s

    def stop_waiting(self) -> None:
        self._over_s = None

    def pop_if_expired(self, at_s: float) -> bool:
        """True once, when the deadline has passed without an answer."""
        is_over = self._over_s is not None and at_s >= self._over_s
        if is_over:
            self._over_s = None
        return is_over

    def remaining_s(self, at_s: float) -> float | None:
        """Seconds until the deadline; None if no answer is expected."""
        return None if self._over_s is None else max(0.0, self._over_s - at_s)


class UnansweredMessages:
    """Detects a broker that does not answer messages. `limit_s`: longest wait for an answer, in seconds."""

    def __init__(self, in_flight: InFlightMessages, limit_s: float) -> None:
        self.limit_s = limit_s
        self._in_flight = in_flight
        self._overdue: Message | None = None  # the message that was last overdue

    def is_overdue(self, at_s: float) -> bool:
        """True if the oldest message in flight has waited for longer than the limit."""
        oldest = self._in_flight.oldest
        if oldest is None or at_s - oldest.sent_s < self.limit_s:
            return False
        self._overdue = oldest.message
        return True

    def is_answer_to_overdue(self, message: Message) -> bool:
        """True if this message is the message that was overdue most recently.

        State and health messages are built again each time, so any message of the same kind counts.
        """
        overdue = self._overdue
        return overdue is not None and (overdue.kind, overdue.seq) == (message.kind, message.seq)

    def seconds_until_overdue(self, at_s: float) -> float | None:
        """Seconds until `is_overdue` may change; None if no message is in flight."""
        oldest = self._in_flight.oldest
        return None if oldest is None else max(0.0, oldest.sent_s + self.limit_s - at_s)
