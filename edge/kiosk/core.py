"""State, event bus and supervisor of one kiosk, which all its stages share."""

from collections.abc import Callable
from typing import Any

from edge.clock import Clock
from edge.kiosk.stages.event_bus import EventBus
from edge.kiosk.stages.supervisor import StageSupervisor
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker
from edge.settings.settings import Settings
from edge.stage import StageContext


class KioskCore:
    """State, event bus and supervisor of one kiosk. Makes the context of each stage."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        people = settings.audience
        self.clock = clock
        self.state = KioskStateTracker(clock, ResumeClock(people.window_s, people.same_person_s))
        self.bus, self.supervisor = EventBus(), StageSupervisor(clock)
        self._pauses: list[Callable[[float], None]] = []

    def stage_context(self, stage: str) -> StageContext[Any]:
        """Context of the stage with this name."""
        return StageContext(
            self.clock.now, self._is_active, lambda: self.supervisor.note_heartbeat(stage), self.bus.publish
        )

    def add_activity_update(self, update: Callable[[float], None]) -> None:
        """Registers `update`, which starts and ends pauses. It is called with the time whenever a stage asks whether
        the kiosk is active.

        Call this method before any stage runs.
        """
        self._pauses.append(update)

    def _is_active(self) -> bool:
        for update in self._pauses:
            update(self.clock.now())
        return not self.state.is_paused
