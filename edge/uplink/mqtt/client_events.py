"""Events from the network thread to the owner of the connection."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionAttempted:
    """A connection attempt has begun. Its first step is to look up the broker's name."""


@dataclass(frozen=True, slots=True)
class NameFound:
    """The broker's name has an address. The next step is to connect."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker accepted the connection. It allows `in_flight` unanswered messages and packets of at most `largest`
    bytes. `largest` is None if the broker states no limit.
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
    """No connection could be made."""

    reason: str
    bad_certificate: bool  # the broker's certificate cannot be trusted
    bad_own_certificate: bool = False  # the broker does not trust ours, or requires one
    bad_tls: bool = False  # the other side speaks no TLS, or none that we support


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """A connection ended. `code` is the reason code of the broker's DISCONNECT, or paho's code for the kind of end.
    `by_twin`: another client with the same client id took the session over."""

    reason: str
    by_twin: bool
    code: int = 0x80
    bad_own_certificate: bool = False


@dataclass(frozen=True, slots=True)
class ClientFailed:
    """A bug of Vitrina in the network thread. The client no longer works and must be replaced."""

    reason: str


@dataclass(frozen=True, slots=True)
class PublishAcknowledged:
    """The broker's PUBACK for one message: MQTT 5 reason code and its name."""

    mid: int
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class CommandSubscriptionAnswered:
    """The broker's answer to the subscription to commands. `denied` is the reason of a refusal, else None."""

    denied: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivery of one message by the broker. It is acknowledged only on its own connection: the same `mid` may be
    another message on the next one. `is_repeated`: the broker delivers again what was not acknowledged.
    """

    connection: int
    mid: int
    qos: int
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """A message on a command topic; `at_s` is its arrival."""

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
"""Events about the connection."""

ClientEvent = ConnectionEvent | PublishAcknowledged | CommandReceived
