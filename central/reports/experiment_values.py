"""Values of the reports on differences between ads, as in the JSON: experiments and comparisons."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Report, Value


class DifferenceWeek(Value):
    """Difference of two arms in the week that starts on Monday `week`.

    Once the planned end is reached, a single pair also has a 95 % interval for this week only.
    """

    week: date
    mean: float
    low: float | None
    high: float | None
    sites: int


class Change(Value):
    """Differences in the first and in the last third of the days. They differ by more than chance allows."""

    first: float
    last: float


class Difference(Value):
    """Difference `a` − `b`.

    `sequence_*` are valid whenever you look. In an experiment, `low`, `high`, `p` and `adjusted_p` are valid at its
    planned end, and null before it. With several pairs, `low` and `high` are adjusted for the number of pairs. `low`
    and `high` are also null if the adjusted interval does not agree with the verdict. `weeks` and `change` are set only
    in an experiment. `change` is null if no change of the difference is shown. `wanted_sites` and `wanted_days`: number
    of additional sites, or alternatively of additional days, needed to detect a difference of two points; null: no
    number is enough. `shown`: the difference is not due to chance; in an experiment, there is a `winner`. `second_0`:
    the same difference of smiles in second 0, before a video can have an effect, with its p-value.
    """

    of: tuple[str, str]
    mean: float | None
    low: float | None
    high: float | None
    sequence_low: float | None
    sequence_high: float | None
    p: float | None
    adjusted_p: float | None
    detectable: float | None
    sites: int
    site_days: int
    wanted_sites: int | None
    wanted_days: int | None
    winner: str | None
    shown: bool = False
    reason: str
    weeks: list[DifferenceWeek] = Field([])
    change: Change | None = None
    second_0: float | None = None
    second_0_p: float | None = None


class Arm(Value):
    """One arm of an experiment. `titles`: display names of its creatives, in the same order.

    `abstained`: share of the attentive time in which the smile detector abstained.
    """

    arm: str
    creatives: list[str]
    mean: float | None
    low: float | None
    high: float | None
    sites: int
    site_days: int
    blocks: int | None
    plays: int
    people: int
    read_share: float | None
    abstained: float | None = None
    titles: list[str] = Field([])


class Sensitivity(Value):
    """Difference caused by the smile detector itself, from a placebo experiment in which both arms show the same video.

    `largest`: the end of the difference's interval that is farther from 0.
    """

    experiment: str
    mean: float
    low: float
    high: float
    largest: float


class SeenBoth(Value):
    """Bounds of the number of visits that were exposed to both arms.

    `of`: number of visits exposed to the smaller arm.
    """

    at_least: int
    at_most: int
    of: int


class Verdict(Value):
    """Result of an experiment so far.

    `too_early`: neither the planned end nor the confidence sequence decides. `draws_more`: there is a `winner`.
    `no_difference`: the planned end is reached, and no difference larger than `within` is left open. `days` and
    `of_days`: days so far, and days up to the planned end; `of_days` is null if no planned end decides.
    `callable_from`: first day on which the planned end can decide; null once that day is over.
    """

    state: Literal["too_early", "draws_more", "no_difference"]
    days: int | None
    of_days: int | None
    callable_from: date | None = None
    within: float | None = None


class Experiment(Value):
    """Arms of an experiment and their differences. `placebo`: both arms show copies of the same video, and
    `verdict` is null.
    """

    schema_: Literal["vitrina.experiment/2"] = Field("vitrina.experiment/2", alias="schema")
    tenant: str
    id: str
    measure: str
    from_: date | None = Field(alias="from")
    to: date | None
    planned_end: date | None
    former_planned_end: date | None
    generated: datetime
    simulated: bool
    research: bool
    unit: Literal["sites", "participants"]
    arms: list[Arm]
    difference: Difference | None
    differences: list[Difference]
    winner: str | None
    verdict: Verdict | None = None
    reason: str
    blocks: int | None
    incomplete_blocks: int | None
    seen_both: SeenBoth | None
    reported_share: float | None
    placebo: bool = False
    sensitivity: Sensitivity | None = None
    notes: list[str]


class Comparison(Value):
    """Comparison of creatives: the result of each creative on the sites and days with results for it, and the
    differences of pairs. `experiments`: experiments in which two of these creatives are arms. They decide.
    """

    schema_: Literal["vitrina.comparison/2"] = Field("vitrina.comparison/2", alias="schema")
    tenant: str
    measure: str
    reports: list[Report]
    differences: list[Difference]
    experiments: list[str] = Field([])
    sensitivity: Sensitivity | None = None
    notes: list[str]
