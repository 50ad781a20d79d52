"""Values about kiosks and sites, as JSON has them. Times are UTC."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value
from edge.messages.payloads.state import STAFF_NOT_DECLARED


class OpenAlert(Value):
    """A problem that a kiosk has raised and not cleared."""

    code: str
    severity: str
    text: str
    raised: datetime


class Kiosk(Value):
    """One kiosk. `silent`: no message for ten minutes; `unknown`: it has not told its state. `unsent`: messages that
    waited in its outbox at its last health; `missing`: messages that it was or will be asked for, null until most of
    what is stored was looked through; `lost`: those that it no longer kept when they were missed.
    `playlist`: version from headquarters that it plays; `wanted_playlist`: the one that its site is to play."""

    tenant: str
    site: str
    device: str
    state: Literal["sensing", "paused", "degraded", "offline", "silent", "unknown"]
    reasons: list[str]
    since: datetime | None
    received: datetime | None
    version: str | None
    use: str | None
    unsent: int | None
    temperature_c: float | None
    clock_error_s: float | None
    missing: int | None
    lost: int
    playlist: int | None
    wanted_playlist: int | None
    alerts: list[OpenAlert]

    @property
    def is_staff_undeclared(self) -> bool:
        """True if nobody has said at this kiosk whether staff work in view, by its last state."""
        return STAFF_NOT_DECLARED in self.reasons


class StateCounts(Value):
    """Number of kiosks by state."""

    sensing: int
    paused: int
    degraded: int
    offline: int
    silent: int
    unknown: int


class Fleet(Value):
    """Kiosks, a page of them. `staff_undeclared`: kiosks that read no face, because nobody has said whether staff work
    in view. `next`: `offset` of the next page; null at the end."""

    schema_: Literal["vitrina.fleet/1"] = Field("vitrina.fleet/1", alias="schema")
    generated: datetime
    simulated: bool
    total: int
    states: StateCounts
    staff_undeclared: int
    kiosks: list[Kiosk]
    next: int | None


class ListedSite(Value):
    """One site. `tz` null: it counts in UTC."""

    tenant: str
    site: str
    tz: str | None
    parts: str | None
    devices: int


class SiteList(Value):
    """Sites, a page of them."""

    schema_: Literal["vitrina.sites/1"] = Field("vitrina.sites/1", alias="schema")
    sites: list[ListedSite]
    total: int
    next: int | None
