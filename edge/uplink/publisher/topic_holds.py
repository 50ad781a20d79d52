"""Kinds of message that wait because the broker would not have them. When a hold ends, one message is sent to see; what
becomes of it decides for its kind.
"""

from dataclasses import dataclass

from edge.uplink.mqtt.reason_codes import PublishOutcome


@dataclass(frozen=True, slots=True)
class TopicHold:
    """Why a kind waits, in the broker's words, and until when; after that, one message at a time."""

    answer: PublishOutcome
    reason: str
    until_s: float


class TopicHolds:
    """Each hold is of `hold_s`."""

    def __init__(self, hold_s: float) -> None:
        self._hold_s = hold_s
        self._holds: dict[str, TopicHold] = {}

    def __bool__(self) -> bool:
        return bool(self._holds)

    def refused(self, kind: str, answer: PublishOutcome, reason: str, at_s: float) -> None:
        """The broker would not have a message of this kind."""
        self._holds[kind] = TopicHold(answer, reason, at_s + self._hold_s)

    def taken(self, kind: str, at_s: float) -> None:
        """The broker has one of this kind. If it would not before, somebody has mended it, and perhaps not for this
        kind alone: the others are tried now."""
        if self._holds.pop(kind, None) is not None:
            self._holds = {other: TopicHold(hold.answer, hold.reason, at_s) for other, hold in self._holds.items()}

    @property
    def kinds(self) -> frozenset[str]:
        """Those that were refused and not taken since."""
        return frozenset(self._holds)

    def held(self, at_s: float) -> frozenset[str]:
        """The kinds of which none may be sent now; of the others of `kinds` one may be, to see."""
        return frozenset(kind for kind, hold in self._holds.items() if at_s < hold.until_s)

    def refusing(self, at_s: float) -> frozenset[str]:
        """The kinds that are held, save those that nobody has subscribed to."""
        return self.held(at_s) - set(self.of(PublishOutcome.NO_SUBSCRIBERS))

    def wait_s(self, at_s: float) -> float | None:
        """How long until the next hold ends; None where none does."""
        return min((hold.until_s - at_s for hold in self._holds.values() if hold.until_s > at_s), default=None)

    def of(self, *answers: PublishOutcome) -> dict[str, str]:
        """The kinds that were answered so, each with the broker's reason."""
        return {kind: hold.reason for kind, hold in self._holds.items() if hold.answer in answers}
