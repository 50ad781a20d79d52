"""Values of a recommendation, as JSON has them. Null is a number that nobody told, never 0."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class Gain(Value):
    """Gain of the measure for each watcher, in the mean of shops of this kind, with its 95 % interval."""

    mean: float | None
    low: float | None
    high: float | None
    sites: int


class AdvertShare(Value):
    """An advert. Shares are of the plays of a cycle, those inside blocks of experiments among them. `recommended`:
    after a day, `at_end`: after all the steps to it.

    `effect`: what it draws beside the other adverts, in the mean of the shops, shrunk; `here`: in this shop, as told.
    `why`: code of its share.
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
    """A guard rail that held something back, and the adverts."""

    rail: str
    creatives: list[str]


class Pending(Value):
    """A playlist that somebody has accepted: it is put in place at `at`, the end of the local day `day`."""

    version: int
    day: date
    at: datetime


class Recommendation(Value):
    """Weights that are recommended for the playlist of a site: advice, of which nothing is sent.

    `playlist`: version whose weights are the present ones. `day`: first day of the new ones. `from` and `to`: first
    and last of the whole local days that told a reaction. `reason`: code of why nothing is to change, null
    for a recommendation. `watchers`: expected a day by the quietest kiosk and part of the day that can tell a reaction,
    of `k` people or more. `digest`: of the new playlist, to accept what was seen and nothing else; null where there is
    none.
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
