"""Values of the reports, as in the JSON. Null means that the number may not be published or that nobody published it.
It never means 0.

Days are local days of the shops; `from` and `to` are both included. Probabilities and shares are between 0 and 1, but a
value contains the noise of the kiosks and may lie outside this range. Clip it only for display.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LOW_REPORTED_SHARE = 0.8
"""Reported share below which the report describes the share in words."""
WANTED = 0.02
"""Difference on which a shop would act, for a measure that is a share: two percentage points."""


class Value(BaseModel):
    """Base class of the values: frozen, without unknown fields, and serialized with the field names of the JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class OfShop:
    """Part of a value about one shop. Pages and reports show its `title`."""

    site: str
    name: str | None

    @property
    def title(self) -> str:
        """Name of the shop, or the site id where no name was set."""
        return self.name or self.site


class Interval(Value):
    """Mean with a 95 % interval. `reason`: code of why there is no interval or no mean."""

    mean: float | None
    low: float | None
    high: float | None
    reason: str | None = None


class Here(Interval):
    """Mean and interval over days, which are valid only for the shops of the report."""

    days: int


class Measure(Interval):
    """One number of a creative. The interval is for the mean of all shops of this kind, by Student's t over the site
    means.
    """

    sites: int
    site_days: int
    reactions: int
    people: int
    method: str
    here: Here | None = None
    people_mean: Interval | None = None
    reported_share: float | None = None


class Cell(Value):
    """One measure in one media second. `band_*`: band that is valid for all seconds of the curve at once."""

    value: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None


class Second(Value):
    """One media second over all sites. `watchers`: watchers in the published reactions; `n` of these watchers are in
    published cells. The fields from `smile` to `band_high` are those of `measures["smile"]`.
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
    """Smiles of one day by media second, over the shops. A second without a value is null."""

    day: date
    smile: list[float | None]


class Moment(Value):
    """Stretch of seconds in which the curve differs from the creative's own mean. `size`: mean difference. `to_second`:
    first second after the stretch.
    """

    from_second: int
    to_second: int
    size: float
    low: float
    high: float


class Score(Interval):
    """A score of a creative, which is computed with a named formula. `second`: middle second of the
    peak.
    """

    sites: int
    second: int | None = None


class Site(OfShop, Value):
    """One site, or one participant of a panel. `name`: name of the shop; null if nobody has set it.

    `smile`: value as published, with an interval over the site's days. `shrunk`: value moved towards the mean of all
    sites to reduce chance and noise. `beside`: `smile` minus the mean of the other ads at the same site; null without
    other ads. `beside_shrunk`: the same difference, moved towards the mean of all sites. Use it for rankings, because
    the level of a site also depends on the camera, the light and the visitors.
    """

    site: str
    name: str | None = None
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
    """Sort key of the sites: the shrunk difference from the site's other ads, and never the level."""
    return site.beside_shrunk is None, -(site.beside_shrunk or 0.0), site.site


class OverDays(Value):
    """95 % interval of a modelled number of visits over `days`: what the same plays would meet on other days in the
    same shops. It does not cover the model: visits that come evenly over the day of a kiosk. `reason`: code of why
    there is no interval.
    """

    low: float | None
    high: float | None
    days: int
    reason: str | None = None


class Flow(Value):
    """People in front of the screens on the days on which the creative played.

    `plays` and `proof_s` are about the creative only. `looked` and `dwell` contain counts of visits, as in a window.
    `overlapping_visits`: expected number of visits during the plays. Its interval is null, with the reason, for more
    than 92 days.
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
    overlapping_visits_interval: OverDays


class Hour(Value):
    """Windows of one local hour, or of one weekday (0 is Monday). `within`: share of visits in windows that lie within
    the hour; null for a weekday, because no window contains parts of two weekdays.
    """

    at: int
    windows: int
    visits: int
    watchers: int
    dwell_s: float | None
    within: float | None


class Part(Value):
    """One part of the day, from reactions at the sites that have parts. `at`: position of the part in the day."""

    at: int
    smile: Interval
    sites: int
    people: int


class Withheld(Value):
    """Shares that could not be published: of the plays, of the seconds on all site-days, and of the sites that played
    the creative.
    """

    plays: float | None
    seconds: float | None
    sites: float | None


class ModelSpan(Value):
    """Days on which an expression model measured the reactions. `is_used`: the report averages the results of this
    model, and of no other.
    """

    model: str
    from_: date = Field(alias="from")
    to: date
    reactions: int
    people: int
    is_used: bool


class Wanted(Value):
    """A difference worth acting on, and the data needed to detect it.

    Null means that too little is stored. `days`: number of days until the interval in the shops of the report extends
    no further than the difference on each side of the mean. `detectable`: difference of two ads with such data that 80
    of 100 experiments detect. `low` and `high`: range of `detectable`, if the difference between shops is assumed
    (`taste`). `sites`: number of shops like these that detect the `difference`.
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
    places.

    `comments`: total, with the noise of the kiosks. `batches`: number of messages, or of days of imported reviews.
    `people`: lowest possible number of writers by the rule of k; ten minutes with a comment count as one person, and
    each review counts as one person. `sites`: number of shops that published comments; 0 for reviews.
    """

    comments: int
    batches: int
    people: int
    sites: int
    negative: Interval
    neutral: Interval
    positive: Interval
    unclear: Interval


class Seen(Value):
    """Visits that looked at the ad for 1 s or more: estimated as `watchers` divided by the reported share.

    `low` and `high`: 95 % range. Null means that there is no range, for `reason`, or no result. `at_least`: fewer than
    two visits per minute come to the shops, so more visits may never have been published. `watchers`: visits that
    looked, counted in the published reactions.
    """

    visits: int | None
    low: int | None
    high: int | None
    at_least: bool
    watchers: int
    reason: str | None = None


class PeriodChange(Interval):
    """Smiles of an ad in the chosen days minus those in as many days before, `from` to `to`: mean of the changes of the
    `sites` that have a value in both.
    """

    from_: date = Field(alias="from")
    to: date
    sites: int


class Report(Value):
    """Report about one creative.

    `day_curves`: curves of the newest days, if there are fewer than 4 sites. `retention`: watchers of its last 3 s
    divided by the watchers of its first 3 s; these are not always the same people. `reported_share`: visits in windows
    within a published reaction, divided by all visits. `read_share`: watchers whose expressions count, divided by all
    watchers of the reactions. `seen`: null for participants. `change`: null unless at most 31
    days are chosen. `third`: rank third among the tenant's own ads, by smiles
    within the sites; null if the rank is not certain enough.
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
    seen: Seen | None = None
    change: PeriodChange | None = None
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
