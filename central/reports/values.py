"""Values of the reports, as JSON has them. Null is a number that may not be told, or that nobody told, never 0.

Days are local days of the shops; `from` and `to` are both included. Probabilities and shares are 0 to 1, but a value
carries the noise of the kiosks and may lie outside: clip it for the eye alone.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LOW_REPORTED_SHARE = 0.8
"""A reported share below it is said in words."""
WANTED = 0.02
"""Difference that a shop would act on, of a measure that is a share: two points."""


class Value(BaseModel):
    """Base of the values: frozen, without unknown fields, written by the names of the JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class Interval(Value):
    """Mean with a 95 % interval. `reason` says why there is no interval or no mean."""

    mean: float | None
    low: float | None
    high: float | None
    reason: str | None = None


class Here(Interval):
    """Mean and interval over days, of these shops alone."""

    days: int


class Measure(Interval):
    """One number of a creative. The interval is for the mean of all shops of this kind: t over the means of sites."""

    sites: int
    site_days: int
    reactions: int
    people: int
    method: str
    here: Here | None = None
    people_mean: Interval | None = None
    reported_share: float | None = None


class Cell(Value):
    """One measure in one media second. `band_*` hold for all seconds of the curve at once."""

    value: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None


class Second(Value):
    """One media second of all sites. `watchers` of the told reactions, `n` of them behind the told cells.

    The fields from `smile` to `band_high` are those of `measures["smile"]`.
    """

    second: int
    sites: int
    watchers: int
    n: int
    reported_share: float | None
    smile: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None
    measures: dict[str, Cell]


class DayCurve(Value):
    """Smiles of one day by media second, over the shops; null where nothing is told."""

    day: date
    smile: list[float | None]


class Moment(Value):
    """Seconds, `to_second` not included, at which the curve differs from the creative's own mean by `size`."""

    from_second: int
    to_second: int
    size: float
    low: float
    high: float


class Score(Interval):
    """Number by a named formula. `second` is where the peak begins."""

    sites: int
    second: int | None = None


class Site(Value):
    """One site, or one participant of a panel. `smile` is as told, with an interval over its days; `shrunk` is moved
    towards the mean of all sites by what chance and noise make of it.

    `beside`: `smile` less the mean of the other ads of the same site, null without others; `beside_shrunk`: the same,
    moved towards the mean of all sites. Rank by it: a level is also that of the camera, the light and the visitors.
    """

    site: str
    devices: int
    days: int
    plays: int
    reactions: int
    people: int
    smile: float | None
    low: float | None
    high: float | None
    shrunk: float | None
    beside: float | None = None
    beside_shrunk: float | None = None
    reported_share: float | None
    read_share: float | None


def site_order(site: Site) -> tuple[bool, float, str]:
    """Key of the order of sites: by the shrunk difference to their own other ads, never by level."""
    return site.beside_shrunk is None, -(site.beside_shrunk or 0.0), site.site


class Flow(Value):
    """People before the screens on the days on which the creative played; `plays` and `proof_s` are the creative's.

    `looked` and `dwell` have counts of visits as in a window. `overlapping_visits` is the expected number of visits
    during the plays.
    """

    plays: int
    proof_s: float
    windows: int
    visits: int
    watchers: int
    looked: dict[str, int]
    dwell: dict[str, int]
    dwell_s: float | None
    coverage: float | None
    overlapping_visits: float | None


class Hour(Value):
    """Windows of one local hour, or of one weekday (0 is Monday). `within` is the share of visits in windows that lie
    within it; null by weekday, which no window leaves."""

    at: int
    windows: int
    visits: int
    watchers: int
    dwell_s: float | None
    within: float | None


class Part(Value):
    """One part of the day, by reactions of the sites that have parts. `at` is its place in the day."""

    at: int
    smile: Interval
    sites: int
    people: int


class Withheld(Value):
    """Shares that could not be told: of the plays, of the site-days' seconds, and of the sites that played it."""

    plays: float | None
    seconds: float | None
    sites: float | None


class ModelSpan(Value):
    """Days on which an expression network read the reactions. Only one network's are averaged: `is_used`."""

    model: str
    from_: date = Field(alias="from")
    to: date
    reactions: int
    people: int
    is_used: bool


class Wanted(Value):
    """Difference that a shop would act on, and the `days` until the interval in these shops is as narrow to each side.

    `detectable`: the difference of two ads with such data that 80 of 100 experiments find, with its range, `low` to
    `high`, where how much shops differ in it is assumed (`taste`). `sites`: shops like these that find the
    `difference`. Null: too little is stored.
    """

    difference: float
    days: int | None
    detectable: float | None = None
    low: float | None = None
    high: float | None = None
    sites: int | None = None
    taste: Literal["stored", "assumed"] | None = None


class CommentShares(Value):
    """Comments by class, as shares of all that were told. The intervals are of those who write at these places.

    `comments` is a sum with the noise of the kiosks. `batches`: messages, or days of imported reviews. `people`: at
    least so many, by the rule of k: a span of ten minutes with a comment counts as one, and so does each review.
    `sites`: shops that told comments, 0 for reviews.
    """

    comments: int
    batches: int
    people: int
    sites: int
    negative: Interval
    neutral: Interval
    positive: Interval
    unclear: Interval


class Report(Value):
    """One creative. `day_curves`: the newest days, of fewer than 4 sites. `retention`: watchers of its last 3 s over
    those of its first 3 s, not always the same people.

    `reported_share`: visits of windows that lie in a published reaction, over all visits. `read_share`: watchers whose
    expressions count, over all watchers of the reactions. `third`: among the tenant's own ads, by smiles within the
    sites; null where the rank is not known so well.
    """

    schema_: Literal["vitrina.report/2"] = Field("vitrina.report/2", alias="schema")
    tenant: str
    creative: str
    name: str | None = None
    tag: str | None = None
    from_: date | None = Field(alias="from")
    to: date | None
    unit: Literal["sites", "participants"]
    devices: int
    tz: list[str]
    generated: datetime
    simulated: bool
    research: bool
    flow: Flow
    measures: dict[str, Measure]
    curve: list[Second]
    day_curves: list[DayCurve] = Field([])
    moments: list[Moment]
    scores: dict[str, Score]
    retention: Score | None
    sites: list[Site]
    hours: list[Hour]
    weekdays: list[Hour]
    parts: list[Part]
    reported_share: float | None
    read_share: float | None
    withheld: Withheld
    models: list[ModelSpan]
    third: Literal["upper", "middle", "lower"] | None
    wanted: Wanted
    comments: CommentShares | None = None
    notes: list[str]
