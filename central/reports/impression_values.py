"""Values of the impressions of an ad by the names of the out-of-home trade, as in the JSON. Every count is of faces."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Interval, OverDays, Seen, Value

Refusal = Literal["audience_by_age", "audience_by_sex", "reach", "frequency"]
REFUSED: tuple[Refusal, ...] = ("audience_by_age", "audience_by_sex", "reach", "frequency")
"""Numbers of the trade that are never computed: nobody's age or sex is estimated, and nobody is recognised."""


class Multiplier(Interval):
    """Impression multiplier λ · W: mean number of visits in view at a moment of measuring, with its interval over
    `days`. It is the audience at a moment. Plays times the multiplier are not the gross impressions, which are all
    visits that come by during the plays.
    """

    days: int


class WeekHour(Multiplier):
    """Impression multiplier of one local hour of the week; `weekday` 0 is Monday. A window counts in the hour in which
    it ends.
    """

    weekday: int
    hour: int


class Impressions(Value):
    """Impressions of one ad. `counted`: faces; people who show none do not count.

    `share_of_voice`: play seconds of the ad, divided by all play seconds of its kiosks on its days.
    `overlapping_visits`: the gross impressions, modelled; a visit counts at each play that it overlaps.
    `opportunity_to_see`: modelled in the same way, of at least 1 s of a play. Both count the plays on the days on which
    their kiosk measured. `exposed`: the same as counted in the published reactions, which cover only part of the plays.
    `likelihood_to_see`: visits that looked for 1 s or more. `sensed_share`: share of the time of the windows in which
    the cameras measured. `from` and `to`: at most the last 92 days of the ad. `refused`: numbers that are never
    computed.
    """

    schema_: Literal["vitrina.impressions/1"] = Field("vitrina.impressions/1", alias="schema")
    tenant: str
    creative: str
    from_: date | None = Field(alias="from")
    to: date | None
    generated: datetime
    simulated: bool
    counted: Literal["faces"] = "faces"
    plays: int
    play_s: float
    share_of_voice: float | None
    overlapping_visits: float | None
    overlapping_visits_interval: OverDays
    opportunity_to_see: float | None
    opportunity_to_see_interval: OverDays
    exposed: int | None
    likelihood_to_see: Seen | None
    multiplier: Multiplier
    week_hours: list[WeekHour]
    sensed_share: float | None
    reported_share: float | None
    refused: list[Refusal] = Field(list(REFUSED))
