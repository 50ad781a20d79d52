"""Facts from which the rules make alerts: about each kiosk, and about this server. No fact is about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from central.store.backups import Backups


@dataclass(frozen=True, slots=True)
class KioskAlert:
    """A problem that the kiosk itself has reported and not cleared."""

    code: str
    severity: str
    text: str
    raised_ms: int


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """Values of the newest health message. None: the kiosk does not know the value."""

    unsent: int | None = None
    is_clock_valid: bool | None = None
    clock_error_s: float | None = None
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True)
class KioskFacts:
    """One kiosk at one time. `state` and `reasons` are the last ones it reported. `is_offline`: the broker has lost the
    connection. `lost` and `clones` count messages of the last day.
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
    """This server. `started_ms`: start of this process; it knows nothing about silence before that. `failed_sums`:
    sites and days whose totals cannot be computed, with "" as the site for totals over all sites. `failures`: failing
    tasks with their reasons. `backup_days`: days after which the newest backup is too old; 0: never.
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


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that exists at a time.

    `is_stale`: it comes from what a kiosk reported before it fell silent. Such a problem keeps an alert open, but
    raises none.
    """

    place: str
    code: str
    severity: str
    text: str
    since_ms: int
    is_stale: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Key of the problem: a place has at most one problem with a code."""
        return self.place, self.code
