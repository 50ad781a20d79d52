"""Values that the reader passes to the store."""

from dataclasses import dataclass

from edge.messages.payloads import Health, Kept, State
from edge.messages.wire import Header


@dataclass(frozen=True, slots=True)
class NumberedMessage:
    """A message with its own number. `raw`: the payload as received."""

    header: Header
    kind: str
    id: bytes
    seq: int
    at_ms: int
    raw: bytes
    payload: Kept


@dataclass(frozen=True, slots=True)
class StateMessage:
    """State of a kiosk. Only the newest state is current, and every change is stored."""

    header: Header
    at_ms: int
    raw: bytes
    payload: State


@dataclass(frozen=True, slots=True)
class HealthMessage:
    """Health of a kiosk. Only the newest health is current."""

    header: Header
    at_ms: int
    raw: bytes
    payload: Health


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that is rejected, with the reason. `device`: the names in the topic as text, or `?`."""

    topic: str
    raw: bytes
    reason: str
    detail: str
    device: str


Reading = NumberedMessage | StateMessage | HealthMessage | Rejection
