"""Message about the flow of people in front of the screen."""

from typing import Literal

from pydantic import Field

from edge.messages.payloads.base import Kept
from edge.messages.payloads.fields import Count, Decimal1, PayloadPart, Seconds, Share, Time


class Looked(PayloadPart):
    """Number of visits by attentive time."""

    s0_5: Count = Field(alias="0.5", description="visits with at least 0.5 attentive seconds")
    s1: Count = Field(alias="1", description="visits with at least 1 attentive second; these are the watchers")
    s2: Count = Field(alias="2", description="visits with at least 2 attentive seconds")
    s5: Count = Field(alias="5", description="visits with at least 5 attentive seconds")


class Dwell(PayloadPart):
    """Number of visits by dwell. Each class starts at its name, in seconds, and ends where the next class starts."""

    s0: Count = Field(alias="0", description="visits that stayed less than 2 s")
    s2: Count = Field(alias="2", description="visits that stayed from 2 s to less than 5 s")
    s5: Count = Field(alias="5", description="visits that stayed from 5 s to less than 15 s")
    s15: Count = Field(alias="15", description="visits that stayed from 15 s to less than 30 s")
    s30: Count = Field(alias="30", description="visits that stayed from 30 s to less than 60 s")
    s60: Count = Field(alias="60", description="visits that stayed 60 s or more")


class Window(Kept):
    """Flow of people in front of the screen: counts and means over one batch of visits."""

    schema_: Literal["vitrina.window/1"] = Field(alias="schema", description="name and version of this kind of message")
    from_: Time = Field(alias="from", description="start of the batch; the `to` of the previous window of that day")
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(
        description="minimum number of people in every window, as the kiosk counts people; its counts may be smaller"
    )
    visits: Count = Field(description="visits of the batch: stays of people before the screen")
    watchers: Count = Field(description="visits with at least 1.0 s of attentive time")
    dwell_s: Seconds | None = Field(description="mean time present per visit, in seconds; null without visits")
    looked: Looked = Field(description="visits by attentive time")
    dwell: Dwell = Field(description="visits by time present")
    coverage: Share = Field(
        description="share of [from, to) in which the camera was sensing; rounded down to a quarter if a pause ended "
        "the window"
    )
    level_db: Decimal1 | None = Field(
        description="mean sound level in dB; null without a microphone or with too few people"
    )
