"""Values that the reader gives to the store."""

from dataclasses import dataclass

from edge.messages.payloads import Health, Kept, State
from edge.messages.wire import Header


@dataclass(frozen=True, slots=True)
class NumberedMessage:
    """Message with a number of its own. `raw` is the payload as it was received."""

    header: Header
    kind: str
    id: bytes
    seq: int
    at_ms: int
    raw: bytes
    payload: Kept


@dataclass(frozen=True, slots=True)
class StateMessage:
    """State of a kiosk. Only the newest counts, and each change is kept."""

    header: Header
    at_ms: int
    raw: bytes
    payload: State


@dataclass(frozen=True, slots=True)
class HealthMessage:
    """Health of a kiosk. Only the newest counts."""

    header: Header
    at_ms: int
    raw: bytes
    payload: Health


@dataclass(frozen=True, slots=True)
class Rejection:
    """Message that is not stored as news of a kiosk, and why. `device` is the text of the topic's names, or `?`."""

    topic: str
    raw: bytes
    reason: str
    detail: str
    device: str


Reading = NumberedMessage | StateMessage | HealthMessage | Rejection
