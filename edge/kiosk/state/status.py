"""Status of the kiosk for people on this machine: `vitrina status`, and the line of `systemctl status`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LastStoredMessage:
    """The newest message that the outbox stored since the start."""

    kind: str
    seq: int
    at_s: float


@dataclass(frozen=True, slots=True)
class KioskStatus:
    """Status at one moment. Times are seconds since 1970 UTC.

    `held`: True if visits, reactions or comments wait for more people, None before the kiosk has started. `wrong`:
    texts of all active alerts. `waiting`, `kept`, `dropped`: messages in the outbox that are unsent, that are stored,
    and that were dropped unsent. `is_wanted`: False for a pause that nobody wanted: the clock is not set, or the notice
    is not shown.
    `without_verdicts`: visits of today that gave a reaction no verdicts, because their place would be most of it.
    `use`: of `[models]`. `reader`: the reader of expressions, and why. `laughter`: the reason why none is told although
    a microphone listens; empty if it is. `comments`: the network that reads comments; empty if none are taken.
    `dropped_writers`: ten-minute slots whose comments were dropped on the last local day that ended, in multiples of
    k_reaction; None before one ended, and after a day with fewer slots.
    """

    version: str
    state: str
    reasons: tuple[str, ...]
    since_s: float
    held: bool | None = None
    last: LastStoredMessage | None = None
    broker: str = ""
    connected: bool = False
    wrong: tuple[str, ...] = ()
    waiting: int = 0
    kept: int = 0
    dropped: int = 0
    is_wanted: bool = True
    without_verdicts: int = 0
    use: str = ""
    reader: str = ""
    laughter: str = ""
    comments: str = ""
    dropped_writers: int | None = None

    @property
    def state_line(self) -> str:
        """State and reasons in one line."""
        return f"{self.state}: {'; '.join(self.reasons)}" if self.reasons else self.state
