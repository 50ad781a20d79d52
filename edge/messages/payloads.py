"""The types of what leaves the device. Each rounds and bounds its own values, so that nothing finer and nothing else
leaves: strict, frozen, no further fields, no number that is not finite, null where a number may not be told.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from edge.messages.wire import NAME, TIME, time_s

MEDIA_SECONDS = 601  # 0 to 600: a curve has no more cells
TEXT_LENGTH = 400
REASONS = 20


def _rounded(digits: int) -> AfterValidator:
    return AfterValidator(lambda value: round(value, digits) + 0.0)  # + 0.0: no -0.0 on the wire


def _to_5_percent(share: float) -> float:
    return round(round(share * 20) / 20, 2)


def _to_5_degrees(temperature_c: float) -> float:
    return round(temperature_c / 5) * 5.0


def _real_time(text: str) -> str:
    time_s(text)
    return text


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
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]  # what every JSON reader holds exactly
Share = Annotated[float, Field(ge=0, le=1), _rounded(2)]
Signed = Annotated[float, Field(ge=-1, le=1), _rounded(2)]  # valence and arousal
Seconds = Annotated[float, Field(ge=0), _rounded(1)]
Decimal1 = Annotated[float, _rounded(1)]
Positive1 = Annotated[float, Field(ge=0), _rounded(1)]
Share5 = Annotated[float, Field(ge=0), AfterValidator(_to_5_percent)]
CountCells = Annotated[tuple[Count, ...], Field(max_length=MEDIA_SECONDS)]
MaybeCountCells = Annotated[tuple[Count | None, ...], Field(max_length=MEDIA_SECONDS)]
ShareCells = Annotated[tuple[Share | None, ...], Field(max_length=MEDIA_SECONDS)]
SignedCells = Annotated[tuple[Signed | None, ...], Field(max_length=MEDIA_SECONDS)]


class Part(BaseModel):
    """What every type here is."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Payload(Part):
    """What every message begins with."""

    schema_: str = Field(alias="schema", max_length=64, description="name and version of this kind of message")
    tenant: Name = Field(description="whose kiosk it is")
    site: Name = Field(description="the shop")
    device: Name = Field(description="the kiosk in the shop")


class Kept(Payload):
    """What every message that goes through the outbox has."""

    id: Uuid7 = Field(description="unique for ever (UUIDv7); the key by which a subscriber drops duplicates")
    seq: Seq = Field(description="number of the message, per device; +1 each, never reused, survives restarts")
    at: Time = Field(description="when the message was made (UTC)")


class Latest(Payload):
    """What every message has of which only the latest counts."""

    at: Time = Field(description="when the message was made (UTC)")
    first_seq: Seq = Field(
        description="the oldest message still kept; last_seq + 1 where none is. Below it a gap is loss"
    )
    last_seq: Count = Field(description="the newest message; a subscriber that has less asks with cmd/resend")


# window -------------------------------------------------------------------------------------------------------------


class Looked(Part):
    """Visits by attentive time."""

    s0_5: Count = Field(alias="0.5", description="visits with at least 0.5 attentive seconds")
    s1: Count = Field(alias="1", description="visits with at least 1 attentive second; these are the watchers")
    s2: Count = Field(alias="2", description="visits with at least 2 attentive seconds")
    s5: Count = Field(alias="5", description="visits with at least 5 attentive seconds")


class Dwell(Part):
    """Visits by dwell; each class begins at its name, in seconds, and ends where the next begins."""

    s0: Count = Field(alias="0", description="visits that stayed less than 2 s")
    s2: Count = Field(alias="2", description="visits that stayed from 2 s to less than 5 s")
    s5: Count = Field(alias="5", description="visits that stayed from 5 s to less than 15 s")
    s15: Count = Field(alias="15", description="visits that stayed from 15 s to less than 30 s")
    s30: Count = Field(alias="30", description="visits that stayed from 30 s to less than 60 s")
    s60: Count = Field(alias="60", description="visits that stayed 60 s or more")


class Window(Kept):
    """The flow of people: what the visits of one batch have in common."""

    schema_: Literal["vitrina.window/1"] = Field(alias="schema", description="name and version of this kind of message")
    from_: Time = Field(alias="from", description="begin of the batch; the `to` of the window told before it that day")
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(description="the smallest number of people that this window may be about")
    visits: Count = Field(description="visits of the batch: people's stays before the screen")
    watchers: Count = Field(description="visits with at least 1.0 s of attentive time")
    dwell_s: Seconds | None = Field(description="mean time present per visit, in seconds; null where there is no visit")
    looked: Looked = Field(description="visits by attentive time")
    dwell: Dwell = Field(description="visits by time present")
    coverage: Share = Field(description="share of [from, to) in which the camera was sensing")
    level_db: Decimal1 | None = Field(
        description="mean sound level in dB; null without a microphone or with too few people"
    )


# reaction -----------------------------------------------------------------------------------------------------------


class Arm(Part):
    """Which arm of which experiment."""

    id: Label = Field(description="name of the experiment")
    arm: Label = Field(description="arm of the experiment")


class Body(Part):
    """What the consented wearers of sensor kits have in common."""

    n: Count = Field(description="wearers behind these numbers, at least k_reaction")
    arousal: Signed = Field(description="mean arousal from the body, over the wearers")
    hr_bpm: Positive1 | None = Field(description="mean heart rate per minute, over the wearers; null where not known")
    scr_per_min: Positive1 | None = Field(description="mean skin conductance responses a minute; null where not known")


class Curve(Part):
    """The reaction over the creative's media seconds; all lists are of one length, null where too few people."""

    step_s: Annotated[int, Field(ge=1)] = Field(description="length of a cell in media seconds")
    watchers: CountCells = Field(description="watchers with an attentive frame in that media second")
    n: MaybeCountCells = Field(description="watchers with a verdict in that media second")
    positive: ShareCells = Field(description="mean probability of happiness, over those n")
    negative: ShareCells = Field(
        description="mean probability of anger, contempt, disgust, fear or sadness, over those n"
    )
    surprise: ShareCells = Field(description="mean probability of surprise, over those n")
    valence: SignedCells = Field(description="mean valence, -1 unpleasant to 1 pleasant, over those n")
    arousal: SignedCells = Field(description="mean arousal of the expression, -1 calm to 1 excited, over those n")
    laughter: ShareCells = Field(description="share of the exposed visits present then with laughter in the room")

    @model_validator(mode="after")
    def _one_length(self) -> "Curve":
        cells = (self.n, self.positive, self.negative, self.surprise, self.valence, self.arousal, self.laughter)
        if any(len(row) != len(self.watchers) for row in cells):
            raise ValueError("the lists of a curve are of different lengths")
        return self


class Models(Part):
    """Which networks and tables the numbers come from."""

    expression: Label = Field(description="the expression network and the first 12 digits of its file's SHA-256")
    valence: Label = Field(description="the table or network that valence and arousal come from")
    voice: Label | None = Field(None, description="the network that hears laughter; left out where none listened")
    body: Label | None = Field(None, description="the network behind `body`; left out where no sensor kit was read")


class Reaction(Kept):
    """What one creative did to its watchers, and when."""

    schema_: Literal["vitrina.reaction/1"] = Field(
        alias="schema", description="name and version of this kind of message"
    )
    from_: Time = Field(
        alias="from", description="begin of the batch: of the first window told since the last reaction"
    )
    to: Time = Field(description="end of the batch, not included")
    k: Count = Field(
        description="the smallest number of people that an expression number here may be about (k_reaction)"
    )
    creative: CreativeId = Field(description="the advert")
    experiment: Arm | None = Field(description="the experiment's arm; null outside experiments")
    plays: Count = Field(description="plays of the creative that overlap [from, to)")
    exposed: Count = Field(description="visits present during at least 1 s of the creative")
    watchers: Count = Field(description="exposed visits with at least 1.0 s of attentive time to this creative")
    attention_s: Seconds = Field(description="mean attentive seconds per exposed visit")
    n: Count = Field(description="watchers with at least 1 s of verdicts; every expression number is over them alone")
    positive: Share = Field(description="mean probability of happiness, over the n watchers")
    negative: Share = Field(
        description="mean probability of anger, contempt, disgust, fear or sadness, over the n watchers"
    )
    surprise: Share = Field(description="mean probability of surprise, over the n watchers")
    valence: Signed = Field(description="mean valence, -1 unpleasant to 1 pleasant, over the n watchers")
    arousal: Signed = Field(description="mean arousal of the expression, -1 calm to 1 excited, over the n watchers")
    abstained: Share = Field(description="share of the n watchers' attentive time for which the network would not say")
    laughter_s: Seconds | None = Field(
        description="mean seconds with laughter in the room per exposed visit; null if unknown"
    )
    body: Body | None = Field(description="from sensor kits; null without kits or with fewer than k_reaction wearers")
    curve: Curve = Field(description="the same over the creative's media seconds")
    models: Models = Field(description="which networks and tables the numbers come from")


# play ---------------------------------------------------------------------------------------------------------------


class ArmAndBlock(Arm):
    """Which arm and block of which experiment."""

    block: int | None = Field(description="block of the experiment's schedule; null where it has none")


class Play(Kept):
    """Proof of play: one showing of a creative. No person in it."""

    schema_: Literal["vitrina.play/1"] = Field(alias="schema", description="name and version of this kind of message")
    creative: CreativeId = Field(description="the advert")
    start: Time = Field(description="when it began to be shown")
    end: Time = Field(description="when it ended")
    media_from_s: Seconds = Field(description="media second at which it began")
    media_to_s: Seconds = Field(description="media second at which it ended")
    complete: bool = Field(description="whether it was shown from the creative's begin to its end")
    experiment: ArmAndBlock | None = Field(description="the experiment's arm and block; null outside experiments")
    feed: Label = Field(description="who told of the play, such as `player`, `playlist` or `file`")
    error_s: Annotated[float, Field(ge=0), _rounded(2)] = Field(
        description="how far off start and end may be, in seconds"
    )


# state, alert -------------------------------------------------------------------------------------------------------


class State(Latest):
    """Whether the kiosk senses, and if not, why. Retained; the broker tells `offline` where the kiosk is gone."""

    schema_: Literal["vitrina.state/1"] = Field(alias="schema", description="name and version of this kind of message")
    state: Literal["sensing", "paused", "degraded", "offline"] = Field(description="what the kiosk is doing")
    reasons: Annotated[tuple[Text, ...], Field(max_length=REASONS)] = Field(description="why it is not simply sensing")
    since: Time = Field(description="since when it has been in this state")
    version: Label = Field(description="version of Vitrina")


class Alert(Kept):
    """Something needs a person; told again with `cleared` when it is over."""

    schema_: Literal["vitrina.alert/1"] = Field(alias="schema", description="name and version of this kind of message")
    code: CreativeId = Field(description="what it is, such as `camera.lost`; docs/troubleshooting.md has each")
    severity: Literal["info", "warning", "error"] = Field(description="how much it matters")
    text: Text = Field(description="what happened, where, what to do")
    raised: Time = Field(description="since when it has been so")
    cleared: Time | None = Field(description="when it was over; null while it is not")


# health -------------------------------------------------------------------------------------------------------------
# What moves with the number of people in view is a spread since the last told window, null before one.


class Spread(Part):
    """How a number was spread since the last told window."""

    p50: Positive1 = Field(description="half of the time it was at most this")
    p95: Positive1 = Field(description="95 % of the time it was at most this")


class Load(Part):
    """How a load was spread since the last told window, to 0.05."""

    p50: Share5 = Field(description="half of the time it was at most this, to 0.05")
    p95: Share5 = Field(description="95 % of the time it was at most this, to 0.05")


class CameraVitals(Part):
    """The camera, before anything is looked for in its frames."""

    rate_hz: Positive1 | None = Field(description="frames a second that the camera gave; null while it gives none")
    dropped: Count = Field(description="frames that the camera lost or spoilt, since the start")


class OutboxVitals(Part):
    """The messages kept on the device."""

    rows: Count = Field(description="messages kept, sent ones included")
    unsent: Count = Field(description="messages that the broker does not have yet")
    bytes: Count = Field(description="size of the outbox's file")
    dropped: Count = Field(description="messages dropped unsent because of age or size, since the outbox was made")


class ClockVitals(Part):
    """The kiosk's clock."""

    valid: bool = Field(description="whether the clock is known to be right; messages are held until it is")
    error_s: Annotated[float, Field(ge=0), _rounded(3)] | None = Field(
        description="how far off it may be; null if unknown"
    )


class MicrophoneVitals(Part):
    """The microphone, before anything is listened for in its sound."""

    lost: Count = Field(description="times that it was lost, or could not be opened")
    dropped_s: Seconds = Field(description="seconds of sound that there was no time for")


class KitVitals(Part):
    """All sensor kits together, on their way to the device; nothing of who wears them."""

    bad: Count = Field(description="frames and lines whose check failed")
    lost: Count = Field(description="samples that the kits' own numbering or clock shows missing")
    dropped: Count = Field(description="samples without a usable time, or that came too fast")


class Vitals(Part):
    """How the kiosk is, without a word on who is before it."""

    version: Label = Field(description="version of Vitrina")
    uptime_s: Count = Field(description="whole seconds since the kiosk was started")
    camera: CameraVitals = Field(description="the camera, before anything is looked for in its frames")
    detector_ms: Spread | None = Field(description="time of a detector call, in milliseconds")
    expression_ms: Spread | None = Field(description="time of an expression call, in milliseconds")
    expression_hz: Spread | None = Field(description="expression calls a second")
    analysed_hz: Spread | None = Field(description="frames a second that were analysed")
    dropped_hz: Spread | None = Field(description="frames a second dropped after the camera")
    cpu: Load | None = Field(description="share of the machine's processors that Vitrina uses")
    memory: Load | None = Field(description="share of the machine's memory that Vitrina uses")
    temperature_c: Annotated[float, AfterValidator(_to_5_degrees)] | None = Field(
        description="of the processor, to 5 degrees; null where it cannot be read"
    )
    outbox: OutboxVitals = Field(description="the messages kept on the device")
    clock: ClockVitals = Field(description="the kiosk's clock")
    models: Annotated[
        dict[Name, Label], Field(max_length=REASONS, json_schema_extra={"additionalProperties": False})
    ] = Field(description="task to network: name and the first 12 digits of its file's SHA-256")
    late_plays: Count = Field(
        description="plays told more than 30 s after their end, without a reaction; since the start"
    )
    bad_commands: Count = Field(description="malformed commands since the start")
    bad_values: Count = Field(description="frames and samples dropped as not numbers or out of time, since the start")
    microphone: MicrophoneVitals | None = Field(
        description="counted since the start until the last told window; null before one, and without a microphone"
    )
    kits: KitVitals | None = Field(
        description="counted since the start until the last told window; null before one, and without kits"
    )
    withheld: Count | None = Field(
        description="visits of the last day that were in no window, in multiples of k; null until a day has ended"
    )
    one_place: bool | None = Field(
        description="whether over 30 % of the last day's visits began and ended at one place inside the picture,"
        " as unmasked staff do; null until a day has ended"
    )


class Health(Vitals, Latest):
    """How the kiosk is; every 60 s."""

    schema_: Literal["vitrina.health/1"] = Field(alias="schema", description="name and version of this kind of message")
