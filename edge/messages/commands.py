"""What the kiosk can be told: the types of the commands, and bytes from the network into one of them, or into what is
wrong with them. A command never raises.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.messages.payloads import ArmAndBlock, CreativeId, Name, Seq, Text
from edge.messages.wire import ANY_TIME, Header, schema_name, time_s

MAX_BYTES = 16_384
LONGEST_S = 86_400  # of a creative
ARRIVAL_ERROR_S = 0.5  # of a play whose command says no time


def _real_time(text: str) -> str:
    time_s(text)
    return text


CommandTime = Annotated[
    str,
    Field(pattern=f"^{ANY_TIME}$", max_length=40, json_schema_extra={"format": "date-time"}),
    AfterValidator(_real_time),
]


class Command(BaseModel):
    """What every command may have. A sender may leave all of it out; what it says must agree with the topic."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    schema_: Annotated[str, Field(max_length=64)] | None = Field(
        None, alias="schema", description="name and version of this kind of command"
    )
    tenant: Name | None = Field(None, description="whose kiosk is meant")
    site: Name | None = Field(None, description="the shop that is meant")
    device: Name | None = Field(None, description="the kiosk that is meant")
    at: CommandTime | None = Field(None, description="when it was so, or was sent: RFC 3339 with a zone")


class CommandArm(ArmAndBlock):
    """Which arm and block of which experiment."""

    block: int | None = Field(None, description="block of the experiment's schedule")


class PlayCommand(Command):
    """What the screen shows, from the player: a start ends the play before it."""

    creative: CreativeId = Field(description="the advert")
    event: Literal["start", "end"] = Field(description="whether it began or ended")
    media_s: Annotated[float, Field(ge=0, le=LONGEST_S)] = Field(0.0, description="media second at which it began")
    duration_s: Annotated[float, Field(gt=0, le=LONGEST_S)] | None = Field(
        None, description="length of the whole creative in seconds, where it is known"
    )
    experiment: CommandArm | None = Field(
        None, description="the experiment's arm; null or left out outside experiments"
    )


class PauseCommand(Command):
    """Stop sensing until told to resume."""

    reason: Text = Field(description="why, for whoever reads the state")


class ResumeCommand(Command):
    """Sense again, where nothing else forbids it. A missing notice does."""

    reason: Text = Field(description="why, for whoever reads the log")


class ResendCommand(Command):
    """Publish again, byte for byte, what was sent and is still kept."""

    from_seq: Seq = Field(description="first message wanted")
    to_seq: Seq = Field(description="last message wanted, included")

    @model_validator(mode="after")
    def _forward(self) -> "ResendCommand":
        if self.to_seq < self.from_seq:
            raise ValueError("to_seq is below from_seq")
        return self


AnyCommand = PlayCommand | PauseCommand | ResumeCommand | ResendCommand

COMMANDS: dict[str, type[AnyCommand]] = {
    "cmd/play": PlayCommand,
    "cmd/pause": PauseCommand,
    "cmd/resume": ResumeCommand,
    "cmd/resend": ResendCommand,
}


@dataclass(frozen=True, slots=True)
class BadCommand:
    """A command that could not be read, and why: the text of the alert `cmd.bad`."""

    kind: str
    text: str


def read_command(kind: str, payload: bytes, header: Header, *, retained: bool = False) -> AnyCommand | BadCommand:
    """The command in these bytes, or what is wrong with them; nothing is raised whatever they are."""
    shape = COMMANDS.get(kind)
    if shape is None:
        return _bad(kind, f"there is no such command; there are {', '.join(COMMANDS)}")
    if retained:
        return _bad(kind, "it is retained, so it would come again at every connection; publish it without that flag")
    if len(payload) > MAX_BYTES:
        return _bad(kind, f"it has {len(payload)} bytes, more than {MAX_BYTES}")
    try:
        command = shape.model_validate_json(payload)
    except ValidationError as error:
        return _bad(kind, _first_faults(error))
    said = (command.schema_, command.tenant, command.site, command.device)
    meant = (schema_name(kind), header.tenant, header.site, header.device)
    if any(word not in (None, own) for word, own in zip(said, meant, strict=True)):
        return _bad(kind, "its schema, tenant, site or device is not that of its topic")
    return command


def play_event(command: PlayCommand, arrived_s: float) -> PlayStarted | PlayEnded:
    """What the player told. Where it said no time, the time of arrival, which may be off by ARRIVAL_ERROR_S."""
    at_s, error_s = (arrived_s, ARRIVAL_ERROR_S) if command.at is None else (time_s(command.at), 0.0)
    if command.event == "end":
        return PlayEnded(at_s, error_s)
    arm = command.experiment
    return PlayStarted(
        at_s,
        command.creative,
        media_s=command.media_s,
        duration_s=command.duration_s,
        experiment=None if arm is None else Experiment(arm.id, arm.arm, arm.block),
        feed="player",
        error_s=error_s,
    )


def _bad(kind: str, why: str) -> BadCommand:
    return BadCommand(
        _shown(kind), f"{_shown(kind)}: not understood: {why}. docs/messages.md has the form of commands."
    )


def _shown(text: str) -> str:
    """What a stranger sent, fit for a log line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:64])


def _first_faults(error: ValidationError) -> str:
    """The first three, without the values that were sent: they may be long, and are not for a log."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    places = (".".join(_shown(str(step)) for step in fault["loc"]) or "the JSON" for fault in faults)
    return "; ".join(f"{place}: {fault['msg']}" for place, fault in zip(places, faults, strict=True))
