"""Clock offset between kit and camera: the wearer lifts a finger off the electrodes in view of the camera."""

import threading
from collections.abc import Callable
from contextlib import ExitStack

from edge.clock import Clock
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitOptions, KitReader
from edge.study.analysis.sync import ClockOffset
from edge.study.errors import StudyError
from edge.study_sessions.sync.devices import FirstValueDeadline, open_camera, read_device_until
from edge.study_sessions.sync.pairs import SyncPlan, contact_offset
from edge.study_sessions.sync.readings import Contact, Motion


class LiftCues:
    """Prompts that ask the wearer to lift the finger. The first one comes once kit and camera send values."""

    def __init__(self, plan: SyncPlan, tell: Callable[[str], None]) -> None:
        self._plan, self._tell = plan, tell
        self._due_s: float | None = None
        self._told = 0

    def show_due_cue(self, now_s: float, *, has_begun: bool) -> None:
        """Show the next prompt if it is due. Call this several times per second."""
        if self._due_s is None and has_begun:
            self._due_s = now_s + self._plan.apart_s
            self._tell(
                "study: keep still, with the hand in front of the camera. At each cue, lift one finger off for a "
                "second."
            )
        if self._due_s is not None and now_s >= self._due_s:
            self._due_s += self._plan.apart_s
            self._told += 1
            if self._told <= self._plan.edges:
                self._tell(f"study: lift it now ({self._told} of {self._plan.edges})")

    def is_over(self) -> bool:
        """True once the waiting time after the last prompt is over."""
        return self._told > self._plan.edges


def measure_contact(
    settings: Settings,
    kits: list[KitOptions],
    clock: Clock,
    plan: SyncPlan,
    watch: Callable[[Callable[[], None]], None],
    tell: Callable[[str], None],
) -> ClockOffset:
    """Measure the first of the kits. `tell` prints lines for its wearer. Raises StudyError or CameraError."""
    if not kits:
        raise StudyError("study: no kit is set. Name a kit with --kit PORT,KIND")
    motion, contact, stop = Motion(), Contact(), threading.Event()
    cues = LiftCues(plan, tell)
    firsts = FirstValueDeadline("camera", clock.now), FirstValueDeadline("kit", clock.now)
    with ExitStack() as stack:
        camera = stack.enter_context(open_camera(settings, clock))
        reader = KitReader(kits[0], contact.add, clock.now)
        stack.callback(reader.close)
        reader.start()
        watch(stop.set)

        def turn(has_frame: bool) -> None:
            if stop.is_set():
                raise StudyError("study: the measurement was stopped, and nothing was stored. Start it again.")
            firsts[0].has_come |= has_frame
            firsts[1].has_come |= bool(contact.readings.times_s)
            firsts[0].check(" ".join(alert.text for alert in camera.alerts))
            firsts[1].check(" ".join(alert.text for alert in reader.alerts))
            cues.show_due_cue(clock.now(), has_begun=all(first.has_come for first in firsts))

        read_device_until(camera.newest_frame, motion.add, turn, cues.is_over)
    return contact_offset(motion.readings, contact.readings, plan)
