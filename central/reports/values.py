"""Values of the reports, as in the JSON. Null means a number that may not be published or that nobody published, never
0.

Days are local days of the shops; `from` and `to` are both included. Probabilities and shares are 0 to 1, but a value
contains the noise of the kiosks and may lie outside: clip it only for display.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LOW_REPORTED_SHARE = 0.8
"""A reported share below this is described in words."""
WANTED = 0.02
"""Difference on which a shop would act, for a measure that is a share: two points."""


class Value(BaseModel):
    """Base of the values: frozen, without unknown fields, written with the names of the JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class Interval(Value):
    """Mean with a 95 % interval. `reason` says why there is no interval or no mean."""

    mean: float | None
    low: float | None
    high: float | None
    reason: str | None = None


class Here(Interval):
    """Mean and interval over days, valid only for these shops."""

    days: int


class Measure(Interval):
    """One number of a creative. The interval is for the mean of all shops of this kind: t over the site means."""

    sites: int
    site_days: int
    reactions: int
    people: int
    method: str
    here: Here | None = None
    people_mean: Interval | None = None
    reported_share: float | None = None


class Cell(Value):
    """One measure in one media second. `band_*` are valid for all seconds of the curve at once."""

    value: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None


class Second(Value):
    """One media second over all sites. `watchers`: those of the published reactions; `n` of them are in published
    cells. The fields from `smile` to `band_high` are those of `measures["smile"]`.
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
    """Smiles of one day by media second, over the shops; null without a value."""

    day: date
    smile: list[float | None]


class Moment(Value):
    """Seconds, without `to_second`, in which the curve differs from the creative's own mean by `size`."""

    from_second: int
    to_second: int
    size: float
    low: float
    high: float


class Score(Interval):
    """A number with a named formula. `second` is the start of the peak."""

    sites: int
    second: int | None = None


class Site(Value):
    """One site, or one participant of a panel. `smile` is as published, with an interval over its days. `shrunk` is
    moved towards the mean of all sites to remove chance and noise. `beside`: `smile` minus the mean of the other ads at
    the same site, null without other ads; `beside_shrunk`: the same, moved towards the mean of all sites. Use it for
    rankings: the level also depends on the camera, the light and the visitors.
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
    """Sort key of the sites: the shrunk difference from their own other ads, never the level."""
    return site.beside_shrunk is None, -(site.beside_shrunk or 0.0), site.site


class Flow(Value):
    """People in front of the screens on the days on which the creative played. `plays` and `proof_s` belong to the
    creative. `looked` and `dwell` contain counts of visits as in a window. `overlapping_visits` is the expected number
    of visits during the plays.
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
    within it; null by weekday, because no window crosses weekdays.
    """

    at: int
    windows: int
    visits: int
    watchers: int
    dwell_s: float | None
    within: float | None


class Part(Value):
    """One part of the day, from reactions of the sites that have parts. `at` is its position in the day."""

    at: int
    smile: Interval
    sites: int
    people: int


class Withheld(Value):
    """Shares that could not be published: of the plays, of the site-days' seconds, and of the sites that played it."""

    plays: float | None
    seconds: float | None
    sites: float | None


class ModelSpan(Value):
    """Days on which an expression model read the reactions. Only the results of one model are averaged: `is_used`."""

    model: str
    from_: date = Field(alias="from")
    to: date
    reactions: int
    people: int
    is_used: bool


class Wanted(Value):
    """A difference worth acting on, and the `days` until the interval in these shops is that narrow on each side.
    `detectable`: the difference of two ads with such data that 80 of 100 experiments detect, with its range, `low` to
    `high`, if the difference between shops is assumed (`taste`). `sites`: number of shops like these that detect the
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
    """Comments by class, as shares of all published comments. The intervals are for the people who write at these
    places. `comments` is a total with the noise of the kiosks. `batches`: messages, or days of imported reviews.
    `people`: at least this many, by the rule of k: ten minutes with a comment count as one person, and so does each
    review. `sites`: shops that published comments, 0 for reviews.
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
    """One creative. `day_curves`: the newest days, for fewer than 4 sites. `retention`: watchers of its last 3 s
    divided by those of its first 3 s, not always the same people. `reported_share`: visits in windows within a
    published reaction, divided by all visits. `read_share`: watchers whose expressions count, divided by all watchers
    of the reactions. `third`: among the tenant's own ads, by smiles within the sites; null if the rank is not certain
    enough.
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
