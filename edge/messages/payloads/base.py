"""The first fields of messages: of every message, of messages from the outbox, and of messages that replace the
previous one.
"""

from pydantic import Field

from edge.messages.payloads.fields import Count, Name, PayloadPart, Seq, Time, Uuid7


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
    """Fields of every message that replaces the previous message of its kind."""

    at: Time = Field(description="time at which the message was made (UTC)")
    first_seq: Seq = Field(
        description="oldest message still kept; last_seq + 1 if none is kept. Lower numbers are lost"
    )
    last_seq: Count = Field(description="newest message; a subscriber that has fewer requests the rest with cmd/resend")
