"""`vitrina run`: a kiosk until SIGTERM or SIGINT, under the eyes of systemd where there is one."""

import logging
import signal
import threading
import time
from collections.abc import Callable

from edge import __version__
from edge.clock import Clock, is_plausible, machine_s
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.memory import bound_allocator, set_aside_lasting
from edge.kiosk.status import KioskStatus
from edge.kiosk.status_socket import StatusServer
from edge.kiosk.systemd import SystemdNotifier
from edge.settings.settings import Settings

log = logging.getLogger(__name__)

LOOK_S = 1.0  # how often a clock that is not set is looked at


def run(settings: Settings) -> int:
    """Sense and tell until told to stop, or until a video file that is the camera ends."""
    bound_allocator()
    service = KioskService(settings, SystemdNotifier(), built=set_aside_lasting)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stop())
    service.run()
    return 0


class KioskService:
    """Kiosks one after the other: the next begins where the machine's clock was set. `stop` may be called from a
    signal handler."""

    def __init__(
        self,
        settings: Settings,
        notify: SystemdNotifier,
        wall: Callable[[], float] = machine_s,
        built: Callable[[], None] = lambda: None,
    ) -> None:
        """`built` is called after each kiosk was made and before it runs."""
        self._settings, self._notify, self._wall, self._built = settings, notify, wall, built
        self._stop = threading.Event()
        self._kiosk: Kiosk | None = None
        self._began_s = wall()

    def stop(self) -> None:
        self._stop.set()
        if self._kiosk is not None:
            self._kiosk.stop()

    def run(self) -> None:
        """Raises what Kiosk raises, and AlreadyRunningError."""
        with StatusServer(self._settings.outbox.path, self.report):
            self._wait_for_clock()
            while not self._stop.is_set():
                self._kiosk = Kiosk(self._settings, Clock(self._wall), heartbeat=self._on_heartbeat)
                self._built()
                self._notify.ready()
                if self._stop.is_set():  # it came while the kiosk was built
                    self._kiosk.stop()
                self._kiosk.run()
                if not self._kiosk.clock_was_set:
                    break
                self._wait_for_clock()
            self._notify.stopping()

    def report(self) -> KioskStatus:
        """How it stands; from any thread."""
        if self._kiosk is None:
            reasons = () if is_plausible(self._wall()) else (_not_set(self._wall()),)
            return KioskStatus(
                __version__, "paused" if reasons else "degraded", reasons or ("starting",), self._began_s
            )
        return self._kiosk.report()

    def _on_heartbeat(self, kiosk: Kiosk) -> None:
        self._notify.status(kiosk.report().line)
        if not kiosk.hung():
            self._notify.progress()

    def _wait_for_clock(self) -> None:
        """Nothing is sensed with a clock that cannot be right: no message could say when."""
        if is_plausible(self._wall()) or self._stop.is_set():
            return
        log.warning("%s", _not_set(self._wall()))
        self._kiosk = None
        self._notify.ready()
        self._notify.status(_not_set(self._wall()))
        while not is_plausible(self._wall()) and not self._stop.wait(LOOK_S):
            self._notify.progress()


def _not_set(wall_s: float) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(wall_s))
    return f"clock: this machine says {day}. Nothing is sensed until it is set: does it reach a time server?"
