"""Builds messages from releases, alerts, states and health values, exactly as they are sent. Checks the types of
their fields.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from edge.events import Experiment, ProofOfPlay, Release, ReleasedComments, ReleasedReaction, ReleasedWindow
from edge.messages.payloads import (
    REASONS,
    RESEARCH_MEASURES,
    TEXT_LENGTH,
    Alert,
    Comments,
    Health,
    Models,
    Payload,
    Play,
    Reaction,
    RemoteSettings,
    Software,
    State,
    Use,
    Vitals,
    Window,
)
from edge.messages.wire import Header, message_topic, schema_name, time_text, to_json

RETAINED = frozenset({"state", "discovery"})

_FIRST_FIELD = re.compile(rb'\{"schema":"([a-z0-9./]{1,64})"')

KioskState = Literal["sensing", "paused", "degraded", "offline"]
Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is sent. `seq` is None for message kinds that do not go through the outbox."""

    kind: str
    topic: str
    payload: bytes
    id: str
    seq: int | None
    at_s: float

    @property
    def schema(self) -> str:
        """Schema of the payload. A message that was stored before an update has the schema of the older version."""
        first = _FIRST_FIELD.match(self.payload)
        return first[1].decode() if first else schema_name(self.kind)

    @property
    def is_retained(self) -> bool:
        return self.kind in RETAINED


def build_release_message(
    release: Release, header: Header, models: Models, *, id: str, seq: int, use: Use = "shop"
) -> Message:
    """Builds the message for a release. Raises pydantic.ValidationError for a value out of range.

    Research numbers are included only if `use` is "research".
    """
    match release:
        case ReleasedWindow():
            return _numbered("window", Window, header, release.at_s, id, seq, _window_fields(release))
        case ReleasedReaction():
            return _numbered(
                "reaction", Reaction, header, release.at_s, id, seq, _reaction_fields(release, models, use)
            )
        case ReleasedComments():
            return _numbered("comments", Comments, header, release.at_s, id, seq, _comments_fields(release))
        case ProofOfPlay():
            return _numbered("play", Play, header, release.at_s, id, seq, _play_fields(release))


def build_alert(
    header: Header,
    *,
    at_s: float,
    id: str,
    seq: int,
    code: str,
    severity: Severity,
    text: str,
    raised_s: float,
    cleared_s: float | None,
) -> Message:
    """Builds an alert. With `cleared_s`, builds the message that the alert is over. A text that is too long is
    truncated.
    """
    fields = {
        "code": code,
        "severity": severity,
        "text": _truncated(text),
        "raised": time_text(raised_s),
        "cleared": None if cleared_s is None else time_text(cleared_s),
    }
    return _numbered("alert", Alert, header, at_s, id, seq, fields)


def build_state(
    header: Header,
    *,
    at_s: float,
    id: str,
    first_seq: int,
    last_seq: int,
    state: KioskState,
    reasons: Iterable[str],
    since_s: float,
    version: str,
    use: Use,
    reader: str,
    playlist: int | None = None,
    software: Software | None = None,
    settings: RemoteSettings | None = None,
) -> Message:
    """Builds a state. The `offline` state is also the MQTT will, and the last message when the kiosk stops."""
    fields = {
        "state": state,
        "reasons": tuple(_truncated(reason) for reason in reasons)[:REASONS],
        "since": time_text(since_s),
        "version": version,
        "use": use,
        "reader": _truncated(reader),
        "playlist": playlist,
        "software": software,
        "settings": settings,
    }
    return _build_latest("state", State, header, at_s, id, first_seq, last_seq, fields)


def build_health(header: Header, *, at_s: float, id: str, first_seq: int, last_seq: int, vitals: Vitals) -> Message:
    """Builds a health message."""
    return _build_latest("health", Health, header, at_s, id, first_seq, last_seq, dict(vitals))


def _window_fields(release: ReleasedWindow) -> dict[str, Any]:
    return {
        "from": time_text(release.from_s),
        "to": time_text(release.to_s),
        "k": release.k,
        "visits": release.visits,
        "watchers": release.watchers,
        "dwell_s": release.dwell_s,
        "looked": dict(release.looked),
        "dwell": dict(release.dwell),
        "coverage": release.coverage,
        "level_db": release.level_db,
    }


def _reaction_fields(release: ReleasedReaction, models: Models, use: Use) -> dict[str, Any]:
    fields = {
        "from": time_text(release.from_s),
        "to": time_text(release.to_s),
        "k": release.k,
        "creative": release.creative,
        "use": use,
        "experiment": _arm(release.experiment),
        "plays": release.plays,
        "exposed": release.exposed,
        "watchers": release.watchers,
        "attention_s": release.attention_s,
        "noise_sd": asdict(release.noise_sd),
        "n": release.n,
        "smile": release.smile,
        "negative": release.negative,
        "surprise": release.surprise,
        "valence": release.valence,
        "arousal": release.arousal,
        "abstained": release.abstained,
        "laughter_s": release.laughter_s,
        "body": None if release.body is None else asdict(release.body),
        "curve": asdict(release.curve),
        "models": models,
    }
    return fields if use == "research" else _without_research(fields)


def _without_research(reaction: dict[str, Any]) -> dict[str, Any]:
    """The fields of a reaction without the research numbers, as in a shop."""
    fields = {name: value for name, value in reaction.items() if name not in RESEARCH_MEASURES}
    fields["curve"] = {name: cells for name, cells in fields["curve"].items() if name not in RESEARCH_MEASURES}
    if fields["body"] is not None:
        fields["body"] = {name: value for name, value in fields["body"].items() if name not in RESEARCH_MEASURES}
    return fields


def _comments_fields(release: ReleasedComments) -> dict[str, Any]:
    return {
        "from": time_text(release.from_s),
        "to": time_text(release.to_s),
        "k": release.k,
        "creative": release.creative,
        "n": release.negative + release.neutral + release.positive + release.unclear,
        "negative": release.negative,
        "neutral": release.neutral,
        "positive": release.positive,
        "unclear": release.unclear,
    }


def _play_fields(release: ProofOfPlay) -> dict[str, Any]:
    return {
        "creative": release.creative,
        "start": time_text(release.start_s),
        "end": time_text(release.end_s),
        "media_from_s": release.media_from_s,
        "media_to_s": release.media_to_s,
        "complete": release.complete,
        "experiment": None if release.experiment is None else asdict(release.experiment),
        "feed": release.feed,
        "error_s": release.error_s,
        **_measured(release),
    }


def _measured(release: ProofOfPlay) -> dict[str, Any]:
    """Fields that only the kiosk's own player measures; an unknown value is null. No fields for other play feeds."""
    fields = {"position": release.position, "sha256": release.sha256, "dropped": release.dropped}
    return fields if any(value is not None for value in fields.values()) else {}


def _arm(experiment: Experiment | None) -> dict[str, str] | None:
    return None if experiment is None else {"id": experiment.id, "arm": experiment.arm}


def _truncated(text: str) -> str:
    return text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - 1] + "…"


def _numbered(
    kind: str, payload_type: type[Payload], header: Header, at_s: float, id: str, seq: int, fields: dict[str, Any]
) -> Message:
    identity = {"id": id, "seq": seq, "at": time_text(at_s)}
    return Message(
        kind, message_topic(header, kind), _bytes(kind, payload_type, header, identity | fields), id, seq, at_s
    )


def _build_latest(
    kind: str,
    payload_type: type[Payload],
    header: Header,
    at_s: float,
    id: str,
    first_seq: int,
    last_seq: int,
    fields: dict[str, Any],
) -> Message:
    identity = {"at": time_text(at_s), "first_seq": first_seq, "last_seq": last_seq}
    return Message(
        kind, message_topic(header, kind), _bytes(kind, payload_type, header, identity | fields), id, None, at_s
    )


def _bytes(kind: str, payload_type: type[Payload], header: Header, fields: dict[str, Any]) -> bytes:
    payload = payload_type.model_validate({"schema": schema_name(kind), **asdict(header), **fields})
    # unset are networks that the kiosk does not have, and what a play feed does not measure
    return to_json(payload.model_dump(mode="json", by_alias=True, exclude_unset=True))
