"""Values of the answer about sales, as in the JSON. Lifts are ratios minus 1: 0.05 is 5 % more."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value

LostReason = Literal["no_sales", "returns", "washout", "other_arm", "little_proof", "one_arm"]
"""Why a day of a shop does not count: no total is stored; its returns are above its sales; it follows a change of the
arm; another arm played on it; the screen showed less than usual; the shop has no day of the other arm.
"""


class LiftInterval(Value):
    """A lift with its 95 % interval. `reason`: code of why there is none."""

    lift: float | None
    low: float | None
    high: float | None
    reason: str | None = None


class LiftPair(Value):
    """Sales on the days of `arm` against those of `against`.

    `low` and `high` are valid at the planned end, and null before it. `sequence_*` are valid whenever you look. `p`: of
    the randomisation test, over `orders` other orders of the arms; `drawn`: they are drawn by the rule that drew the
    plan. `winner`: the arm that sells more; null if that is not shown, with the `reason`.
    """

    arm: str
    against: str
    lift: float | None
    low: float | None
    high: float | None
    sequence_low: float | None
    sequence_high: float | None
    p: float | None
    orders: int
    drawn: bool
    shops: int
    shop_days: int
    days: int
    winner: str | None
    reason: str


class Placebo(LiftInterval):
    """Lift of a product that the ad cannot move. `shown`: its interval excludes 0, which chance rarely does."""

    product: str
    arm: str
    shops: int
    shown: bool


class LiftMeasure(Value):
    """A measure of the reactions on the days of `arm` against those of `against`, by the same model: effects of shops
    and days, t over shops. `mean`, `mean_against`: over the days of each arm that count. `difference` with its
    intervals: in the unit of the measure, 0.05 of a share is 5 points. `low` and `high` are null before the planned
    end. The intervals hold for all `comparisons` of measures and arms together.
    """

    measure: str
    arm: str
    against: str
    mean: float | None
    mean_against: float | None
    difference: float | None
    low: float | None
    high: float | None
    sequence_low: float | None
    sequence_high: float | None
    comparisons: int
    shops: int
    shop_days: int
    reason: str | None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval that is valid now: at the end, or else at any time."""
        low, high = (self.sequence_low, self.sequence_high) if self.low is None else (self.low, self.high)
        return None if low is None or high is None else (low, high)


class LostDays(Value):
    """Number of days of shops that do not count, by reason."""

    reason: LostReason
    shop_days: int


class ExcludedShop(Value):
    """Shop that does not enter: its past has no sales of the product, or fewer than 10 receipts a day."""

    site: str
    reason: Literal["no_past", "few_receipts"]


class Lift(Value):
    """Lift of sales of an experiment by day.

    `planned`: `ahead` if the plan was stored before its first day, or a week before its end. `product_planned`: the
    plan names the product; null if it names none. `replaced_days`: days of shops with corrected totals.
    `own_week`: share of the shops' own weekly rhythm that is taken out; 0: none. `primary`: what decides the
    experiment. `measures`: reactions to the ads of the arms, by the same model. They never name a winner. `research`:
    one of them may be used only for research.
    """

    schema_: Literal["vitrina.lift/1"] = Field("vitrina.lift/1", alias="schema")
    experiment: str
    tenant: str
    product: str
    from_: date = Field(alias="from")
    to: date
    planned_end: date
    plan_stored: datetime
    plan_ahead: bool
    product_planned: bool | None
    ended: bool
    generated: datetime
    simulated: bool
    run_days: int
    washout_days: int
    arms: list[str]
    method: str
    shops: int
    pairs: list[LiftPair]
    placebos: list[Placebo]
    lost: list[LostDays]
    excluded: list[ExcludedShop]
    replaced_days: int
    own_week: float
    primary: Literal["sales"] = "sales"
    measures: list[LiftMeasure]
    research: bool


class PlannedLift(Value):
    """Lift that 80 of 100 experiments find. `scaled`: there are fewer shops in the past, and their lift was scaled."""

    shops: int
    weeks: int
    lift: float
    scaled: bool


class LiftForecast(Value):
    """Forecast of an experiment by day, from the shops' own past. `wanted_shops`: shops that find `wanted` in four
    weeks; null: no number is enough.
    """

    schema_: Literal["vitrina.lift-plan/1"] = Field("vitrina.lift-plan/1", alias="schema")
    tenant: str
    product: str
    from_: date = Field(alias="from")
    to: date
    generated: datetime
    simulated: bool
    shops: int
    excluded: list[ExcludedShop]
    draws: int
    rows: list[PlannedLift]
    wanted: float
    wanted_shops: int | None


class ListedLift(Value):
    """An experiment by day in a list. `state`: `ahead` before its first day is over, `running`, `ended`, or `open` if
    there is no answer, with the `problem`. `lift`: the answer about its product as of its `generated`: for more than 20
    shops, of the last night, or null.
    """

    tenant: str
    experiment: str
    product: str | None
    placebos: list[str]
    from_: date = Field(alias="from")
    planned_end: date
    run_days: int
    washout_days: int
    arms: list[str]
    shops: int
    state: Literal["ahead", "running", "ended", "open"]
    problem: str | None
    lift: Lift | None


class LiftList(Value):
    """Experiments by day, the newest plan first. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.lifts/1"] = Field("vitrina.lifts/1", alias="schema")
    experiments: list[ListedLift]
    total: int
    next: int | None
