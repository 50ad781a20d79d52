"""Status of the kiosk for people who use it: for `vitrina status`, and for the status line in `systemctl status`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LastStoredMessage:
    """The newest message that the outbox has stored since the start."""

    kind: str
    seq: int
    at_s: float


@dataclass(frozen=True, slots=True)
class StatusVitals:
    """Facts for the trial of an updated program. It never leaves this machine.

    `frames`: taken from the camera since the start. `is_camera_on`: sensing is not paused. `is_quiet_time`: outside
    opening hours; for a kiosk without opening hours, from 3 to 4 at night. `health_acknowledged`: messages `health`
    that the broker has acknowledged. `outbox_form`: version of the outbox's tables. `settled_s`: during a pause, the
    time from which a restart ends no batch early. `is_closed`: outside opening hours. `local_day`: date in the shop,
    such as 2026-12-01; `day_ends_s`: its end, in seconds since 1970 UTC.
    """

    frames: int
    is_camera_on: bool
    is_quiet_time: bool
    health_acknowledged: int
    outbox_form: int
    alert_codes: tuple[str, ...]
    settled_s: float | None
    is_closed: bool = False
    local_day: str = ""
    day_ends_s: float | None = None


@dataclass(frozen=True, slots=True)
class KioskStatus:
    """Status at one moment. Times are seconds since 1970 UTC.

    `held`: True if visits, reactions or comments wait for more people; None before the kiosk has started. `wrong`:
    texts of all active alerts. `waiting`, `kept`, `dropped`: number of messages that are unsent, stored, and dropped
    unsent. `is_wanted`: False for a pause that nobody requested: the clock is not set, or the notice is not shown.
    `without_verdicts`: visits of today that gave a reaction no verdicts, because their place would make up most of it.
    `use`: the value of `[models] use`. `reader`: the expression model and the reason for choosing it. `laughter`: the
    reason why no laughter is reported although a microphone is on; empty if it is reported. `comments`: the model that
    classifies comments; empty if the kiosk accepts none. `dropped_writers`: number of ten-minute slots with dropped
    comments on the last complete local day, in multiples of k_reaction. None before the first complete day, and after a
    day with fewer slots. `vitals`: for an update; None before the kiosk has started.
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
    vitals: StatusVitals | None = None

    @property
    def state_line(self) -> str:
        """State of the kiosk and its reasons, in one line."""
        return f"{self.state}: {'; '.join(self.reasons)}" if self.reasons else self.state
