"""Holds on kinds of message that the broker refused. When a hold ends, one message tests the kind, and its result
decides for the whole kind.
"""

from dataclasses import dataclass

from edge.uplink.mqtt.reason_codes import PublishOutcome


@dataclass(frozen=True, slots=True)
class TopicHold:
    """Hold on one kind: outcome, the broker's reason, and end. After `until_s` one message at a time is sent."""

    outcome: PublishOutcome
    reason: str
    until_s: float


class TopicHolds:
    """All present holds; each lasts `hold_s`."""

    def __init__(self, hold_s: float) -> None:
        self._hold_s = hold_s
        self._holds: dict[str, TopicHold] = {}

    def __bool__(self) -> bool:
        return bool(self._holds)

    def on_refusal(self, kind: str, outcome: PublishOutcome, reason: str, at_s: float) -> None:
        """Holds a kind after the broker refused one message of it."""
        self._holds[kind] = TopicHold(outcome, reason, at_s + self._hold_s)

    def on_success(self, kind: str, at_s: float) -> None:
        """Ends the hold of a kind after the broker accepted one message of it. Somebody has then fixed the broker,
        perhaps for other kinds too, so these are tested now.
        """
        if self._holds.pop(kind, None) is not None:
            self._holds = {other: TopicHold(hold.outcome, hold.reason, at_s) for other, hold in self._holds.items()}

    @property
    def unaccepted_kinds(self) -> frozenset[str]:
        """Kinds that were refused and have not been accepted since."""
        return frozenset(self._holds)

    def held_kinds(self, at_s: float) -> frozenset[str]:
        """Kinds that must not be sent now. Of the other `unaccepted_kinds` one message may be sent as a test."""
        return frozenset(kind for kind, hold in self._holds.items() if at_s < hold.until_s)

    def refused_kinds(self, at_s: float) -> frozenset[str]:
        """Held kinds, except those that only lack subscribers."""
        return self.held_kinds(at_s) - set(self.hold_reasons(PublishOutcome.NO_SUBSCRIBERS))

    def seconds_until_next_end(self, at_s: float) -> float | None:
        """Seconds until the next hold ends; None if none ends."""
        return min((hold.until_s - at_s for hold in self._holds.values() if hold.until_s > at_s), default=None)

    def hold_reasons(self, *outcomes: PublishOutcome) -> dict[str, str]:
        """Kinds on hold for one of these outcomes, each with the broker's reason."""
        return {kind: hold.reason for kind, hold in self._holds.items() if hold.outcome in outcomes}
