"""Values of the report on a trend, as JSON has them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Interval, Value


class Week(Interval):
    """One week from Monday `week` on. `model` is the expression network that read it.

    `mean` is that of all sites of its `chain`, whichever of them reported in the week. Weeks of one chain can be
    compared: they share sites, and for what a network reads the network; null where nothing is told. `is_whole`: False
    for a week that is not over, or that a campaign or the chosen days cut. `sites`: that reported in the week.
    """

    week: date
    model: str | None
    sites: int
    reactions: int
    people: int
    reported_share: float | None
    chain: int | None = None
    is_whole: bool = True


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
