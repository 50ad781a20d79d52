"""Checks every part of the kiosk once per loop turn. Raises each alert once, clears it once, and updates the state."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from edge.clock import Clock
from edge.kiosk.gauges import Quantiles
from edge.kiosk.kit_stage import SEVERITIES, KitAlert
from edge.kiosk.kit_stage import Code as KitCode
from edge.kiosk.state import Severity, StateTracker
from edge.settings.opening_hours import read_hours
from edge.settings.settings import NoticeSettings, SiteSettings
from edge.sources.camera.camera import CameraCondition
from edge.sources.camera.warnings import CameraWarning, Code
from edge.sources.microphone.microphone import MicrophoneCondition
from edge.uplink.outbox.outbox import OutboxUsage
from edge.uplink.publisher.alert_texts import BrokerAlert

log = logging.getLogger(__name__)

CAMERA_ALERTS: dict[str, Severity] = {"lost": "error", "frozen": "error", "dark": "warning"}
MICROPHONE_ALERTS: dict[str, Severity] = {"lost": "error", "silent": "warning"}
REMARKS: tuple[Code, ...] = ("moved", "slow")
STEP_S = 1.0  # after a larger step of the machine's clock, plays of other machines would be joined wrongly
STEP_STAYS_S = 10.0  # a step must last so long, so that a clock that is set twice restarts the kiosk once
SLOW_HZ = 5.0  # below this rate a face that is visible for one second is not confirmed


class Monitor:
    """Compares each part with its limits. Writes alerts, pauses and faults to a StateTracker.

    Each method gets the data that it checks.
    """

    def __init__(self, state: StateTracker, clock: Clock, site: SiteSettings) -> None:
        self._state, self._clock = state, clock
        self._hours = None if site.open is None else read_hours(site.open)
        self._zone = ZoneInfo(site.timezone)
        self._stepped_s: float | None = None  # time of the step of the machine's clock
        self._queue_drops = self._files_aside = 0
        self._broker_alerts: set[str] = set()
        self._kit_alerts: dict[tuple[KitCode, int], KitAlert] = {}
        self._dropped: int | None = None  # at the last check; None before it, so that old drops raise no new alert

    def notice(self, notice: NoticeSettings) -> None:
        """Pauses the kiosk if nobody has confirmed that the notice hangs by the screen."""
        if missing := notice.missing():
            text = f"notice: not confirmed. Set {', '.join(missing)} in [notice] once it hangs by the screen."
            log.warning("%s Nothing is sensed until then.", text)
            self._state.pause("notice", "notice: not confirmed")
            self._state.alert("notice.missing", "warning", text)

    def hours(self) -> None:
        """Pauses the kiosk outside opening hours."""
        if self._hours is not None:
            is_open = self._hours.is_open(self._clock.now(), self._zone)
            self._state.pause("hours", None if is_open else "closed")

    def clock_was_set(self) -> bool:
        """Returns True if the machine's clock was set and has stayed so for STEP_STAYS_S.

        Then a kiosk with a new clock must replace this one. Batches over two clocks would have a wrong length, or end
        before they begin.
        """
        error_s = self._clock.error_s()
        if abs(error_s) <= STEP_S:
            self._stepped_s = None
            return False
        self._stepped_s = self._clock.now() if self._stepped_s is None else self._stepped_s
        if self._clock.now() - self._stepped_s < STEP_STAYS_S:
            return False
        text = f"clock: it was set by {error_s:+.1f} s. Batches ended there; visits then in view count in both parts."
        self._raise_and_clear("clock.stepped", text)
        log.warning("%s", text)
        return True

    def camera(self, condition: CameraCondition | None, warnings: Iterable[CameraWarning] = ()) -> None:
        """Checks the camera. `condition` is None while no camera is needed (paused)."""
        warnings = tuple(warnings)
        self._source("camera", condition, CAMERA_ALERTS)
        for code in REMARKS:
            self._set_warning(f"camera.{code}", next((warning for warning in warnings if warning.code == code), None))

    def microphone(self, condition: MicrophoneCondition | None) -> None:
        """Checks the microphone. `condition` is None while no microphone is needed."""
        self._source("microphone", condition, MICROPHONE_ALERTS)

    def kits(self, alerts: Iterable[KitAlert]) -> None:
        """Takes all present alerts of the sensor kits. Each kit has its own."""
        active = {(alert.code, alert.number): alert for alert in alerts}
        for code, number in self._kit_alerts.keys() - active.keys():
            self._state.clear(code, number)
        for alert in active.values():
            self._state.alert(alert.code, SEVERITIES[alert.code], alert.text, alert.number)
        faults = {alert.number: alert.text for alert in active.values() if alert.degrades}
        for number in {number for _, number in self._kit_alerts | active}:
            self._state.degrade(f"kit {number}", faults.get(number))
        self._kit_alerts = active

    def broker(self, alerts: Iterable[BrokerAlert]) -> None:
        """Takes all present alerts of the connection to the broker."""
        active = {alert.code: alert for alert in alerts}
        for code in self._broker_alerts - active.keys():
            self._state.clear(code)
        for code, alert in active.items():
            self._state.alert(code, alert.severity, alert.text)
        self._broker_alerts = set(active)

    def outbox(self, usage: OutboxUsage, set_aside: Sequence[Path]) -> None:
        """Raises an alert each time that messages were dropped unsent, or that a file could not be read."""
        dropped = usage.dropped - self._dropped if self._dropped is not None else 0
        if dropped > 0:
            text = f"outbox: {dropped} messages were dropped unsent: too old, or too many. Is the broker away for long?"
            self._raise_and_clear("outbox.dropped", text)
        self._dropped = usage.dropped
        for file in set_aside[self._files_aside :]:
            text = f"outbox: it could not be read and was set aside as {file}. What it had not sent is lost."
            self._raise_and_clear("outbox.corrupt", f"{text} Is the disk well?")
        self._files_aside = len(set_aside)

    def runtime(self, fallback: str | None) -> None:
        """Raises an alert if ONNX Runtime replaces TensorRT. The kiosk senses, but slower, until the next start."""
        if fallback:
            self._state.alert("runtime.fallback", "warning", fallback)

    def queues(self, drops: int) -> None:
        """Raises an alert each time that commands or plays were dropped from a full queue. `drops` is their total."""
        if drops > self._queue_drops:
            text = f"commands: {drops - self._queue_drops} came too fast and were dropped. Does a player run wild?"
            self._raise_and_clear("cmd.dropped", text)
        self._queue_drops = drops

    def pace(self, analysed_hz: Quantiles | None) -> None:
        """Raises an alert if too few frames a second are analysed, by the spread over a released window.

        The rate changes with the people in view, so no newer number may be used.
        """
        if analysed_hz is None:
            return
        half_hz, _ = analysed_hz
        if half_hz < SLOW_HZ:
            text = (
                f"perception: half of the time it looked at no more than {half_hz:.1f} frames a second; below"
                f" {SLOW_HZ:g} who walks by is missed. Fewer squares ([faces] tiles) cost less; vitrina bench shows it."
            )
            self._state.alert("analysis.slow", "warning", text)
        else:
            self._state.clear("analysis.slow")

    def bad_command(self, text: str) -> None:
        self._raise_and_clear("cmd.bad", text)

    def _source(
        self, name: str, condition: CameraCondition | MicrophoneCondition | None, alerts: Mapping[str, Severity]
    ) -> None:
        """Raises and clears the alerts of a source. A source that is opening or has an alert degrades the state."""
        state = condition.state if condition else "ok"
        for other, severity in alerts.items():
            if condition and other == state:
                self._state.alert(f"{name}.{other}", severity, condition.text)
            else:
                self._state.clear(f"{name}.{other}")
        is_unavailable = state == "opening" or state in alerts
        self._state.degrade(name, condition.text if condition and is_unavailable else None)

    def _set_warning(self, code: str, warning: CameraWarning | None) -> None:
        if warning:
            self._state.alert(code, "warning", warning.text)
        else:
            self._state.clear(code)

    def _raise_and_clear(self, code: str, text: str) -> None:
        """Alert of a single event: a person must check it, and nothing lasts that could end later."""
        self._state.alert(code, "warning", text)
        self._state.clear(code)
