"""Values of the report on a trend, as in the JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Interval, Value


class Week(Interval):
    """One week, which starts on Monday `week`. `model`: expression model that measured the people in it.

    `mean`: mean over all sites of the week's `chain`, whether or not they reported in the week; null without results.
    Weeks in one chain can be compared, because they share sites and, for measures that a model produces, the model.
    `is_whole`: False for a week that is not over, or that a campaign or the selected days cut. `sites`: number of sites
    that reported in the week.
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
    """Weekly results of all creatives with a tag, or of several creatives."""

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
