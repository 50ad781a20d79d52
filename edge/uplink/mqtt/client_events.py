"""What the network tells the one who owns the connection."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker took us in. It takes so many messages at once, and none of more bytes than `largest` (None: it does
    not say)."""

    in_flight: int
    largest: int | None = None


@dataclass(frozen=True, slots=True)
class ConnectionRefused:
    """The broker answered and did not take us in."""

    reason: str
    for_good: bool  # asking again will not help until somebody changes something
    credentials: bool  # it is the name or password that it does not like


@dataclass(frozen=True, slots=True)
class BrokerUnreachable:
    """No connection could be made."""

    reason: str
    bad_certificate: bool  # the broker's cannot be trusted
    bad_own_certificate: bool = False  # the broker does not trust ours, or wants one
    bad_tls: bool = False  # what is there does not speak TLS, or not ours


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """A connection ended. `code` is that of the broker's last word, or paho's for how it ended."""

    reason: str
    by_twin: bool
    code: int = 0x80
    bad_own_certificate: bool = False


@dataclass(frozen=True, slots=True)
class ClientFailed:
    """The network thread came upon a fault of ours: it cannot be relied on any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class PublishAcknowledged:
    """The broker's word on one message, as a reason code of MQTT 5 and its name."""

    mid: int
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class SubscriptionAnswered:
    """Whether the broker lets us hear commands; where not, `denied` is why."""

    denied: str | None


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """Somebody published where commands are expected."""

    kind: str
    payload: bytes
    retained: bool
    at_s: float


ClientEvent = (
    Connected
    | ConnectionRefused
    | BrokerUnreachable
    | ConnectionLost
    | ClientFailed
    | PublishAcknowledged
    | SubscriptionAnswered
    | CommandReceived
)
