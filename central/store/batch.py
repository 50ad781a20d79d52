"""Messages that are written in one transaction, and the results of writing them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from central.messages.types import NUMBERED
from central.messages.values import HealthMessage, NumberedMessage, Reading, Rejection, StateMessage

KINDS = frozenset({*NUMBERED, "state", "health"})


@dataclass(slots=True)
class Batch:
    """Messages by kind, each in order of arrival."""

    numbered: list[NumberedMessage] = field(default_factory=list)
    states: list[StateMessage] = field(default_factory=list)
    healths: list[HealthMessage] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    @classmethod
    def sort_readings(cls, readings: Iterable[Reading]) -> "Batch":
        """Sort the results of the message reader into a batch."""
        batch = cls()
        for reading in readings:
            match reading:
                case NumberedMessage():
                    batch.numbered.append(reading)
                case StateMessage():
                    batch.states.append(reading)
                case HealthMessage():
                    batch.healths.append(reading)
                case Rejection():
                    batch.rejections.append(reading)
        return batch


@dataclass(slots=True)
class Written:
    """Counts of what a transaction did. `rejections`: messages that were put into the quarantine, or dropped because
    the quarantine was full.
    """

    stored: int = 0
    duplicates: int = 0
    latest: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)  # messages by kind, and result but rejections

    def message_counts(self) -> Counter[tuple[str, str]]:
        """Number of messages by kind and result.

        The kind of a rejection comes from its topic, if a kind with that name exists.
        """
        rejected = (each.topic.rpartition("/")[2] for each in self.rejections)
        return self.kinds + Counter((kind if kind in KINDS else "other", "rejected") for kind in rejected)

    def __iadd__(self, other: "Written") -> "Written":
        self.stored += other.stored
        self.duplicates += other.duplicates
        self.latest += other.latest
        self.rejections += other.rejections
        self.kinds += other.kinds
        return self
