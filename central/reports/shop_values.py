"""Values about one shop, as in the JSON. They are about this shop only: no interval is over shops."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.fleet_values import Kiosk
from central.reports.values import Here, Hour, Value


class ShopDay(Value):
    """One local day of a shop. `looked`: visits that looked for 1 s or more. `smile`: mean over all ads, as published,
    with the noise of the kiosks; null without a published reaction. `people`: number of people behind `smile`.
    """

    day: date
    visits: int
    looked: int
    smile: float | None
    people: int


class ShopAd(Value):
    """One ad in a shop. `smile`: mean and interval over the days of this shop, as `here` of the ad's report. `people`:
    number of people behind it.
    """

    creative: str
    name: str | None
    tag: str | None
    plays: int
    smile: Here | None
    people: int
    reported_share: float | None


class ShopAlert(Value):
    """An open alert that the server has raised about a kiosk of the shop."""

    code: str
    severity: str
    device: str
    text: str
    cure: str
    since: datetime


class Shop(Value):
    """One shop: its days, hours, ads and kiosks. A detail from `name` to `group` that nobody has set is null.

    `from` and `to`: first and last day of the numbers; null if the shop has sent none. `smile`: mean over all ads, with
    an interval over the days of this shop. `reported_share`: share of the visits that a published reaction covers, as a
    mean over the ads. `coverage`: share of the time in which the cameras measured. `quiet_hours`: local hours in which
    most visits were counted together with those of other hours, because too few people came at a time.
    """

    schema_: Literal["vitrina.shop/1"] = Field("vitrina.shop/1", alias="schema")
    tenant: str
    site: str
    name: str | None
    city: str | None
    region: str | None
    opening: str | None
    group: str | None
    tz: str | None
    generated: datetime
    simulated: bool
    from_: date | None = Field(alias="from")
    to: date | None
    visits: int
    looked: int
    smile: Here | None
    people: int
    reported_share: float | None
    coverage: float | None
    quiet_hours: list[int]
    days: list[ShopDay]
    hours: list[Hour]
    weekdays: list[Hour]
    ads: list[ShopAd]
    kiosks: list[Kiosk]
    alerts: list[ShopAlert]
