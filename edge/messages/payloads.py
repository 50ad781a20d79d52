"""Types of all messages that leave the device. Each type rounds and bounds its own values, so nothing finer leaves.

A number with noise has no bounds: it may lie outside its range, at any distance.

The types are strict and frozen and take no further fields. Every number is finite; a withheld number is null.
"""

from math import ceil
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from edge.messages.wire import NAME, TIME, time_s

MEDIA_SECONDS = 601  # 0 to 600: a curve has no more cells
TEXT_LENGTH = 400
REASONS = 20
ERROR_STEPS_S = (0.02, 0.05, 0.1, 0.2, 0.5)
"""Steps to which the error of a play is rounded up: with more people in view, a machine at its limit is later."""


def _rounded(digits: int) -> AfterValidator:
    return AfterValidator(lambda value: round(value, digits) + 0.0)  # + 0.0: no -0.0 on the wire


def _to_5_percent(share: float) -> float:
    return round(round(share * 20) / 20, 2)


def _up_to_5_percent(share: float) -> float:
    return min(1.0, round(ceil(round(share * 20, 6)) / 20, 2))


def _to_error_step(error_s: float) -> float:
    return next((step_s for step_s in ERROR_STEPS_S if error_s <= step_s), float(ceil(error_s)))


def _to_5_degrees(temperature_c: float) -> float:
    return round(temperature_c / 5) * 5.0


def _real_time(text: str) -> str:
    time_s(text)
    return text


Use = Literal["shop", "research"]
Name = Annotated[str, Field(pattern=f"^{NAME}$", max_length=64)]
CreativeId = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,64}$", max_length=64)]
Label = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,64}$", max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
Uuid7 = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", max_length=36)
]
Time = Annotated[
    str,
    Field(pattern=f"^{TIME}$", max_length=24, json_schema_extra={"format": "date-time"}),
    AfterValidator(_real_time),
]
Count = Annotated[int, Field(ge=0)]
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]  # every JSON reader holds these numbers exactly
Share = Annotated[float, Field(ge=0, le=1), _rounded(2)]
Seconds = Annotated[float, Field(ge=0), _rounded(1)]
Decimal1 = Annotated[float, _rounded(1)]
Decimal2 = Annotated[float, _rounded(2)]
Decimal3 = Annotated[float, _rounded(3)]
Positive1 = Annotated[float, Field(ge=0), _rounded(1)]
Share5 = Annotated[float, Field(ge=0), AfterValidator(_to_5_percent)]
CountCells = Annotated[tuple[Count, ...], Field(max_length=MEDIA_SECONDS)]
MaybeCountCells = Annotated[tuple[Count | None, ...], Field(max_length=MEDIA_SECONDS)]
Cells2 = Annotated[tuple[Decimal2 | None, ...], Field(max_length=MEDIA_SECONDS)]
Cells3 = Annotated[tuple[Decimal3 | None, ...], Field(max_length=MEDIA_SECONDS)]


class PayloadPart(BaseModel):
    """Base of every type here."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Payload(PayloadPart):
    """First fields of every message."""

    schema_: str = Field(alias="schema", max_length=64, description="name and version of this kind of message")
    tenant: Name = Field(description="the tenant that runs the kiosk")
    site: Name = Field(description="the shop")
    device: Name = Field(description="the kiosk in the shop")


class Kept(Payload):
    """Fields of every message that goes through the outbox."""

    id: Uuid7 = Field(description="unique for ever (UUIDv7); the key by which a subscriber drops duplicates")
    seq: Seq = Field(description="number of the message, per device; +1 each, never reused, survives restarts")
    at: Time = Field(description="time at which the message was made (UTC)")


class Latest(Payload):
    """Fields of every message of which only the latest counts."""

    at: Time = Field(description="time at which the message was made (UTC)")
    first_seq: Seq = Field(
        description="oldest message still kept; last_seq + 1 if none is kept. Messages below it are lost"
    )
    last_seq: Count = Field(description="newest message; a subscriber that has fewer asks for the rest with cmd/resend")


# window -------------------------------------------------------------------------------------------------------------


class Looked(PayloadPart):
    """Number of visits by attentive time."""

    s0_5: Count = Field(alias="0.5", description="visits with at least 0.5 attentive seconds")
    s1: Count = Field(alias="1", description="visits with at least 1 attentive second; these are the watchers")
    s2: Count = Field(alias="2", description="visits with at least 2 attentive seconds")
    s5: Count = Field(alias="5", description="visits with at least 5 attentive seconds")


class Dwell(PayloadPart):
    """Number of visits by dwell. Each class begins at its name, in seconds, and ends where the next class begins."""

    s0: Count = Field(alias="0", description="visits that stayed less than 2 s")
    s2: Count = Field(alias="2", description="visits that stayed from 2 s to less than 5 s")
    s5: Count = Field(alias="5", description="visits that stayed from 5 s to less than 15 s")
    s15: Count = Field(alias="15", description="visits that stayed from 15 s to less than 30 s")
    s30: Count = Field(alias="30", description="visits that stayed from 30 s to less than 60 s")
    s60: Count = Field(alias="60", description="visits that stayed 60 s or more")


class Window(Kept):
    """Flow of people before the screen: counts and means over one batch of visits."""

    schema_: Literal["vitrina.window/1"] = Field(alias="schema", description="name and version of this kind of message")
    from_: Time = Field(alias="from", description="start of the batch; the `to` of the previous window of that day")
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(description="minimum number of people behind this window")
    visits: Count = Field(description="visits of the batch: stays of people before the screen")
    watchers: Count = Field(description="visits with at least 1.0 s of attentive time")
    dwell_s: Seconds | None = Field(description="mean time present per visit, in seconds; null without visits")
    looked: Looked = Field(description="visits by attentive time")
    dwell: Dwell = Field(description="visits by time present")
    coverage: Share = Field(
        description="share of [from, to) in which the camera was sensing; rounded down to a quarter if a pause ended it"
    )
    level_db: Decimal1 | None = Field(
        description="mean sound level in dB; null without a microphone or with too few people"
    )


# reaction -----------------------------------------------------------------------------------------------------------


class Arm(PayloadPart):
    """Arm of an experiment."""

    id: Label = Field(description="name of the experiment")
    arm: Label = Field(description="arm of the experiment")


class Body(PayloadPart):
    """Means over the consented wearers of sensor kits, with noise."""

    n: Count = Field(description="number of wearers behind these values, at least k_reaction")
    arousal: Decimal2 = Field(description="mean arousal measured on the body, over the wearers")
    hr_bpm: Decimal1 | None = Field(description="mean heart rate per minute, over the wearers; null if unknown")
    scr_per_min: Decimal1 | None = Field(
        description="mean number of skin conductance responses per minute; null if unknown"
    )


class Curve(PayloadPart):
    """Reaction over the creative's media seconds, with noise. All lists have one length; null: too few people, or an
    expression number that the reader does not tell."""

    step_s: Annotated[int, Field(ge=1)] = Field(description="length of a cell in media seconds")
    watchers: CountCells = Field(description="watchers with an attentive frame in that media second")
    n: MaybeCountCells = Field(
        description="watchers with a verdict in that media second; without a reader, attentive watchers"
    )
    positive: Cells2 = Field(description="mean probability of happiness, over those n")
    negative: Cells2 = Field(description="mean probability of anger, contempt, disgust, fear or sadness, over those n")
    surprise: Cells2 = Field(description="mean probability of surprise, over those n")
    valence: Cells2 = Field(description="mean valence, -1 unpleasant to 1 pleasant, over those n")
    arousal: Cells2 = Field(description="mean arousal of the expression, -1 calm to 1 excited, over those n")
    laughter: Cells3 = Field(
        description="share of the exposed visits present in that media second with laughter in the room"
    )

    @model_validator(mode="after")
    def _one_length(self) -> "Curve":
        cells = (self.n, self.positive, self.negative, self.surprise, self.valence, self.arousal, self.laughter)
        if any(len(row) != len(self.watchers) for row in cells):
            raise ValueError("the lists of a curve are of different lengths")
        return self


class Models(PayloadPart):
    """Networks and tables behind the numbers."""

    expression: Label = Field(
        description="reader of expressions, with the first 12 digits of its file's SHA-256; `none`: faces are not read"
    )
    valence: Label = Field(description="table or network behind valence and arousal; `none`: they are not told")
    voice: Label | None = Field(None, description="network that detects laughter; left out if none runs")
    body: Label | None = Field(None, description="network behind `body`; left out without sensor kits")


class Reaction(Kept):
    """Reaction to one creative: attention, expressions and laughter of its watchers, in total and by media second."""

    schema_: Literal["vitrina.reaction/2"] = Field(
        alias="schema", description="name and version of this kind of message"
    )
    from_: Time = Field(
        alias="from", description="start of the batch: start of the first window since the last reaction"
    )
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(description="minimum number of people behind every expression number (k_reaction)")
    creative: CreativeId = Field(description="the advert")
    experiment: Arm | None = Field(description="the experiment's arm; null outside experiments")
    plays: Count = Field(description="plays of the creative that overlap [from, to)")
    exposed: Count = Field(description="visits that were present during at least 1 s of the creative")
    watchers: Count = Field(description="exposed visits with at least 1.0 s of attentive time to this creative")
    attention_s: Seconds = Field(description="mean attentive seconds per exposed visit")
    noise: Annotated[float, Field(ge=0), _rounded(2)] = Field(
        description="scale of the Laplace noise on the sums behind expressions, laughter cells and body; 0: none"
    )
    n: Count = Field(
        description="watchers with at least 1 s of verdicts; only they count in the expression numbers."
        " Without a reader of expressions: all watchers"
    )
    positive: Decimal2 | None = Field(
        description="mean probability of happiness (a smile), over the n watchers; null if the reader does not tell it"
    )
    negative: Decimal2 | None = Field(
        description="mean probability of anger, contempt, disgust, fear or sadness, over the n watchers;"
        " null if the reader does not tell it"
    )
    surprise: Decimal2 | None = Field(
        description="mean probability of surprise, over the n watchers; null if the reader does not tell it"
    )
    valence: Decimal2 | None = Field(
        description="mean valence, -1 unpleasant to 1 pleasant, over the n watchers;"
        " null if the reader does not tell it"
    )
    arousal: Decimal2 | None = Field(
        description="mean arousal of the expression, -1 calm to 1 excited, over the n watchers;"
        " null if the reader does not tell it"
    )
    abstained: Share | None = Field(
        description="share of the n watchers' attentive time in which the reader abstained; null without a reader"
    )
    laughter_s: Seconds | None = Field(
        description="mean seconds with laughter in the room per exposed visit; null if unknown"
    )
    body: Body | None = Field(description="from sensor kits; null without kits or with fewer than k_reaction wearers")
    curve: Curve = Field(description="the same numbers for each media second of the creative")
    models: Models = Field(description="networks and tables behind the numbers")


# play ---------------------------------------------------------------------------------------------------------------


class ArmAndBlock(Arm):
    """Arm and block of an experiment."""

    block: int | None = Field(description="block of the experiment's schedule; null without blocks")


class Play(Kept):
    """Proof of play: exact times of one play of a creative. It carries no person."""

    schema_: Literal["vitrina.play/1"] = Field(alias="schema", description="name and version of this kind of message")
    creative: CreativeId = Field(description="the advert")
    start: Time = Field(description="time at which the play began")
    end: Time = Field(description="time at which the play ended")
    media_from_s: Seconds = Field(description="media second at the start of the play")
    media_to_s: Seconds = Field(description="media second at the end of the play")
    complete: bool = Field(description="true if the play showed the creative from start to end")
    experiment: ArmAndBlock | None = Field(description="the experiment's arm and block; null outside experiments")
    feed: Label = Field(description="origin of the play report, such as `player`, `playlist` or `file`")
    error_s: Annotated[float, Field(ge=0), AfterValidator(_to_error_step)] = Field(
        description="largest error of start and end, rounded up to 0.02, 0.05, 0.1, 0.2, 0.5 or whole seconds"
    )
    position: Count | None = Field(
        None, description="position in its block, or in its cycle outside experiments, from 0 on"
    )
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$", max_length=12)] | None = Field(
        None, description="first 12 hex digits of the SHA-256 of the file that was shown"
    )
    dropped: Annotated[float, Field(ge=0, le=1), AfterValidator(_up_to_5_percent)] | None = Field(
        None, description="share of the frames that the screen did not show, rounded up to 0.05"
    )


# comments -----------------------------------------------------------------------------------------------------------


class Comments(Kept):
    """Comments that visitors typed, by class: counts with noise over one batch. No text ever leaves the kiosk."""

    schema_: Literal["vitrina.comments/1"] = Field(
        alias="schema", description="name and version of this kind of message"
    )
    from_: Time = Field(alias="from", description="start of the batch; the `to` of the previous one of that creative")
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(
        description="minimum number of people behind the batch (k_reaction): ten-minute slots of UTC with a comment"
    )
    creative: CreativeId | None = Field(
        description="the advert that was shown when the comments were written; null if none was"
    )
    n: int = Field(description="sum of the four counts below, with their noise")
    negative: int = Field(description="negative comments, with noise of scale 2: may be below 0")
    neutral: int = Field(description="neutral comments, with noise of scale 2: may be below 0")
    positive: int = Field(description="positive comments, with noise of scale 2: may be below 0")
    unclear: int = Field(description="comments that the network could not place, with noise of scale 2: may be below 0")

    @model_validator(mode="after")
    def _sum(self) -> "Comments":
        if self.n != self.negative + self.neutral + self.positive + self.unclear:
            raise ValueError("n is not the sum of the four counts")
        return self


# state, alert -------------------------------------------------------------------------------------------------------


class State(Latest):
    """State of the kiosk, with reasons. Retained; the broker publishes `offline` once the kiosk is gone."""

    schema_: Literal["vitrina.state/1"] = Field(alias="schema", description="name and version of this kind of message")
    state: Literal["sensing", "paused", "degraded", "offline"] = Field(description="current state of the kiosk")
    reasons: Annotated[tuple[Text, ...], Field(max_length=REASONS)] = Field(
        description="reasons why the kiosk is not just sensing"
    )
    at: Time = Field(
        description="time at which the message was made (UTC); while paused, rounded down to the length of a window"
    )
    since: Time = Field(description="start of this state; of a pause, rounded down to the length of a window")
    version: Label = Field(description="version of Vitrina")
    use: Use = Field(description="`shop`, or `research`: mark such data wherever they are shown, they are of no shop")
    reader: Text = Field(description="reader of expressions: its name and hash or `none`, and why, in a sentence")
    playlist: Seq | None = Field(description="version of central's playlist that plays; null without one")


class Alert(Kept):
    """Alert: a problem that needs a person. Published again with `cleared` once the problem is over."""

    schema_: Literal["vitrina.alert/1"] = Field(alias="schema", description="name and version of this kind of message")
    code: CreativeId = Field(
        description="kind of problem, such as `camera.lost`; docs/troubleshooting.md explains each"
    )
    severity: Literal["info", "warning", "error"] = Field(description="severity of the problem")
    text: Text = Field(description="what happened, where, what to do")
    raised: Time = Field(
        description="start of the problem; of a kit rounded up to the full hour, of a consent to the day's end"
    )
    cleared: Time | None = Field(description="end of the problem, rounded like its start; null until then")


# health -------------------------------------------------------------------------------------------------------------
# Values that move with the number of people in view are spreads since the last published window, null before one.


class Spread(PayloadPart):
    """Spread of a number since the last published window."""

    p50: Positive1 = Field(description="median: the number was at most this for half of the time")
    p95: Positive1 = Field(description="the number was at most this for 95 % of the time")


class Load(PayloadPart):
    """Spread of a load since the last published window, to 0.05."""

    p50: Share5 = Field(description="median, to 0.05: the load was at most this for half of the time")
    p95: Share5 = Field(description="the load was at most this for 95 % of the time, to 0.05")


class CameraVitals(PayloadPart):
    """Health of the camera, before any frame is analysed."""

    rate_hz: Positive1 | None = Field(
        description="frames per second from the camera, over the seconds between those with frames; null without any"
    )
    dropped: Count = Field(description="frames that the camera lost or damaged, since the start")


class OutboxVitals(PayloadPart):
    """Messages that are kept on the device."""

    rows: Count = Field(description="messages kept, sent ones included")
    unsent: Count = Field(description="messages that the broker does not have yet")
    bytes: Count = Field(description="size of the outbox's file")
    dropped: Count = Field(description="messages dropped unsent because of age or size, since the outbox was created")


class ClockVitals(PayloadPart):
    """Health of the kiosk's clock."""

    valid: bool = Field(description="true if the clock is known to be right; messages are held until then")
    error_s: Annotated[float, Field(ge=0), _rounded(3)] | None = Field(
        description="largest error of the clock, in seconds; null if unknown"
    )


class MicrophoneVitals(PayloadPart):
    """Health of the microphone, before any audio is analysed."""

    lost: Count = Field(description="number of times that the microphone was lost or could not be opened")
    dropped_s: Seconds = Field(description="seconds of audio dropped because there was no time to analyse them")


class KitVitals(PayloadPart):
    """Health of the data from all sensor kits together. It carries nothing about the wearers."""

    bad: Count = Field(description="frames and lines with a failed check")
    lost: Count = Field(description="samples that are missing by the kits' own numbering or clock")
    dropped: Count = Field(description="samples that had no usable time or came too fast")


class Vitals(PayloadPart):
    """Health values of the kiosk. They carry nothing about the people before it."""

    version: Label = Field(description="version of Vitrina")
    uptime_s: Count = Field(description="whole seconds since the start of the kiosk")
    camera: CameraVitals = Field(description="the camera, before any frame is analysed")
    detector_ms: Spread | None = Field(description="duration of a detector call, in milliseconds")
    expression_ms: Spread | None = Field(description="duration of an expression call, in milliseconds")
    expression_hz: Spread | None = Field(description="expression calls per second")
    analysed_hz: Spread | None = Field(
        description="frames per second that were analysed, or left out because they were not needed"
    )
    dropped_hz: Spread | None = Field(description="frames per second dropped after the camera")
    cpu: Load | None = Field(description="share of the machine's processors that Vitrina uses")
    memory: Load | None = Field(description="share of the machine's memory that Vitrina uses")
    temperature_c: Annotated[float, AfterValidator(_to_5_degrees)] | None = Field(
        description="temperature of the processor in °C, to 5 degrees: it was at most this for 95 % of the time; null "
        "if it cannot be read"
    )
    outbox: OutboxVitals = Field(description="messages kept on the device")
    clock: ClockVitals = Field(description="the kiosk's clock")
    models: Annotated[
        dict[Name, Label], Field(max_length=REASONS, json_schema_extra={"additionalProperties": False})
    ] = Field(description="task to network: name and the first 12 digits of its file's SHA-256")
    late_plays: Count = Field(
        description="plays reported more than 30 s after their end, without a reaction; since the start"
    )
    bad_commands: Count = Field(description="number of malformed commands since the start")
    bad_plays: Count = Field(
        0, description="plays and reports of another player that were refused or not understood, since the start"
    )
    bad_values: Count = Field(
        description="frames and samples dropped because of invalid numbers or times, since the start"
    )
    microphone: MicrophoneVitals | None = Field(
        description="counts from the start to the last published window; null before one, and without a microphone"
    )
    kits: KitVitals | None = Field(
        description="counts from the start to the last published window; null before one, and without kits"
    )
    withheld: Count | None = Field(
        description="people of the last day who are in no window, at least so many, in multiples of k; null until a"
        " day has ended, and after a day about fewer than k people"
    )
    one_place: bool | None = Field(
        description="true if over 30 % of the last day's visits, of 20 at least, began and ended at one place inside"
        " the picture, as visits of unmasked staff do; null as withheld is"
    )


class Health(Vitals, Latest):
    """Health of the kiosk, every 60 s."""

    schema_: Literal["vitrina.health/1"] = Field(alias="schema", description="name and version of this kind of message")
