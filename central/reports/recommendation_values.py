"""Values of a recommendation, as in the JSON. Null means that the number was not published; it never means 0."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import OfShop, Value


class Gain(Value):
    """Gain in the measure per watcher, for the mean of shops of this kind, with its 95 % interval."""

    mean: float | None
    low: float | None
    high: float | None
    sites: int


class AdvertShare(Value):
    """One ad. Shares are shares of the plays of a cycle, including plays inside blocks of experiments.

    `recommended`: share after one day. `at_end`: share after all steps. `effect`: how much the ad draws compared with
    the other ads, averaged over the shops and shrunk. `here`: the same in this shop, as published. `why`: code for the
    reason of its share.
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
    """A guard rail that limited the recommendation, and the ads concerned."""

    rail: str
    creatives: list[str]


class Pending(Value):
    """An accepted playlist. It takes effect at `at`, the end of the local day `day`."""

    version: int
    day: date
    at: datetime


class Recommendation(OfShop, Value):
    """Recommended weights for the playlist of a site. A recommendation is only advice, and is not sent to kiosks.

    `playlist`: version with the present weights. `day`: first day of the new weights. `from` and `to`: first and last
    of the complete local days with a published reaction. `reason`: code of why nothing should change; null if there is
    a recommendation. `watchers`: number of watchers expected per day in the quietest combination of kiosk and part of
    the day that can publish a reaction of at least `k` people. `digest`: digest of the new playlist, so that a person
    accepts exactly the playlist shown; null if there is no new playlist. `name`: name of the shop; null if nobody has
    set it.
    """

    schema_: Literal["vitrina.recommendation/2"] = Field("vitrina.recommendation/2", alias="schema")
    tenant: str
    site: str
    name: str | None = None
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
