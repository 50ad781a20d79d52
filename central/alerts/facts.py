"""Facts about each kiosk and about this server, from which the rules derive alerts. No fact is about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from central.store.backups import Backups
from central.store.rollouts import HaltedRollout


@dataclass(frozen=True, slots=True)
class KioskAlert:
    """A problem that the kiosk itself has reported and not cleared."""

    code: str
    severity: str
    text: str
    raised_ms: int


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """Values from a kiosk's newest health message. A value is None if the kiosk does not know it."""

    unsent: int | None = None
    is_clock_valid: bool | None = None
    clock_error_s: float | None = None
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True)
class KioskFacts:
    """Facts about one kiosk at one time.

    `state` and `reasons`: the last state and its reasons that the kiosk reported. `is_offline`: the broker has lost the
    connection to the kiosk. `lost` and `clones`: numbers of lost messages and of messages from clones, found in the
    last day.
    """

    place: str
    received_ms: int
    state: str | None = None
    reasons: tuple[str, ...] = ()
    since_ms: int | None = None
    is_offline: bool = False
    health: HealthFacts = HealthFacts()
    lost: int = 0
    clones: int = 0
    alerts: tuple[KioskAlert, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """Facts about this server.

    `started_ms`: start time of this process, which knows nothing about silence before that time. `failed_sums`: sites
    and days whose totals cannot be computed; the site "" is for totals over all sites. `failures`: reasons why tasks
    are failing, by task name. `backup_days`: age in days at which the newest backup is too old; 0: never.
    """

    started_ms: int
    free_bytes: int | None = None
    data: str = ""
    certificate: str = ""
    certificate_ends_ms: int | None = None
    broker_fault: str | None = None
    failed_sums: tuple[tuple[str, int], ...] = ()
    failures: Mapping[str, str] = field(default_factory=dict)
    pages_fault: str | None = None
    backups: Backups = field(default_factory=Backups)
    backup_days: int = 0
    rollouts: tuple[HaltedRollout, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that exists at a given time.

    `is_stale`: the kiosk reported the problem before it fell silent. Such a problem keeps an alert open, but does not
    raise one.
    """

    place: str
    code: str
    severity: str
    text: str
    since_ms: int
    is_stale: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Key of the problem: its place and code. A place has at most one problem with the same code."""
        return self.place, self.code
