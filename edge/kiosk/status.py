"""How the kiosk stands, for whoever asks on this machine: `vitrina status`, and the line of `systemctl status`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The newest message that went into the outbox since the start."""

    kind: str
    seq: int
    at_s: float


@dataclass(frozen=True, slots=True)
class KioskStatus:
    """Times in seconds since 1970 UTC. `held`: visits or reactions wait for more people; None before the kiosk has
    begun. `wrong`: what is wrong with the broker or the outbox, in words."""

    version: str
    state: str
    reasons: tuple[str, ...]
    since_s: float
    held: bool | None = None
    last: LastMessage | None = None
    broker: str = ""
    connected: bool = False
    wrong: tuple[str, ...] = ()
    waiting: int = 0
    kept: int = 0
    dropped: int = 0

    @property
    def line(self) -> str:
        """State and reasons in a line."""
        return f"{self.state}: {'; '.join(self.reasons)}" if self.reasons else self.state
