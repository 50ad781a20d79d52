"""Events that the network thread sends to the owner of the connection."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionAttempted:
    """A connection attempt has started. Its first step is to look up the broker's name."""


@dataclass(frozen=True, slots=True)
class NameFound:
    """The broker's name has an address. The next step is to connect."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker accepted the connection.

    It allows `in_flight` unanswered messages, and packets of at most `largest` bytes. `largest` is None if the broker
    states no limit.
    """

    in_flight: int
    largest: int | None = None


@dataclass(frozen=True, slots=True)
class ConnectionRefused:
    """The broker answered and refused the connection."""

    reason: str
    for_good: bool  # a retry does not help until somebody changes something
    credentials: bool  # the broker refused the name or password


@dataclass(frozen=True, slots=True)
class BrokerUnreachable:
    """No connection to the broker could be made."""

    reason: str
    bad_certificate: bool  # the broker's certificate cannot be trusted
    bad_own_certificate: bool = False  # the broker does not trust ours, or requires one
    bad_tls: bool = False  # the other side speaks no TLS, or none that we support


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """A connection ended. `code`: reason code of the broker's DISCONNECT, or paho's code for the end of the connection.

    `by_twin`: another client with the same client id took over the session.
    """

    reason: str
    by_twin: bool
    code: int = 0x80
    bad_own_certificate: bool = False


@dataclass(frozen=True, slots=True)
class ClientFailed:
    """A bug of Vitrina occurred in the network thread. The client no longer works, and must be replaced."""

    reason: str


@dataclass(frozen=True, slots=True)
class PublishAcknowledged:
    """The broker's PUBACK for one message, with its MQTT 5 reason code and the name of that code."""

    mid: int
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class CommandSubscriptionAnswered:
    """The broker's answer to the subscription to commands. `denied`: reason for a refusal; None if it was accepted."""

    denied: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivery of one message by the broker.

    It must be acknowledged on the same connection, because the same `mid` may be another message on the next one.
    `is_repeated`: the broker delivers a message again that was not acknowledged.
    """

    connection: int
    mid: int
    qos: int
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """A message on a command topic. `at_s`: time of its arrival."""

    topic: str
    payload: bytes
    retained: bool
    at_s: float
    delivery: Delivery


ConnectionEvent = (
    ConnectionAttempted
    | NameFound
    | Connected
    | ConnectionRefused
    | BrokerUnreachable
    | ConnectionLost
    | ClientFailed
    | CommandSubscriptionAnswered
)
"""All events about the connection."""

ClientEvent = ConnectionEvent | PublishAcknowledged | CommandReceived
