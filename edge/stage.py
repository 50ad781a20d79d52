"""Context of a stage: everything that a thread of the kiosk needs from the kiosk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True)
class StageContext(Generic[E]):
    """Four callables that every stage gets. All may be called from any thread, and none waits.

    `now`: the kiosk's clock, in seconds since 1970 UTC. `is_active`: False while the kiosk is paused. `heartbeat`: a
    stage calls it every few seconds, even if its device does not respond; otherwise it counts as frozen. `emit`: passes
    on an event.
    """

    now: Callable[[], float]
    is_active: Callable[[], bool]
    heartbeat: Callable[[], None]
    emit: Callable[[E], None]
