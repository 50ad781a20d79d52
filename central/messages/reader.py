"""Parses a message into a typed value, or a rejection with its reason. Never raises."""

import json
import re
from datetime import datetime
from functools import lru_cache

from pydantic import ValidationError

from central.clock import DAY_MS
from central.messages.bounds import span_fault, value_fault
from central.messages.former import rename_former_fields
from central.messages.types import SCHEMAS
from central.messages.values import HealthMessage, NumberedMessage, Reading, Rejection, StateMessage
from edge.messages.payloads import Comments, Health, Kept, Payload, Play, Reaction, ReactionV1, State, Window
from edge.messages.wire import NAME, Header

MAX_BYTES = 131_072  # the largest message, a reaction to a creative of 600 s, has about 30 kB
EARLIEST_MS = 946_684_800_000  # the year 2000

_TOPIC = re.compile(f"vitrina/1/({NAME})/({NAME})/({NAME})/([a-z]{{1,32}})")
_FIRST_FIELD = re.compile(rb'\{"schema":"([a-z0-9./]{1,64})"')
_SCHEMA = re.compile(r"vitrina\.([a-z]{1,32})/([0-9]{1,9})")

JUNK, NEW_SCHEMA, FOREIGN, WRONG_TIME, WRONG_VALUES, CLONE, TOO_OLD, REFUSED_BY_STORE = (
    "junk", "schema", "names", "time", "values", "clone", "old", "store",
)  # fmt: skip
"""Reasons for a rejection, in the words that the quarantine shows."""


def read_message(topic: str, raw: bytes, now_ms: int) -> Reading:
    """Parse the message `raw` from `topic` that arrived at `now_ms`."""
    header, kind = parse_topic(topic)
    if header is None:
        return Rejection(topic, raw, JUNK, "the topic is not of the form vitrina/1/tenant/site/device/kind", "?")
    try:
        return _parse_message(header, kind, raw, now_ms)
    except _RejectedError as error:
        return Rejection(topic, raw, error.reason, error.detail, device_key(header))


@lru_cache(maxsize=100_000)
def parse_topic(topic: str) -> tuple[Header | None, str]:
    """Names and kind in a topic; (None, "") if the topic does not have the expected form."""
    match = _TOPIC.fullmatch(topic)
    return (Header(*match.groups()[:3]), match[4]) if match else (None, "")


def device_key(header: Header) -> str:
    """Name of a kiosk, unique in the fleet: `tenant/site/device`."""
    return f"{header.tenant}/{header.site}/{header.device}"


def time_ms(text: str) -> int:
    """Milliseconds since 1970 UTC for a validated time."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class _RejectedError(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def _parse_message(header: Header, kind: str, raw: bytes, now_ms: int) -> Reading:
    payload = _validate_payload(kind, raw)
    if isinstance(payload, ReactionV1):
        payload = rename_former_fields(payload)
    if (payload.tenant, payload.site, payload.device) != (header.tenant, header.site, header.device):
        raise _RejectedError(FOREIGN, "tenant, site or device in the payload differ from the topic")
    if isinstance(payload, State | Health):
        at_ms = _checked_time(payload.at, "at", now_ms)
        _require(value_fault(payload))
        if isinstance(payload, State):
            return StateMessage(header, at_ms, raw, payload)
        return HealthMessage(header, at_ms, raw, payload)
    assert isinstance(payload, Kept)
    at_ms = _checked_time(payload.at, "at", now_ms)
    _check_span(payload, now_ms)
    _require(value_fault(payload))
    return NumberedMessage(header, kind, bytes.fromhex(payload.id.replace("-", "")), payload.seq, at_ms, raw, payload)


def _validate_payload(kind: str, raw: bytes) -> Payload:
    if len(raw) > MAX_BYTES:
        raise _RejectedError(JUNK, f"the message has {len(raw)} bytes, more than the limit of {MAX_BYTES}")
    if b"\n" in raw or b"\r" in raw or b"\\u0000" in raw:
        raise _RejectedError(JUNK, "the message contains a line break or a null character, which no kiosk sends")
    name = _schema_name(raw)
    form = _SCHEMA.fullmatch(name)
    if form is None:
        raise _RejectedError(JUNK, "`schema` is not of the form vitrina.kind/version")
    if form[1] != kind:
        raise _RejectedError(FOREIGN, "`schema` does not match the kind of the topic")
    shape = SCHEMAS.get(name)
    if shape is None:
        raise _RejectedError(NEW_SCHEMA, f"this version of central does not know {name}")
    try:
        return shape.model_validate_json(raw, extra="ignore")
    except ValidationError as error:
        raise _RejectedError(JUNK, _faults(error)) from None


def _schema_name(raw: bytes) -> str:
    first = _FIRST_FIELD.match(raw)
    if first is not None:
        return first[1].decode()
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise _RejectedError(JUNK, "the message is not JSON in UTF-8") from None
    name = value.get("schema") if isinstance(value, dict) else None
    if not isinstance(name, str):
        raise _RejectedError(JUNK, "the message has no `schema`")
    return name


def _check_span(payload: Kept, now_ms: int) -> None:
    """Check that the end of a message is a plausible time, because the end decides in which cell the message counts."""
    match payload:
        case Window() | Reaction() | Comments():
            begin, end = payload.from_, payload.to
        case Play():
            begin, end = payload.start, payload.end
        case _:
            return
    begin_ms, end_ms = _checked_time(begin, "its begin", now_ms), _checked_time(end, "its end", now_ms)
    _require(span_fault(payload, begin_ms, end_ms))


def _require(fault: str | None) -> None:
    if fault is not None:
        raise _RejectedError(WRONG_VALUES, fault)


def _checked_time(text: str, name: str, now_ms: int) -> int:
    at_ms = time_ms(text)
    if at_ms > now_ms + DAY_MS:
        raise _RejectedError(WRONG_TIME, f"{name} is more than a day ahead of central's clock")
    if at_ms < EARLIEST_MS:
        raise _RejectedError(WRONG_TIME, f"{name} is before the year 2000")
    return at_ms


def _faults(error: ValidationError) -> str:
    """Text about the first three faults of a message. It omits the values that were sent, because they may be long."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'the JSON'}: {fault['msg']}" for fault in faults)[:400]
