"""Value type that kiosks, faults and senders exchange."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A payload that is sent once.

    `at_s`: true time of sending; the times inside the payload are those of the kiosk's clock. `seq`: number of a
    message that central must have stored in the end; None for states, for health messages, and for messages that no
    kiosk of this fleet has made. `is_lost`: simulates that the broker accepts the message and loses it, so the message
    is not sent.
    """

    at_s: float
    device: str
    kind: str
    payload: bytes
    seq: int | None = None
    is_lost: bool = False

    @property
    def topic(self) -> str:
        return f"vitrina/1/{self.device}/{self.kind}"

    @property
    def is_retained(self) -> bool:
        return self.kind == "state"
