"""Types of the commands to the kiosk, and the parser of their bytes.

Parsing never raises: it returns a command or a description of the error.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.messages.payloads import ArmAndBlock, CreativeId, Label, Name, Seq, Text
from edge.messages.playlist import SentPlaylist
from edge.messages.wire import ANY_TIME, Header, parse_rfc3339_s, schema_name

MAX_BYTES = 16_384
MAX_PLAYLIST_BYTES = 60_000  # mosquitto and the kiosk take packets of 64 KiB
LONGEST_S = 86_400  # longest creative
ARRIVAL_ERROR_S = 0.5  # error of a play whose command has no time
MAX_AHEAD_S = 120.0  # a play that lies farther in the future is refused: the player's clock is wrong
MAX_AGE_S = 86_400.0  # an older play is refused


def _real_time(text: str) -> str:
    parse_rfc3339_s(text)
    return text


CommandTime = Annotated[
    str,
    Field(pattern=f"^{ANY_TIME}$", max_length=40, json_schema_extra={"format": "date-time"}),
    AfterValidator(_real_time),
]


class Command(BaseModel):
    """Optional fields of every command. If such a field is present, it must match the topic."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    schema_: Annotated[str, Field(max_length=64)] | None = Field(
        None, alias="schema", description="name and version of this kind of command"
    )
    tenant: Name | None = Field(None, description="tenant of the kiosk")
    site: Name | None = Field(None, description="shop of the kiosk")
    device: Name | None = Field(None, description="the kiosk in the shop")
    at: CommandTime | None = Field(None, description="time of the event, or of sending: RFC 3339 with a time zone")


class CommandArm(ArmAndBlock):
    """Arm and block of an experiment."""

    block: int | None = Field(None, description="block of the experiment's schedule")


class PlayCommand(Command):
    """Report of the player that a play started or ended. A start also ends the previous play."""

    creative: CreativeId = Field(description="the advert")
    event: Literal["start", "end"] = Field(description="start or end of the play")
    media_s: Annotated[float, Field(ge=0, le=LONGEST_S)] = Field(
        0.0, description="media second at the start of the play"
    )
    duration_s: Annotated[float, Field(gt=0, le=LONGEST_S)] | None = Field(
        None, description="length of the whole creative in seconds, if known"
    )
    experiment: CommandArm | None = Field(None, description="the experiment's arm; null or absent outside experiments")


class StoredPlay(PlayCommand):
    """A play command as the kiosk stores it, with the feed that reported it and the largest possible error of its time.

    If a stored command has no feed and no error, it came from `cmd/play`.
    """

    feed: Label = "player"
    error_s: Annotated[float, Field(ge=0, le=LONGEST_S)] | None = None


class MeasuredPlay(StoredPlay):
    """Start or end of a play on the kiosk's own player, as the kiosk stores it. Contains values that only this
    player knows. Its time is stored beside it.
    """

    position: int | None = None
    sha256: str | None = None
    is_silent: bool = False
    end_media_s: Annotated[float, Field(ge=0, le=LONGEST_S)] | None = None
    complete: bool | None = None
    dropped: Annotated[float, Field(ge=0, le=1)] | None = None


class PauseCommand(Command):
    """Stop sensing until cmd/resume."""

    reason: Text = Field(description="reason, shown in the state")


class ResumeCommand(Command):
    """Sense again, unless another reason to pause remains, such as a missing notice."""

    reason: Text = Field(description="reason, shown in the log")


class ResendCommand(Command):
    """Publish again, byte for byte, the messages that were sent and are still kept."""

    from_seq: Seq = Field(description="number of the first message to publish again")
    to_seq: Seq = Field(description="number of the last message to publish again")

    @model_validator(mode="after")
    def _forward(self) -> "ResendCommand":
        if self.to_seq < self.from_seq:
            raise ValueError("to_seq is lower than from_seq")
        return self


class PlaylistCommand(SentPlaylist, Command):
    """Playlist of the central server, retained. The screen shows it once the kiosk has downloaded all its files."""


class FleetCommand(Command):
    """Hint of the central server that it has published signed files, retained. The kiosk's updater then looks for them
    soon; what it takes depends on their signatures only.
    """

    timestamp: Seq = Field(description="version of the repository's timestamp")


AnyCommand = PlayCommand | PauseCommand | ResumeCommand | ResendCommand | PlaylistCommand | FleetCommand

COMMANDS: dict[str, type[AnyCommand]] = {
    "cmd/play": PlayCommand,
    "cmd/pause": PauseCommand,
    "cmd/resume": ResumeCommand,
    "cmd/resend": ResendCommand,
    "playlist": PlaylistCommand,
    "fleet": FleetCommand,
}
RETAINED_COMMANDS = frozenset({"playlist", "fleet"})
"""Commands that the broker retains: each is valid until the next one."""


@dataclass(frozen=True, slots=True)
class BadCommand:
    """Command that could not be parsed. `text` says why and becomes the text of the alert `cmd.bad`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ReceivedCommand:
    """A command with the time of its arrival, in seconds since 1970 UTC."""

    command: AnyCommand | BadCommand
    arrived_s: float


@dataclass(frozen=True, slots=True)
class ReceivedCommands:
    """Commands that arrived together, in order. Either all are plays or none is. They are acknowledged once the
    kiosk has handled them.
    """

    commands: tuple[ReceivedCommand, ...]


class CommandsNotStoredError(Exception):
    """Some plays could not be stored. They are not acknowledged, so the broker sends them again later."""


def is_current_play_time(at_s: float, now_s: float) -> bool:
    """True if a play at `at_s` may be reported at `now_s`, because it is neither too old nor too far in the future."""
    return now_s - MAX_AGE_S <= at_s <= now_s + MAX_AHEAD_S


def parse_command(
    kind: str, payload: bytes, header: Header, arrived_s: float, *, retained: bool = False
) -> AnyCommand | BadCommand:
    """Parses a command that arrived at `arrived_s`. Returns a BadCommand if that is impossible. Never raises."""
    shape = COMMANDS.get(kind)
    if shape is None:
        return _bad(kind, f"there is no such command; the commands are {', '.join(COMMANDS)}")
    if retained and kind not in RETAINED_COMMANDS:
        return _bad(kind, "it is retained, so it would arrive again at every connection; publish it without that flag")
    most = MAX_PLAYLIST_BYTES if kind == "playlist" else MAX_BYTES
    if len(payload) > most:
        return _bad(kind, f"it has {len(payload)} bytes, more than {most}")
    try:
        command = shape.model_validate_json(payload)
    except ValidationError as error:
        return _bad(kind, _first_faults(error))
    if not is_addressed_to_kiosk(command, kind, header):
        return _bad(kind, "its schema, tenant, site or device does not match its topic")
    why = outdated_play_reason(command.at, arrived_s) if isinstance(command, PlayCommand) else None
    return command if why is None else _bad(kind, why)


def is_addressed_to_kiosk(command: Command, kind: str, header: Header) -> bool:
    """True if the schema and names that a command contains match its kind and this kiosk."""
    sent = (command.schema_, command.tenant, command.site, command.device)
    expected = (schema_name(kind), header.tenant, header.site, header.device)
    return all(value in (None, own) for value, own in zip(sent, expected, strict=True))


def outdated_play_reason(at: str | None, arrived_s: float) -> str | None:
    """Why a play at this time is refused. None if it is accepted. The rule applies to everything that a player
    sends.
    """
    if at is None or is_current_play_time(parse_rfc3339_s(at), arrived_s):
        return None
    return (
        f"`at` is older than {MAX_AGE_S / 3600:.0f} h or more than {MAX_AHEAD_S:.0f} s ahead of the kiosk's clock;"
        " check the player's clock"
    )


def make_play_event(command: PlayCommand, arrived_s: float) -> PlayStarted | PlayEnded:
    """The event for a play command. A command without a time gets the time of its arrival, with the error
    ARRIVAL_ERROR_S.
    """
    at_s, error_s = (arrived_s, ARRIVAL_ERROR_S) if command.at is None else (parse_rfc3339_s(command.at), 0.0)
    feed = "player"
    if isinstance(command, StoredPlay):
        feed, error_s = command.feed, error_s if command.error_s is None else command.error_s
    if command.event == "end":
        ended = PlayEnded(at_s, error_s)
        if isinstance(command, MeasuredPlay):
            return replace(ended, media_s=command.end_media_s, complete=command.complete, dropped=command.dropped)
        return ended
    started = _play_started(command, at_s, feed, error_s)
    if isinstance(command, MeasuredPlay):
        return replace(started, position=command.position, sha256=command.sha256, is_silent=command.is_silent)
    return started


def measured_play(event: PlayStarted | PlayEnded, creative: str) -> MeasuredPlay:
    """The part to store of an event from the kiosk's own player. `make_play_event` restores the event from it.

    Raises ValidationError if messages do not allow the creative's name.
    """
    if isinstance(event, PlayEnded):
        return MeasuredPlay(
            creative=creative,
            event="end",
            error_s=event.error_s,
            end_media_s=event.media_s,
            complete=event.complete,
            dropped=event.dropped,
        )
    arm = event.experiment
    return MeasuredPlay(
        creative=creative,
        event="start",
        media_s=event.media_s,
        duration_s=event.duration_s,
        experiment=None if arm is None else CommandArm(id=arm.id, arm=arm.arm, block=arm.block),
        feed=event.feed,
        error_s=event.error_s,
        position=event.position,
        sha256=event.sha256,
        is_silent=event.is_silent,
    )


def _play_started(command: PlayCommand, at_s: float, feed: str, error_s: float) -> PlayStarted:
    arm = command.experiment
    return PlayStarted(
        at_s,
        command.creative,
        media_s=command.media_s,
        duration_s=command.duration_s,
        experiment=None if arm is None else Experiment(arm.id, arm.arm, arm.block),
        feed=feed,
        error_s=error_s,
    )


def _bad(kind: str, why: str) -> BadCommand:
    return BadCommand(
        _printable(kind),
        f"{_printable(kind)}: not understood: {why}. See vitrina docs messages for the commands.",
    )


def _printable(text: str) -> str:
    """Text from an unknown sender, made safe for the log: at most 64 printable characters."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:64])


def _first_faults(error: ValidationError) -> str:
    return "; ".join(validation_fault_texts(error, 3))


def validation_fault_texts(error: ValidationError, most: int) -> list[str]:
    """Texts of the first validation errors. They omit the sent values, which may be long and do not belong in a log."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[:most]
    places = (".".join(_printable(str(step)) for step in fault["loc"]) or "the JSON" for fault in found)
    return [f"{place}: {fault['msg']}" for place, fault in zip(places, found, strict=True)]
