"""Values of the report on a trend, as JSON has them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Interval, Value


class Week(Interval):
    """One week from Monday `week` on. `model` is the expression network that read it."""

    week: date
    model: str | None
    sites: int
    reactions: int
    people: int
    reported_share: float | None


class Trend(Value):
    """Weeks of all creatives with a tag, or of some creatives."""

    schema_: Literal["vitrina.trend/2"] = Field("vitrina.trend/2", alias="schema")
    tenant: str
    tag: str | None
    creatives: list[str]
    measure: str
    generated: datetime
    simulated: bool
    research: bool
    unit: Literal["sites", "participants"]
    weeks: list[Week]
    notes: list[str]
