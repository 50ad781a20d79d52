"""Channels of alerts, as the keeper sees them."""

from typing import Protocol


class NotSentError(Exception):
    """A delivery did not arrive. The text says why, without a secret."""


class Channel(Protocol):
    """Sends deliveries."""

    name: str

    def send(self, delivery_id: str, body: str, now_ms: int) -> None:
        """Sends a delivery. Raises NotSentError."""

    def check_connection(self) -> None:
        """Tries the channel without sending anything. Raises NotSentError."""
