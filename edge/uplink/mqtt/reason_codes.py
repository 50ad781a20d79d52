"""Meanings of the MQTT 5 reason codes for a message in flight, and the disconnect codes that a message can cause."""

from enum import Enum


class PublishOutcome(Enum):
    """Action on a message after the broker's answer."""

    TAKEN = "the broker has received the message"
    NO_SUBSCRIBERS = (
        "no subscribers, so the broker dropped the message. Messages of this kind wait, and one tests it later"
    )
    DENIED = "the broker accepts no messages of this kind. They wait, and one tests it later"
    NOT_ACCEPTED = (
        "the message or the moment is at fault. Messages of this kind wait as with DENIED; after a few failures this "
        "one is skipped"
    )
    BAD = "the broker will never accept this message. It is set aside"


# Codes of a PUBACK, or of a DISCONNECT while the message was in flight alone. A code that is not listed tells nothing
# about the message: NOT_ACCEPTED.
_OUTCOMES = {
    0x00: PublishOutcome.TAKEN,
    0x10: PublishOutcome.NO_SUBSCRIBERS,  # success in MQTT, a lost message for us
    0x80: PublishOutcome.NOT_ACCEPTED,  # unspecified: the broker's disk is full, a plugin of it, or this payload
    0x83: PublishOutcome.NOT_ACCEPTED,  # implementation specific: mostly a plugin that checks payloads
    0x87: PublishOutcome.DENIED,  # not authorized
    0x90: PublishOutcome.DENIED,  # topic name invalid: each kind has one topic, so the broker forbids the kind
    0x91: PublishOutcome.NOT_ACCEPTED,  # packet identifier in use: the next attempt uses another
    0x95: PublishOutcome.BAD,  # packet too large: sent with a DISCONNECT; in a PUBACK paho sees a protocol error
    0x97: PublishOutcome.NOT_ACCEPTED,  # quota exceeded: ends when there is room, or never if the size is the reason
    0x99: PublishOutcome.BAD,  # payload format invalid: the payload stays the same on each attempt
}
TOO_LARGE = 0x95

# Disconnect codes that no message causes: a frozen network or broker, or a broker that sends the client away.
_NOT_BY_MESSAGE = frozenset(
    {
        0x00,  # normal disconnection
        0x04,  # disconnection with the will
        0x89,  # server busy
        0x8B,  # server shutting down
        0x8D,  # keep alive timeout
        0x8E,  # session taken over
        0x93,  # receive maximum exceeded
        0x96,  # message rate too high
        0x98,  # administrative action
        0x9C,  # use another server
        0x9D,  # server moved
        0x9F,  # connection rate exceeded
        0xA0,  # maximum connect time
    }
)


def publish_outcome(code: int) -> PublishOutcome:
    """Action on a message after a PUBACK with this reason code."""
    return _OUTCOMES.get(code, PublishOutcome.NOT_ACCEPTED)


def can_be_caused_by_message(code: int) -> bool:
    """True if a message in flight can cause this disconnect code.

    Many brokers simply close the connection if they do not accept a message.
    """
    return code not in _NOT_BY_MESSAGE
