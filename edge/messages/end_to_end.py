"""Types of the end-to-end test: `test`, which `vitrina doctor --end-to-end` sends, and `cmd/seen`, which answers it.

Neither contains a number about people, and neither is stored. Parsing returns a value or None; it never raises.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge.messages.commands import Command, CommandTime
from edge.messages.payloads import Count, PayloadPart
from edge.messages.wire import schema_name, to_json

TEST, SEEN = "test", "cmd/seen"
MAX_BYTES = 1024
"""An end-to-end test or an answer to it is dropped unread if it has more bytes than this."""
EXPIRY_S = 10
"""Seconds after which the broker drops an end-to-end test or its answer, so that none stays in a queue."""

Token = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,64}$", max_length=64)]
Answerer = Annotated[str, Field(pattern="^[ -~]{1,64}$", max_length=64)]  # printed on a terminal: no control characters
Stored = Literal["yes", "none", "unknown"]


class EndToEndTest(PayloadPart):
    """End-to-end test. A subscriber returns its token with cmd/seen, and stores none of it."""

    schema_: Literal["vitrina.test/1"] = Field(alias="schema", description="name and version of this kind of message")
    token: Token = Field(description="random text, different for each test")


class EndToEndSeen(Command):
    """Answer of a subscriber to a test. A running kiosk ignores it."""

    token: Token = Field(description="token of the test, unchanged")
    by: Answerer | None = Field(None, description="name and version of the subscriber")
    stored: Stored | None = Field(
        None, description="yes or none: whether any message of this kiosk is stored; unknown: the store cannot be read"
    )
    stored_at: CommandTime | None = Field(
        None, description="time at which the newest message of this kiosk was stored, by the clock of `at`"
    )
    last_seq: Count | None = Field(None, description="highest number of this kiosk's stored messages")


class _AnyTest(BaseModel):
    """A test from any version of the kiosk. Only its token matters."""

    model_config = ConfigDict(strict=True, extra="ignore")

    token: Token


class _AnySeen(EndToEndSeen):
    """An answer with any `schema` and any fields of later versions. A subscriber may also return the test unchanged."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", allow_inf_nan=False)


def make_test_payload(token: str) -> bytes:
    """Payload of an end-to-end test with this token."""
    return to_json({"schema": schema_name(TEST), "token": token})


def read_test_token(raw: bytes) -> str | None:
    """Token of a test. None for a payload that no kiosk can have sent."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        return _AnyTest.model_validate_json(raw).token
    except ValidationError:
        return None


def parse_test_answer(raw: bytes, token: str) -> EndToEndSeen | None:
    """The answer to the test with this token. None for any other payload."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        seen = _AnySeen.model_validate_json(raw)
    except ValidationError:
        return None
    return seen if seen.token == token else None
