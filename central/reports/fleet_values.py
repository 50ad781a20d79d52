"""Values about kiosks and sites, as in the JSON. Times are UTC."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import OfShop, Value
from edge.messages.payloads.state import STAFF_NOT_DECLARED


class OpenAlert(Value):
    """A problem that a kiosk has reported and not cleared."""

    code: str
    severity: str
    text: str
    raised: datetime


class Kiosk(OfShop, Value):
    """One kiosk. `name`: name of its shop; null if nobody has set it.

    `silent`: it has sent no message for ten minutes. `unknown`: it has not reported its state. `unsent`: messages that
    waited in its outbox at its last health message. `missing`: messages that central requested or will request; null
    until most of the stored data has been checked. `lost`: messages that the kiosk had deleted before central requested
    them. `playlist`: version from headquarters that it is playing. `wanted_playlist`: version that its site should
    play.
    """

    tenant: str
    site: str
    name: str | None = None
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
        """True if the kiosk's last state says that nobody has declared whether staff work in its view."""
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
    """A page of kiosks. `staff_undeclared`: number of kiosks that do not analyse faces, because nobody has declared
    whether staff work in view. `next`: `offset` of the next page; null on the last page.
    """

    schema_: Literal["vitrina.kiosks/1"] = Field("vitrina.kiosks/1", alias="schema")
    generated: datetime
    simulated: bool
    total: int
    states: StateCounts
    staff_undeclared: int
    kiosks: list[Kiosk]
    next: int | None


class ListedSite(Value):
    """One site. `tz` null: the days of the site are in UTC. `name` to `group`: details of the shop; null if nobody has
    set them.
    """

    tenant: str
    site: str
    name: str | None = None
    city: str | None = None
    region: str | None = None
    opening: str | None = None
    group: str | None = None
    tz: str | None
    parts: str | None
    devices: int


class SiteList(Value):
    """A page of sites. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.sites/1"] = Field("vitrina.sites/1", alias="schema")
    sites: list[ListedSite]
    total: int
    next: int | None
