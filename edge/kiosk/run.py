"""`vitrina run`: runs a kiosk until SIGTERM or SIGINT, reloads the settings on SIGHUP, and reports to systemd."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from edge import __version__
from edge.clock import Clock, is_plausible_time, machine_time_s
from edge.kiosk.console.console import NO_CONSOLE, NO_TOOLS, ServiceTools, open_console
from edge.kiosk.console.metrics import ShowHealth, ignore_health_message, open_metrics_page
from edge.kiosk.kiosk import HUNG_S, Kiosk
from edge.kiosk.process.lock import hold_kiosk_lock
from edge.kiosk.process.memory import freeze_lasting_objects, limit_allocator_memory
from edge.kiosk.process.moved import check_not_moved
from edge.kiosk.process.reload import REFUSALS, SettingsReload
from edge.kiosk.process.status_socket import KioskStatusServer
from edge.kiosk.process.stop_signals import stop_on_signals
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.state.status import KioskStatus
from edge.kiosk.times import USUAL_TIMES, KioskTimes
from edge.settings.places import make_state_folder
from edge.settings.settings import Settings

log = logging.getLogger(__name__)

START_S = 120.0  # for a start without an outbox
SLOWEST_MB_PER_S = 4.0  # of a worn memory card, read page by page
LARGE_MB = 50.0  # an outbox of a week; a smaller one is checked in a few seconds
CLOCK_CHECK_S = 1.0  # interval between two checks of a clock that is not set


def run_kiosk_service(settings: Settings, source: str, tools: ServiceTools = NO_TOOLS) -> int:
    """Runs the kiosk until a signal arrives, or until the video file that replaces the camera ends. `source`: where the
    settings come from, for the log.
    """
    limit_allocator_memory()
    log.info("run: settings from %s; messages are stored in %s", source, settings.outbox.path)
    service = KioskService(settings, SystemdNotifier(), on_built=freeze_lasting_objects, tools=tools)
    stop_on_signals(service.stop, service.reload_on_signal)
    service.run()
    return 0


class KioskService:
    """Runs one kiosk after another. A new kiosk starts whenever the system clock was set or the settings have changed.

    `stop` and `reload_settings` may be called from any thread, but not from a signal handler, because they acquire
    locks.
    """

    def __init__(
        self,
        settings: Settings,
        notifier: SystemdNotifier,
        machine_s: Callable[[], float] = machine_time_s,
        on_built: Callable[[], None] = lambda: None,
        times: KioskTimes = USUAL_TIMES,
        tools: ServiceTools = NO_TOOLS,
    ) -> None:
        """`on_built` is called after each kiosk is built and before it runs."""
        self._notifier, self._machine_s, self._on_built = notifier, machine_s, on_built
        self._times, self._tools, self._console = times, tools, NO_CONSOLE
        self._show_health: ShowHealth = ignore_health_message
        self._reload = SettingsReload(settings, tools.load, machine_s)
        self._stop = threading.Event()
        self._kiosk: Kiosk | None = None
        self._start_s = machine_s()
        self._reloaded_s: float | None = None  # until a kiosk with the new settings is built
        self.hung_s = HUNG_S

    def stop(self) -> None:
        self._stop.set()
        if self._kiosk is not None:
            self._kiosk.stop()

    def reload_settings(self) -> None:
        """Reads the settings again. If they can be used, the kiosk stops and a new one starts with them.

        Raises an error of REFUSALS if the settings cannot be used. The kiosk then keeps its settings.
        """
        self._reload.request_reload()
        self._reload.call_if_still_waiting(self._end_for_new_settings)

    def _end_for_new_settings(self) -> None:
        self._notifier.notify_reloading()
        if self._kiosk is not None:
            self._kiosk.stop()

    def reload_on_signal(self) -> None:
        """Reads the settings again. If they are refused, the log and an alert contain the reason."""
        with suppress(*REFUSALS):
            self.reload_settings()

    def run(self) -> None:
        """Runs until `stop`. Raises the errors of Kiosk, KioskAlreadyRunningError, or PageError if the page cannot be
        served.
        """
        is_over = False
        while not is_over:
            try:
                is_over = self._run_kiosks_with_one_outbox()
            except REFUSALS as error:
                self._reload.restore_former_settings(error)
        log.info("run: ended")

    def _run_kiosks_with_one_outbox(self) -> bool:
        """Runs kiosks that share one outbox and the same pages. Returns False if new settings name a different
        outbox or page.
        """
        settings = self._reload.settings
        outbox, place = settings.outbox.path, _place(settings)
        make_state_folder(outbox)
        with hold_kiosk_lock(outbox), KioskStatusServer(outbox, self.status), ExitStack() as stack:
            check_not_moved(settings)
            self._console = open_console(settings, self._machine_s, self._tools, self.reload_settings, stack)
            self._show_health = open_metrics_page(settings, stack)
            self._tools = replace(self._tools, sessions=None)  # of the first page alone
            log.info("run: vitrina %s as %s", __version__, self._topic())
            self._wait_for_clock()
            while not self._stop.is_set():
                if self._reload.take_new_settings():
                    self._reloaded_s = self._machine_s()
                    log.info("run: vitrina %s as %s", __version__, self._topic())
                if _place(self._reload.settings) != place:
                    return False
                kiosk = self._build_kiosk(outbox)
                if kiosk is None:
                    continue
                kiosk.run()
                if kiosk.parts.camera.ended.is_set():
                    log.warning(
                        "camera: the video file has ended, so the kiosk stops. Set [camera] loop = true to start it "
                        "again at its end."
                    )
                self._console.detach_kiosk()
                kiosk.store_pause()
                if kiosk.clock_was_set:
                    self._wait_for_clock()
                elif not self._reload.has_new_settings:
                    break
            self._notifier.notify_stopping()
        return True

    def _build_kiosk(self, outbox: Path) -> Kiosk | None:
        """A kiosk with the current settings. None if they were refused and the previous settings were restored."""
        self._allow_check(outbox)
        clock, settings = Clock(self._machine_s), self._reload.settings
        watch = self._console.attach_kiosk(clock, settings)
        try:
            kiosk = Kiosk(settings, clock, watch, times=self._times, heartbeat=self._on_heartbeat)
        except REFUSALS as error:
            self._reload.restore_former_settings(error)
            return None
        self._reload.confirm_settings()
        if self._reloaded_s is not None:
            kiosk.begin_paused(self._reloaded_s)
            self._reloaded_s = None  # the clock may be set before the next kiosk
        self._kiosk = kiosk
        self._on_built()
        self._notifier.notify_ready()
        if self._stop.is_set() or self._reload.has_new_settings:  # asked for while the kiosk was built
            kiosk.stop()
        return kiosk

    def _topic(self) -> str:
        site = self._reload.settings.site
        return f"{site.tenant}/{site.site}/{site.device}"

    def _allow_check(self, outbox: Path) -> None:
        """Asks systemd for enough time to check the outbox, because the kiosk reports nothing during the check."""
        try:
            size_mb = outbox.stat().st_size / 1e6
        except OSError:  # there is none yet, or opening it reports the reason
            size_mb = 0.0
        self._notifier.extend_timeout(START_S + size_mb / SLOWEST_MB_PER_S)
        if size_mb >= LARGE_MB:
            self._notifier.set_status_text(f"starting: checking the outbox ({size_mb:.0f} MB)")

    def status(self) -> KioskStatus:
        """Status of the kiosk, or the status while waiting for the clock. May be called from any thread."""
        if self._kiosk is None:
            reasons = () if is_plausible_time(self._machine_s()) else (_not_set(self._machine_s()),)
            state = "paused" if reasons else "degraded"
            return KioskStatus(__version__, state, reasons or ("starting",), self._start_s, is_wanted=not reasons)
        return self._kiosk.status()

    def _on_heartbeat(self, kiosk: Kiosk) -> None:
        status = kiosk.status()
        kiosk.parts.monitor.update_alerts("settings", self._reload.alerts)
        self._console.show_kiosk(kiosk, status)
        if kiosk.newest_health is not None:
            self._show_health(kiosk.newest_health.payload)
        self._notifier.set_status_text(status.state_line)
        if not kiosk.hung_stages(self.hung_s):
            self._notifier.notify_progress()

    def _wait_for_clock(self) -> None:
        """Waits until the system clock shows a plausible time, because every message needs a correct time."""
        if is_plausible_time(self._machine_s()) or self._stop.is_set():
            return
        log.warning("%s", _not_set(self._machine_s()))
        self._kiosk = None
        self._console.show_waiting(self.status())
        self._notifier.notify_ready()
        self._notifier.set_status_text(_not_set(self._machine_s()))
        while not is_plausible_time(self._machine_s()) and not self._stop.wait(CLOCK_CHECK_S):
            self._notifier.notify_progress()


def _place(settings: Settings) -> tuple[object, ...]:
    """The settings that must be the same for consecutive kiosks to share an outbox and pages."""
    return settings.outbox.path, settings.console, settings.metrics


def _not_set(now_s: float) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(now_s))
    return (
        f"clock: the system clock shows {day}. Sensing starts once it is set. Check that the time server can be "
        "reached."
    )
