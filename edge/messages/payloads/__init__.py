"""Types of all messages that leave the kiosk, one file per kind. A withheld number is null."""

from edge.messages.payloads.base import Kept, Payload
from edge.messages.payloads.comments import Comments
from edge.messages.payloads.fields import (
    MEDIA_SECONDS,
    REASONS,
    TEXT_LENGTH,
    Count,
    CreativeId,
    Label,
    Name,
    PayloadPart,
    Seq,
    Text,
    Use,
)
from edge.messages.payloads.former import FORMER, ReactionV1, ReactionV2
from edge.messages.payloads.health import (
    CameraVitals,
    ClockVitals,
    Health,
    KitVitals,
    Load,
    MicrophoneVitals,
    OutboxVitals,
    Spread,
    Vitals,
)
from edge.messages.payloads.play import ArmAndBlock, Play
from edge.messages.payloads.reaction import RESEARCH_MEASURES, Body, Curve, Models, NoiseDeviations, Reaction
from edge.messages.payloads.state import Alert, RemoteSettings, Software, State
from edge.messages.payloads.window import Window

__all__ = [
    "FORMER",
    "MEDIA_SECONDS",
    "REASONS",
    "RESEARCH_MEASURES",
    "TEXT_LENGTH",
    "Alert",
    "ArmAndBlock",
    "Body",
    "CameraVitals",
    "ClockVitals",
    "Comments",
    "Count",
    "CreativeId",
    "Curve",
    "Health",
    "Kept",
    "KitVitals",
    "Label",
    "Load",
    "MicrophoneVitals",
    "Models",
    "Name",
    "NoiseDeviations",
    "OutboxVitals",
    "Payload",
    "PayloadPart",
    "Play",
    "Reaction",
    "ReactionV1",
    "ReactionV2",
    "RemoteSettings",
    "Seq",
    "Software",
    "Spread",
    "State",
    "Text",
    "Use",
    "Vitals",
    "Window",
]
