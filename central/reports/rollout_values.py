"""Values about rollouts of programs, as in the JSON. Times are UTC; shares are between 0 and 1."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import OfShop, Value

Phase = Literal["later", "waiting", "fetched", "probation", "kept", "returned", "silent", "aside", "manual"]


class PhaseCounts(Value):
    """Number of kiosks by phase.

    `later`: their ring is not released. `waiting`: released, and not fetched yet. `fetched`: fetched, and perhaps
    checked. `probation`: they run the new program on probation. `kept`: they have the version, or a newer one.
    `returned`: they run the former program again. `silent`: they fell silent. `aside`: in trouble since before the
    rollout, so they do not count. `manual`: a person updates them.
    """

    later: int = 0
    waiting: int = 0
    fetched: int = 0
    probation: int = 0
    kept: int = 0
    returned: int = 0
    silent: int = 0
    aside: int = 0
    manual: int = 0

    @property
    def total(self) -> int:
        """Number of kiosks in all phases."""
        return sum(getattr(self, name) for name in type(self).model_fields)


class RolloutRing(Value):
    """One ring. `phases`: of the kiosks that no ring before it contains. `released`: null until it is released."""

    name: str
    released: datetime | None
    phases: PhaseCounts


class RolloutKiosk(OfShop, Value):
    """A kiosk that does not have the version although its ring is released. `since`: start of the step, in whole hours;
    the last message of a silent kiosk. `alerts`: its own open alerts about updates.
    """

    site: str
    name: str | None = None
    device: str
    phase: Phase
    since: datetime | None
    alerts: list[str]


class RolloutLimits(Value):
    """Shares of the released kiosks that count, and the limits of the plan: the next ring needs `kept_needed`; the
    rollout stops above `returned_most` or `silent_most`.
    """

    counted: int
    kept: float
    kept_needed: float
    returned: float
    returned_most: float
    silent: float
    silent_most: float


class RolloutStop(Value):
    """Why and when a rollout stopped. `who`: the person who stopped it; null if central did, or if it is not known."""

    reason: Literal["returned", "silent", "person"]
    at: datetime
    who: str | None


class Rollout(Value):
    """Rollout of a tenant's newest plan.

    `when`: kiosks switch in closed hours, or at once. `decision`: code for what central does or waits for. `next`: next
    ring; null after the last one. `until`: earliest time of the next ring; null if it depends on something else.
    `needs_central`: version that the plan requires of the central server. `asked`: order of a person that is not
    carried out yet, and `asked_by` its user. `fault`: why the last decision could not be carried out. `kiosks`: at most
    20 that do not have the version yet; `more`: how many others.
    """

    tenant: str
    plan: int
    software: str
    started: datetime
    hold_h: float
    when: Literal["closed", "now"]
    decision: str
    next: str | None
    until: datetime | None
    needs_central: str | None
    stop: RolloutStop | None
    asked: Literal["stop", "go-on"] | None
    asked_by: str | None
    fault: str | None
    limits: RolloutLimits
    rings: list[RolloutRing]
    kiosks: list[RolloutKiosk]
    more: int

    @property
    def total(self) -> int:
        """Number of kiosks in all rings."""
        return sum(ring.phases.total for ring in self.rings)

    @property
    def kept(self) -> int:
        """Number of kiosks that have the version, or a newer one."""
        return sum(ring.phases.kept for ring in self.rings)


class RolloutList(Value):
    """Rollouts of all tenants that the caller may see completely."""

    schema_: Literal["vitrina.rollouts/1"] = Field("vitrina.rollouts/1", alias="schema")
    generated: datetime
    rollouts: list[Rollout]
