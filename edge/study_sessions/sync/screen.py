"""Clock offset between the screen and a device: a page flashes and clicks, and the device records it."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from edge.clock import Clock
from edge.study.analysis.sync import ClockOffset
from edge.study.errors import StudyError
from edge.study_sessions.sync.devices import FirstValueDeadline, OpenDevice
from edge.study_sessions.sync.flashes import Flashes
from edge.study_sessions.sync.pairs import SyncPlan, screen_offset
from edge.web.errors import PagePackagesError

PAGE_S = 180.0
"""Longest wait for the first flash, in seconds. Somebody must open the page and press its button."""


class FlashMeasurement:
    """State of one flash measurement. Any thread may call `stop`."""

    def __init__(self, flashes: Flashes, clock: Clock, device: str) -> None:
        self._flashes, self._clock = flashes, clock
        self._first = FirstValueDeadline(device, clock.now)
        self._page_until_s = clock.now() + PAGE_S
        self._over_s: float | None = None
        self._stop = threading.Event()

    def stop(self) -> None:
        """End the measurement."""
        self._stop.set()

    def update_progress(self, alerts: str, *, has_value: bool) -> None:
        """Update the measurement; call this several times per second. The page starts once the device sends values.

        Raises StudyError or SilentDeviceError.
        """
        now_s = self._clock.now()
        if has_value:
            self._first.has_come = self._flashes.may_begin = True
        self._first.check(alerts)
        if self._stop.is_set():
            raise StudyError("study: the measurement was stopped, and nothing was stored. Start it again.")
        if not self._flashes.shown_s and now_s > self._page_until_s:
            raise StudyError(
                "study: the page has not flashed. Start the measurement: open the page's link in a browser, and press "
                "the button there."
            )
        if self._over_s is None and self._flashes.is_over:
            self._over_s = now_s + self._flashes.plan.apart_s

    def is_over(self) -> bool:
        """True once so much time has passed since the last flash that the device must have recorded it."""
        return self._over_s is not None and self._clock.now() >= self._over_s


def measure_screen(
    open_device: OpenDevice,
    clock: Clock,
    plan: SyncPlan,
    watch: Callable[[Callable[[], None]], None],
    show: Callable[[str], AbstractContextManager[None]],
) -> ClockOffset:
    """Measure the clock offset of a device from the screen. `show` opens the page or prints its link.

    Raises StudyError, PageError, BrowserError and the errors of the device.
    """
    try:
        from edge.study_sessions.pages.app import serve_page
        from edge.study_sessions.pages.flash_routes import flash_routes
    except ModuleNotFoundError as error:
        raise PagePackagesError("study", error.name) from None
    flashes = Flashes(plan, clock.now)
    with ExitStack() as stack:
        device = open_device(stack)
        measurement = FlashMeasurement(flashes, clock, device.name)
        link = stack.enter_context(serve_page("flash", flash_routes(flashes)))
        stack.enter_context(show(link))
        watch(measurement.stop)
        device.read(lambda came: measurement.update_progress(device.alert_text(), has_value=came), measurement.is_over)
    return screen_offset(flashes.shown_s, device.readings, plan)
