"""Values of a plan, as in the JSON: which difference an experiment of a given size can detect."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class PlanCell(Value):
    """Smallest difference that this number of sites can detect in this number of days; null below 4 reporting sites."""

    sites: int
    days: int
    detectable: float | None


class Basis(Value):
    """Values on which the plan is based.

    `person`, `taste` and `common_day` are standard deviations: of one person's number, of the true difference between
    sites, and of the effect of one day on the difference at all sites. `stored`: the value comes from two ads or an
    experiment in the store. `assumed`: the store has no data for the value. `taste_low` and `taste_high`: range of an
    assumed `taste`. `people`: number of people per ad on a published site-day in the store.
    """

    person: float
    person_from: Literal["stored", "assumed"]
    taste: float
    taste_low: float
    taste_high: float
    taste_from: Literal["stored", "assumed"]
    experiments: int
    common_day: float
    ads: list[str]
    people: float | None
    stored_sites: int
    k: int


class Plan(Value):
    """Plan of an experiment with two arms.

    `detectable`: smallest difference that 80 of 100 such experiments detect at their planned end. `low` and `high`: the
    same difference at the two ends of the range of `taste`. `people`: number of people per ad, site and day. `found`:
    share of the experiments that detect the `difference`. `needed_sites`: smallest number of sites that detect it in 80
    of 100 cases; null above 2,000. `table`: smallest detectable differences for other numbers of sites and days.
    """

    schema_: Literal["vitrina.plan/1"] = Field("vitrina.plan/1", alias="schema")
    tenant: str | None
    measure: str
    generated: datetime
    simulated: bool
    sites: int
    days: int
    people: float
    detectable: float | None
    low: float | None
    high: float | None
    difference: float | None
    found: float | None
    needed_sites: int | None
    table: list[PlanCell]
    basis: Basis
