"""What a broker's answer means for a message, code by code of MQTT 5, and whether a lost connection can be the fault of
the message that was on its way.
"""

from enum import Enum


class PublishOutcome(Enum):
    """What is to become of the message."""

    TAKEN = "the broker has it"
    NO_SUBSCRIBERS = (
        "the broker threw it away, because nobody has subscribed: this kind waits, and is tried with one message"
    )
    DENIED = "the broker takes no message of this kind: it waits, and is tried with one message"
    NOT_ACCEPTED = (
        "it may be the message or the moment: as denied, but tried a few times, and then without this message"
    )
    BAD = "the broker will never take this message: it is set aside"


# Codes of a PUBACK, or of a DISCONNECT when the message was on its way alone. Those that are not here say
# nothing of the message that MQTT knows: unwanted.
_ANSWERS = {
    0x00: PublishOutcome.TAKEN,
    0x10: PublishOutcome.NO_SUBSCRIBERS,  # a success to MQTT; to us a loss
    0x80: PublishOutcome.NOT_ACCEPTED,  # unspecified: a full disk or a plugin of the broker; or this payload
    0x83: PublishOutcome.NOT_ACCEPTED,  # implementation specific: mostly a plugin that checks payloads
    0x87: PublishOutcome.DENIED,  # not authorized
    0x90: PublishOutcome.DENIED,  # topic name invalid: one topic a kind, so the broker forbids the kind
    0x91: PublishOutcome.NOT_ACCEPTED,  # packet identifier in use: the next attempt has another
    0x95: PublishOutcome.BAD,  # packet too large: said when hanging up; paho takes a PUBACK with it as a protocol error
    0x97: PublishOutcome.NOT_ACCEPTED,  # quota exceeded: passes when there is room, or never if it is about the size
    0x99: PublishOutcome.BAD,  # payload format invalid: it is the same payload each time
}
TOO_LARGE = 0x95

# Ends of a connection that say nothing about a message: a frozen network or broker, or one that sends us away.
_BLAMELESS = frozenset(
    {
        0x00,  # a goodbye
        0x04,  # a goodbye with the will
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


def outcome_of(code: int) -> PublishOutcome:
    """Of a PUBACK."""
    return _ANSWERS.get(code, PublishOutcome.NOT_ACCEPTED)


def may_be_the_message(code: int) -> bool:
    """Whether a connection that ended so may have ended because of what was on its way. A broker that does not like a
    message often just hangs up."""
    return code not in _BLAMELESS
