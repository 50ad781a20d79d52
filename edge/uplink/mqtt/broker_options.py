"""Options of the connection to the broker."""

from dataclasses import dataclass, field

from edge.uplink.mqtt.client_id import draw_client_secret
from edge.uplink.mqtt.tls import TlsOptions


@dataclass(frozen=True, slots=True)
class BrokerOptions:
    """Address, credentials and limits for the broker connection."""

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: TlsOptions | None = None
    keepalive_s: int = 30
    session_expiry_s: int = 86_400  # the broker keeps commands this long for a disconnected kiosk
    in_flight: int = 16  # below mosquitto's default limit of 20
    refused_retry_s: int = 60
    attempt_s: float = 8.0  # longest wait for the name lookup, and again for the broker's answer
    subscription_s: float = 30.0  # longest wait for the answer to the subscription
    unanswered_s: float = 60.0  # longest wait for the answer to a message
    takes_playlists: bool = False  # those of the central server
    takes_fleet_hints: bool = False
    client_secret: str = field(default_factory=draw_client_secret, repr=False, compare=False)  # end of the client id

    @property
    def place(self) -> str:
        """Host and port of the broker as text."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
