"""Value that kiosks, faults and senders exchange."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One sending of a payload. `at_s` is the true time of sending; the times inside are those of the kiosk's clock.
    `seq` is the number of a message that central must have in the end; None for states, health messages and anything
    that no kiosk of this fleet has made. `is_lost`: the broker accepts the message and loses it, so it is not sent at
    all.
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
