"""Values that the reader passes to the store."""

from dataclasses import dataclass

from edge.messages.payloads import Health, Kept, State
from edge.messages.wire import Header


@dataclass(frozen=True, slots=True)
class NumberedMessage:
    """A message with its own number. `raw` is the payload as received."""

    header: Header
    kind: str
    id: bytes
    seq: int
    at_ms: int
    raw: bytes
    payload: Kept


@dataclass(frozen=True, slots=True)
class StateMessage:
    """State of a kiosk. Only the newest is current, and each change is kept."""

    header: Header
    at_ms: int
    raw: bytes
    payload: State


@dataclass(frozen=True, slots=True)
class HealthMessage:
    """Health of a kiosk. Only the newest is current."""

    header: Header
    at_ms: int
    raw: bytes
    payload: Health


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that is not stored as news of a kiosk, with the reason. `device` is the text of the topic's names, or
    `?`.
    """

    topic: str
    raw: bytes
    reason: str
    detail: str
    device: str


Reading = NumberedMessage | StateMessage | HealthMessage | Rejection
