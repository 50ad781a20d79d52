"""Values of a recommendation, as in the JSON. Null means that nobody published the number, never 0."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class Gain(Value):
    """Gain in the measure for each watcher, for the mean of shops of this kind, with its 95 % interval."""

    mean: float | None
    low: float | None
    high: float | None
    sites: int


class AdvertShare(Value):
    """One ad. Shares are of the plays of a cycle, including those inside blocks of experiments. `recommended`: after a
    day; `at_end`: after all steps. `effect`: what it draws compared with the other ads, in the mean of the shops,
    shrunk; `here`: in this shop, as published. `why`: code for its share.
    """

    creative: str
    name: str | None
    share: float
    recommended: float
    at_end: float
    weight: int
    why: str
    effect: float | None
    low: float | None
    high: float | None
    here: float | None
    sites: int
    reported_share: float | None


class Rail(Value):
    """A guard rail that limited something, and the ads concerned."""

    rail: str
    creatives: list[str]


class Pending(Value):
    """An accepted playlist. It takes effect at `at`, the end of the local day `day`."""

    version: int
    day: date
    at: datetime


class Recommendation(Value):
    """Recommended weights for the playlist of a site. This is advice; nothing of it is sent. `playlist`: version with
    the present weights. `day`: first day of the new ones. `from` and `to`: first and last of the complete local days
    with a published reaction. `reason`: code of why nothing should change, null for a recommendation. `watchers`:
    expected per day by the quietest kiosk and part of the day that can publish a reaction of at least `k` people.
    `digest`: of the new playlist, so that a person accepts exactly the playlist shown; null if there is none.
    """

    schema_: Literal["vitrina.recommendation/2"] = Field("vitrina.recommendation/2", alias="schema")
    tenant: str
    site: str
    measure: str
    playlist: int
    day: date
    from_: date | None = Field(alias="from")
    to: date | None
    model: str | None
    generated: datetime
    simulated: bool
    research: bool
    adverts: list[AdvertShare]
    gain: Gain
    gain_at_end: Gain
    reason: str | None
    rails: list[Rail]
    watchers: float | None
    k: int
    reported_share: float | None
    sites: int
    digest: str | None
    pending: Pending | None
