"""Told values into messages, word for word as they leave. What is made here is checked against its type first."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from edge.events import Experiment, ProofOfPlay, Release, ReleasedReaction, ReleasedWindow
from edge.messages.payloads import (
    REASONS,
    TEXT_LENGTH,
    Alert,
    Health,
    Models,
    Payload,
    Play,
    Reaction,
    State,
    Vitals,
    Window,
)
from edge.messages.wire import Header, schema_name, time_text, to_json, topic

RETAINED = frozenset({"state"})

KioskState = Literal["sensing", "paused", "degraded", "offline"]
Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it leaves. `seq` is None for the kinds that do not go through the outbox."""

    kind: str
    topic: str
    payload: bytes
    id: str
    seq: int | None
    at_s: float

    @property
    def schema(self) -> str:
        return schema_name(self.kind)

    @property
    def retained(self) -> bool:
        return self.kind in RETAINED


def release_message(told: Release, header: Header, models: Models, *, id: str, seq: int) -> Message:
    """A told window, reaction or play as a message. Raises pydantic.ValidationError where a value is out of bounds."""
    match told:
        case ReleasedWindow():
            return _numbered("window", Window, header, told.at_s, id, seq, _window(told))
        case ReleasedReaction():
            return _numbered("reaction", Reaction, header, told.at_s, id, seq, _reaction(told, models))
        case ProofOfPlay():
            return _numbered("play", Play, header, told.at_s, id, seq, _play(told))


def alert(
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
    """An alert, or, with `cleared_s`, its end. A text that is too long is cut."""
    fields = {
        "code": code,
        "severity": severity,
        "text": _cut(text),
        "raised": time_text(raised_s),
        "cleared": None if cleared_s is None else time_text(cleared_s),
    }
    return _numbered("alert", Alert, header, at_s, id, seq, fields)


def state(
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
) -> Message:
    """What the kiosk is doing; also the will and the last word of a stop, with `offline`."""
    fields = {
        "state": state,
        "reasons": tuple(_cut(reason) for reason in reasons)[:REASONS],
        "since": time_text(since_s),
        "version": version,
    }
    return _latest("state", State, header, at_s, id, first_seq, last_seq, fields)


def health(header: Header, *, at_s: float, id: str, first_seq: int, last_seq: int, vitals: Vitals) -> Message:
    """How the kiosk is."""
    return _latest("health", Health, header, at_s, id, first_seq, last_seq, dict(vitals))


def _window(told: ReleasedWindow) -> dict[str, Any]:
    return {
        "from": time_text(told.from_s),
        "to": time_text(told.to_s),
        "k": told.k,
        "visits": told.visits,
        "watchers": told.watchers,
        "dwell_s": told.dwell_s,
        "looked": dict(told.looked),
        "dwell": dict(told.dwell),
        "coverage": told.coverage,
        "level_db": told.level_db,
    }


def _reaction(told: ReleasedReaction, models: Models) -> dict[str, Any]:
    return {
        "from": time_text(told.from_s),
        "to": time_text(told.to_s),
        "k": told.k,
        "creative": told.creative,
        "experiment": _arm(told.experiment),
        "plays": told.plays,
        "exposed": told.exposed,
        "watchers": told.watchers,
        "attention_s": told.attention_s,
        "n": told.n,
        "positive": told.positive,
        "negative": told.negative,
        "surprise": told.surprise,
        "valence": told.valence,
        "arousal": told.arousal,
        "abstained": told.abstained,
        "laughter_s": told.laughter_s,
        "body": None if told.body is None else asdict(told.body),
        "curve": asdict(told.curve),
        "models": models,
    }


def _play(told: ProofOfPlay) -> dict[str, Any]:
    return {
        "creative": told.creative,
        "start": time_text(told.start_s),
        "end": time_text(told.end_s),
        "media_from_s": told.media_from_s,
        "media_to_s": told.media_to_s,
        "complete": told.complete,
        "experiment": None if told.experiment is None else asdict(told.experiment),
        "feed": told.feed,
        "error_s": told.error_s,
    }


def _arm(experiment: Experiment | None) -> dict[str, str] | None:
    return None if experiment is None else {"id": experiment.id, "arm": experiment.arm}


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - 1] + "…"


def _numbered(
    kind: str, shape: type[Payload], header: Header, at_s: float, id: str, seq: int, fields: dict[str, Any]
) -> Message:
    own = {"id": id, "seq": seq, "at": time_text(at_s)}
    return Message(kind, topic(header, kind), _bytes(kind, shape, header, own | fields), id, seq, at_s)


def _latest(
    kind: str,
    shape: type[Payload],
    header: Header,
    at_s: float,
    id: str,
    first_seq: int,
    last_seq: int,
    fields: dict[str, Any],
) -> Message:
    own = {"at": time_text(at_s), "first_seq": first_seq, "last_seq": last_seq}
    return Message(kind, topic(header, kind), _bytes(kind, shape, header, own | fields), id, None, at_s)


def _bytes(kind: str, shape: type[Payload], header: Header, fields: dict[str, Any]) -> bytes:
    payload = shape.model_validate({"schema": schema_name(kind), **asdict(header), **fields})
    # all is set but the networks that a kiosk does not have: those alone have a default
    return to_json(payload.model_dump(mode="json", by_alias=True, exclude_unset=True))
