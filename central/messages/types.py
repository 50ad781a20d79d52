"""Schemas that this version of central reads. They are the kiosk's own types; unknown fields are ignored."""

from edge.messages.commands import RETAINED_COMMANDS
from edge.messages.end_to_end import TEST
from edge.messages.payloads import (
    Alert,
    Comments,
    Health,
    Payload,
    Play,
    Reaction,
    ReactionV1,
    ReactionV2,
    RemoteSettings,
    Software,
    State,
    Text,
    Use,
    Window,
)


class AnyState(State):
    """State of a kiosk of any version. The first versions do not report which models they may use, which expression
    model is running, the playlist, or programs and settings from afar.
    """

    use: Use | None = None  # type: ignore[assignment]
    reader: Text | None = None  # type: ignore[assignment]
    playlist: int | None = None
    software: Software | None = None
    settings: RemoteSettings | None = None


SCHEMAS: dict[str, type[Payload]] = {
    "vitrina.window/1": Window,
    "vitrina.reaction/1": ReactionV1,
    "vitrina.reaction/2": ReactionV2,
    "vitrina.reaction/3": Reaction,
    "vitrina.comments/1": Comments,
    "vitrina.play/1": Play,
    "vitrina.alert/1": Alert,
    "vitrina.state/1": AnyState,
    "vitrina.health/1": Health,
}

NUMBERED = ("window", "reaction", "play", "alert", "comments")
"""Kinds of messages with `id` and `seq`. Each message of these kinds is stored once."""

NOT_STORED = frozenset({TEST, *RETAINED_COMMANDS})
"""Kinds of messages on a kiosk's topics that contain no news of the kiosk.

They are the doctor's test, and the messages that central itself sends.
"""
