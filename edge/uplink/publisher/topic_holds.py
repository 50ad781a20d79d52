"""Holds on kinds of message that the broker refused.

When a hold ends, one message tests the kind. Its result decides for the whole kind.
"""

from dataclasses import dataclass

from edge.uplink.mqtt.reason_codes import PublishOutcome


@dataclass(frozen=True, slots=True)
class TopicHold:
    """Hold on one kind of message: its outcome, the broker's reason, and its end.

    After `until_s`, one message at a time is sent.
    """

    outcome: PublishOutcome
    reason: str
    until_s: float


class TopicHolds:
    """All current holds. Each lasts `hold_s` seconds."""

    def __init__(self, hold_s: float) -> None:
        self._hold_s = hold_s
        self._holds: dict[str, TopicHold] = {}

    def __bool__(self) -> bool:
        return bool(self._holds)

    def on_refusal(self, kind: str, outcome: PublishOutcome, reason: str, at_s: float) -> None:
        """Put a kind on hold after the broker refused a message of this kind."""
        self._holds[kind] = TopicHold(outcome, reason, at_s + self._hold_s)

    def on_success(self, kind: str, at_s: float) -> None:
        """End the hold of a kind after the broker accepted a message of this kind.

        Somebody has then fixed the broker, perhaps for other kinds too, so these kinds are also tested now.
        """
        if self._holds.pop(kind, None) is not None:
            self._holds = {other: TopicHold(hold.outcome, hold.reason, at_s) for other, hold in self._holds.items()}

    @property
    def unaccepted_kinds(self) -> frozenset[str]:
        """Kinds that the broker refused, if it has not accepted a message of that kind since."""
        return frozenset(self._holds)

    def held_kinds(self, at_s: float) -> frozenset[str]:
        """Kinds that must not be sent now. One message of each other kind in `unaccepted_kinds` is sent as a test."""
        return frozenset(kind for kind, hold in self._holds.items() if at_s < hold.until_s)

    def refused_kinds(self, at_s: float) -> frozenset[str]:
        """Kinds on hold, except kinds that only lack a subscriber."""
        return self.held_kinds(at_s) - set(self.hold_reasons(PublishOutcome.NO_SUBSCRIBERS))

    def seconds_until_next_end(self, at_s: float) -> float | None:
        """Seconds until the next hold ends; None if no hold ends."""
        return min((hold.until_s - at_s for hold in self._holds.values() if hold.until_s > at_s), default=None)

    def hold_reasons(self, *outcomes: PublishOutcome) -> dict[str, str]:
        """Kinds on hold with one of these outcomes, each with the broker's reason."""
        return {kind: hold.reason for kind, hold in self._holds.items() if hold.outcome in outcomes}
