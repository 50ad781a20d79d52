"""Messages about the state of a kiosk and its problems."""

from typing import Annotated, Literal

from pydantic import Field

from edge.messages.payloads.base import Kept, Latest
from edge.messages.payloads.fields import REASONS, Count, CreativeId, Label, PayloadPart, Seq, Text, Time, Use

STAFF_NOT_DECLARED = "staff: not declared"
"""Reason of the state while nobody has declared whether staff work in view. Until then, no faces are analysed."""


class Software(PayloadPart):
    """The program of a kiosk that takes signed programs, and the step of its newest update."""

    version: Label = Field(description="version that is installed")
    wanted: Label | None = Field(
        description="version that the plan wants, also after the kiosk went back from it; null without a plan"
    )
    step: Literal["idle", "fetched", "checked", "switched", "probation", "kept", "returned"] = Field(
        description="step of the newest update: `probation` while the kiosk tries the version, then `kept`, or "
        "`returned` to the former version"
    )
    since: Time = Field(description="start of the step, rounded down to the full hour")


class RemoteSettings(PayloadPart):
    """The signed settings of a kiosk that takes settings from afar."""

    counter: Count | None = Field(description="counter of the signed settings in force; null before the first ones")


class State(Latest):
    """State of the kiosk, with reasons. Retained; the broker publishes `offline` once the kiosk is gone."""

    schema_: Literal["vitrina.state/1"] = Field(alias="schema", description="name and version of this kind of message")
    state: Literal["sensing", "paused", "degraded", "offline"] = Field(description="current state of the kiosk")
    reasons: Annotated[tuple[Text, ...], Field(max_length=REASONS)] = Field(
        description="reasons why the kiosk is in another state than sensing"
    )
    at: Time = Field(
        description="time at which the message was made (UTC); while paused, rounded down to the length of a window"
    )
    since: Time = Field(description="start of this state; of a pause, rounded down to the length of a window")
    version: Label = Field(description="version of Vitrina")
    use: Use = Field(
        description="intended purpose: `shop` or `research` (vitrina docs purpose). Mark research data wherever you "
        "show them, because they are not from a shop"
    )
    reader: Text = Field(description="expression model: its name and hash or `none`, and why, in a sentence")
    playlist: Seq | None = Field(
        description="version of the central server's playlist that is playing; null without one"
    )
    software: Software | None = Field(
        description="program and its update; null without [fleet]. It depends on nobody in view"
    )
    settings: RemoteSettings | None = Field(description="settings from afar; null without [fleet]")


class Alert(Kept):
    """Alert: a problem that needs a person. Published again with `cleared` once the problem is over."""

    schema_: Literal["vitrina.alert/1"] = Field(alias="schema", description="name and version of this kind of message")
    code: CreativeId = Field(description="kind of problem, such as `camera.lost`; see vitrina docs alerts")
    severity: Literal["info", "warning", "error"] = Field(description="severity of the problem")
    text: Text = Field(description="what happened, where, what to do")
    raised: Time = Field(
        description="start of the problem; for a kit rounded up to the full hour, for a consent to the day's end"
    )
    cleared: Time | None = Field(description="end of the problem, rounded like its start; null until then")
