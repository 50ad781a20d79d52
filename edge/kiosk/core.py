"""State, pauses, event bus and supervisor of one kiosk: all that its stages share."""

from collections.abc import Callable
from typing import Any

from edge.clock import Clock
from edge.kiosk.screen.build_view import build_setup_view
from edge.kiosk.screen.screen_holds import screen_holds
from edge.kiosk.stages.event_bus import EventBus
from edge.kiosk.stages.supervisor import StageSupervisor
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker
from edge.kiosk.state.study_hold import StudyHold
from edge.settings.settings import Settings
from edge.stage import StageContext


class KioskCore:
    """Makes the context of each stage. `is_camera_closed`: True while the sensing has no camera open."""

    def __init__(self, settings: Settings, clock: Clock, is_camera_closed: Callable[[], bool]) -> None:
        people = settings.audience
        self.clock = clock
        self.state = KioskStateTracker(clock, ResumeClock(people.window_s, people.same_person_s))
        self.bus, self.supervisor = EventBus(), StageSupervisor(clock)
        view = build_setup_view(settings, clock, self.state, is_camera_closed)
        self.holds = screen_holds(settings, self.state, clock.now(), view)
        self._study = StudyHold(self.state, settings.outbox.path)

    def context(self, stage: str) -> StageContext[Any]:
        """Context of the stage of this name."""
        return StageContext(self.clock.now, self._is_active, lambda: self.supervisor.heartbeat(stage), self.bus.publish)

    def _is_active(self) -> bool:
        self.holds.update(self.clock.now())
        self._study.update(self.clock.now())
        return not self.state.paused
