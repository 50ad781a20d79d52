"""Values of the start page, as in the JSON. Days are local days of the shops."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.kept_values import AdDifferences, ListedExperiment
from central.reports.lift_values import ListedLift
from central.reports.values import Value

OverviewName = Literal["visits", "looked", "smile"]


class OverviewChange(Value):
    """A number in the last 7 full days and in the 7 days before, in the shops that were measured on both.

    `change`: of visits, the ratio minus 1; of shares, the difference. `shown`: it is larger than chance, with Holm's
    correction for the three numbers. `excluded_sites`: shops that were not measured alike in both weeks.
    """

    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None
    shown: bool
    sites: int
    excluded_sites: int
    reason: str | None


class OverviewMeasure(Value):
    """A number of the last 7 full days over all shops.

    `visits`: visits, not people recognised. `looked`: share of the visits that looked for 1 s or more. `smile`: as in
    the report of an ad, over all ads. `people`: number of visits, and for smiles of measured watchers, by ad.
    """

    measure: OverviewName
    value: float | None
    people: int
    change: OverviewChange


class OverviewDay(Value):
    """One day over all shops. `sites`: shops that were measured."""

    day: date
    visits: int
    looked: float | None
    smile: float | None
    sites: int


class Attention(Value):
    """Open problems. `unreachable`: kiosks that are silent, offline, or have never reported their state.
    `unknown`: those of them that have never reported it. `degraded`: kiosks that run without a part. `alerts`: open
    alerts. `waiting_playlists`: kiosks that do not play their playlist yet. `quarantined`: rejected messages; null for
    users who may not see them.
    """

    kiosks: int
    unreachable: int
    degraded: int
    alerts: int
    waiting_playlists: int
    quarantined: int | None
    unknown: int = 0


class TenantOverview(Value):
    """Events in the shops of a tenant, as the start page shows it.

    `to`: last full day; null if nothing is stored. `days`: eight weeks up to it. `ads`: which ads differ, as of the
    last night, or now for a user of a few shops; null if it is not known, or the user may see many shops, but not
    all. `lifts`: experiments by day that run, come, or ended in the last four weeks, without their answers.
    `whole_tenant`: the user may see all shops of the tenant.
    """

    schema_: Literal["vitrina.overview/1"] = Field("vitrina.overview/1", alias="schema")
    tenant: str | None
    tenants: list[str]
    generated: datetime
    simulated: bool
    whole_tenant: bool
    sites: int
    to: date | None
    measures: list[OverviewMeasure]
    days: list[OverviewDay]
    reported_share: float | None
    ads: AdDifferences | None
    experiments: list[ListedExperiment]
    lifts: list[ListedLift]
    attention: Attention
