"""Context of a stage: everything that a stage's thread needs from the kiosk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True)
class StageContext(Generic[E]):
    """Four functions that the kiosk gives to every stage. Any thread may call them, and none of them blocks.

    `now`: the kiosk's clock, in seconds since 1970 UTC. `is_active`: False while the kiosk is paused. `heartbeat`: a
    stage must call this every few seconds, even if its device does not respond, or it counts as frozen. `emit`: passes
    on an event.
    """

    now: Callable[[], float]
    is_active: Callable[[], bool]
    heartbeat: Callable[[], None]
    emit: Callable[[E], None]
