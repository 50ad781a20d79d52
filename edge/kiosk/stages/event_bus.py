"""Event bus inside the kiosk: passes events in one direction, from producers to consumers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class _Subscriber:
    name: str
    kinds: tuple[type, ...]
    handle: Callable[[Any], None]


class EventBus:
    """Passes each event to the subscribers of its type, in the order of their subscription.

    Handlers run in the thread that publishes, so they must not wait. All subscriptions are made before the first event
    is published.
    """

    def __init__(self) -> None:
        self._subscribers: list[_Subscriber] = []

    @property
    def names(self) -> list[str]:
        """Names of the subscribers, in the order in which they subscribed."""
        return [one.name for one in self._subscribers]

    def subscribe(self, name: str, kinds: tuple[type, ...], handle: Callable[[Any], None]) -> None:
        """Calls `handle` with every event of one of `kinds`. Raises ValueError if the name is taken."""
        if name in self.names:
            raise ValueError(f"event bus: {name} is already subscribed")
        self._subscribers.append(_Subscriber(name, kinds, handle))

    def publish(self, event: object) -> None:
        """Passes an event to its subscribers. May be called from any thread."""
        for subscriber in self._subscribers:
            if isinstance(event, subscriber.kinds):
                subscriber.handle(event)
