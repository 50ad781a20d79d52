"""Message about the health of a kiosk.

Values that change with the number of people in view are reported as a median and a 95 % quantile since the last
published window. They are null before the first window.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from edge.messages.payloads.base import Latest
from edge.messages.payloads.fields import (
    REASONS,
    Count,
    Label,
    Name,
    PayloadPart,
    Positive1,
    Seconds,
    Share5,
    rounding_validator,
)


def _to_5_degrees(temperature_c: float) -> float:
    return round(temperature_c / 5) * 5.0


class Spread(PayloadPart):
    """Spread of a number since the last published window."""

    p50: Positive1 = Field(description="median: for half of the time the number was at most this")
    p95: Positive1 = Field(description="for 95 % of the time the number was at most this")


class Load(PayloadPart):
    """Spread of a load since the last published window, to 0.05."""

    p50: Share5 = Field(description="median, to 0.05: for half of the time the load was at most this")
    p95: Share5 = Field(description="for 95 % of the time the load was at most this, to 0.05")


class CameraVitals(PayloadPart):
    """Health of the camera."""

    rate_hz: Positive1 | None = Field(
        description="frames per second from the camera: the median since the last published window, rounded to a "
        "whole number"
    )
    dropped: Count = Field(
        description="frames that the camera lost or damaged since the start, in windows without a local pause"
    )


class OutboxVitals(PayloadPart):
    """Messages that are kept on the kiosk."""

    rows: Count = Field(description="messages kept, sent ones included")
    unsent: Count = Field(description="messages that the broker has not received yet")
    bytes: Count = Field(description="size of the outbox's file")
    dropped: Count = Field(description="messages dropped unsent because of age or size, since the outbox was created")


class ClockVitals(PayloadPart):
    """Health of the kiosk's clock."""

    valid: bool = Field(description="true if the clock is known to be right; until then messages are queued")
    error_s: Annotated[float, Field(ge=0), rounding_validator(3)] | None = Field(
        description="largest error of the clock, in seconds; null if unknown"
    )


class MicrophoneVitals(PayloadPart):
    """Health of the microphone, before any audio is analysed."""

    lost: Count = Field(description="number of times that the microphone was lost or could not be opened")
    dropped_s: Seconds = Field(description="seconds of audio dropped because there was no time to analyse them")


class KitVitals(PayloadPart):
    """Health of the data from all sensor kits together. It contains nothing about the wearers."""

    bad: Count = Field(description="frames and lines with a failed check")
    lost: Count = Field(description="samples that are missing according to the kits' own numbering or clock")
    dropped: Count = Field(description="samples that had no usable time or came too fast")


class Vitals(PayloadPart):
    """Health values of the kiosk. They contain nothing about the people in front of it."""

    version: Label = Field(description="version of Vitrina")
    uptime_s: Count = Field(description="whole seconds since the start of the kiosk")
    camera: CameraVitals = Field(description="the camera, before any frame is analysed")
    detector_ms: Spread | None = Field(description="duration of a detector call, in milliseconds")
    expression_ms: Spread | None = Field(description="duration of an expression call, in milliseconds")
    expression_hz: Spread | None = Field(description="expression calls per second")
    analysed_hz: Spread | None = Field(
        description="frames per second that were analysed, or skipped because they were not needed"
    )
    dropped_hz: Spread | None = Field(description="frames per second dropped after the camera")
    cpu: Load | None = Field(description="share of the kiosk's processors that Vitrina uses")
    memory: Load | None = Field(description="share of the kiosk's memory that Vitrina uses")
    temperature_c: Annotated[float, AfterValidator(_to_5_degrees)] | None = Field(
        description="temperature of the processor in °C, to 5 degrees: for 95 % of the time it was at most this; "
        "null if it cannot be read"
    )
    outbox: OutboxVitals = Field(description="messages kept on the kiosk")
    clock: ClockVitals = Field(description="the kiosk's clock")
    models: Annotated[
        dict[Name, Label], Field(max_length=REASONS, json_schema_extra={"additionalProperties": False})
    ] = Field(description="model for each task: its name and the first 12 digits of its file's SHA-256")
    late_plays: Count = Field(
        description="plays reported more than 30 s after their end, without a reaction; since the start"
    )
    bad_commands: Count = Field(description="number of malformed commands since the start")
    bad_plays: Count = Field(
        0, description="plays and reports of another player that were refused or not understood, since the start"
    )
    bad_values: Count = Field(
        description="frames and samples dropped because of invalid numbers or times since the start, in windows "
        "without a local pause"
    )
    microphone: MicrophoneVitals | None = Field(
        description="counts from the start to the last published window; null before one, and without a microphone"
    )
    kits: KitVitals | None = Field(
        description="counts from the start to the last published window; null before one, and without kits"
    )
    withheld: Count | None = Field(
        description="minimum number of people of the last day who are in no window, in multiples of k; null "
        "until a day has ended, and after a day with fewer than k people"
    )
    one_place: bool | None = Field(
        description="true if over 20 % of the last day's watchers stood at one place inside the image in three hours "
        "or more, as unmasked staff do; null when withheld is"
    )


class Health(Vitals, Latest):
    """Health of the kiosk, every 60 s."""

    schema_: Literal["vitrina.health/1"] = Field(alias="schema", description="name and version of this kind of message")
