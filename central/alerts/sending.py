"""Interface between the keeper and the channels of alerts."""

from typing import Protocol


class NotSentError(Exception):
    """A delivery did not arrive. The text gives the reason, without secrets."""


class Channel(Protocol):
    """Sends deliveries."""

    name: str

    def send(self, delivery_id: str, body: str, now_ms: int) -> None:
        """Send a delivery. Raises NotSentError."""

    def check_connection(self) -> None:
        """Test the channel without sending anything. Raises NotSentError."""
