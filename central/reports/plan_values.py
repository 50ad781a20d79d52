"""Values of a plan: what an experiment of some size will find, as JSON has them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class PlanCell(Value):
    """Smallest difference that so many sites find in so many days; null below 4 sites that report."""

    sites: int
    days: int
    detectable: float | None


class Basis(Value):
    """Figures that the plan is made of. `person`, `taste` and `common_day` are standard deviations: of one person's
    number, of the true difference between sites, of what one day adds to the difference at all sites.

    `stored`: two ads, or an experiment, of the store; `assumed`: nothing is stored that shows it. `taste_low` and
    `taste_high`: range of an assumed taste. `people`: of an ad on a published site-day of the store.
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
    """Plan of an experiment with two arms. `detectable`: the smallest difference that 80 of 100 such experiments find
    at their planned end; `low` and `high`: the same for the ends of the range of the taste. `people`: of each ad, per
    site and day.

    `found`: share of the experiments that find the `difference`; `needed_sites`: fewest sites that find it in 80 of 100
    cases, null for more than 2,000. `table`: of other numbers of sites and days.
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
