"""What the kiosk heeds about itself, once a turn of its loop: each thing that is wrong becomes an alert that is raised
once and cleared once, and where it touches what is sensed, the state.
"""

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
from edge.sources.camera.camera import CameraCondition as CameraCondition
from edge.sources.camera.warnings import CameraWarning, Code
from edge.sources.microphone.microphone import MicrophoneCondition as MicrophoneCondition
from edge.uplink.outbox.outbox import OutboxUsage
from edge.uplink.publisher.alert_texts import BrokerAlert as BrokerCondition

log = logging.getLogger(__name__)

CAMERA_ALERTS: dict[str, Severity] = {"lost": "error", "frozen": "error", "dark": "warning"}
MICROPHONE_ALERTS: dict[str, Severity] = {"lost": "error", "silent": "warning"}
REMARKS: tuple[Code, ...] = ("moved", "slow")
STEP_S = 1.0  # the machine's clock was set by more than this: plays told by other machines would be joined wrongly
STEP_STAYS_S = 10.0  # for so long: a clock that is set twice in a row starts the kiosk anew once
SLOW_HZ = 5.0  # below this a face that is there for a second is not seen often enough to be one


class Monitor:
    """Each method is given what it judges; `conditions` is told."""

    def __init__(self, state: StateTracker, clock: Clock, site: SiteSettings) -> None:
        self._state, self._clock = state, clock
        self._hours = None if site.open is None else read_hours(site.open)
        self._zone = ZoneInfo(site.timezone)
        self._stepped_s: float | None = None  # since when the machine's clock is another
        self._queue_drops = self._files_aside = 0
        self._broker_alerts: set[str] = set()
        self._kit_troubles: dict[tuple[KitCode, int], KitAlert] = {}
        self._dropped: int | None = None  # at the last look: what was dropped before this start was told before it

    def notice(self, notice: NoticeSettings) -> None:
        """Without a notice that somebody has seen hang there, nothing is sensed."""
        if missing := notice.missing():
            text = f"notice: not confirmed. Set {', '.join(missing)} in [notice] once it hangs by the screen."
            log.warning("%s Nothing is sensed until then.", text)
            self._state.pause("notice", "notice: not confirmed")
            self._state.alert("notice.missing", "warning", text)

    def hours(self) -> None:
        """Outside opening hours nothing is sensed."""
        if self._hours is not None:
            is_open = self._hours.is_open(self._clock.now(), self._zone)
            self._state.pause("hours", None if is_open else "closed")

    def clock_was_set(self) -> bool:
        """Whether the machine's clock was set and stays so: then a kiosk with a new clock must go on in place of this.

        Batches that lie on two clocks would have a wrong length, or end before they begin."""
        error_s = self._clock.error_s()
        if abs(error_s) <= STEP_S:
            self._stepped_s = None
            return False
        self._stepped_s = self._clock.now() if self._stepped_s is None else self._stepped_s
        if self._clock.now() - self._stepped_s < STEP_STAYS_S:
            return False
        text = f"clock: it was set by {error_s:+.1f} s. Batches ended there; visits then in view count in both parts."
        self._once("clock.stepped", text)
        log.warning("%s", text)
        return True

    def camera(self, condition: CameraCondition | None, remarks: Iterable[CameraWarning] = ()) -> None:
        """None: no camera is wanted."""
        remarks = tuple(remarks)
        self._source("camera", condition, CAMERA_ALERTS)
        for code in REMARKS:
            self._update(f"camera.{code}", next((remark for remark in remarks if remark.code == code), None))

    def microphone(self, condition: MicrophoneCondition | None) -> None:
        """None: no microphone is wanted. The camera goes on without one."""
        self._source("microphone", condition, MICROPHONE_ALERTS)

    def kits(self, troubles: Iterable[KitAlert]) -> None:
        """What is wrong with sensor kits now; each has alerts of its own."""
        holding = {(trouble.code, trouble.number): trouble for trouble in troubles}
        for code, number in self._kit_troubles.keys() - holding.keys():
            self._state.clear(code, number)
        for trouble in holding.values():
            self._state.alert(trouble.code, SEVERITIES[trouble.code], trouble.text, trouble.number)
        lacks = {trouble.number: trouble.text for trouble in holding.values() if trouble.is_lack}
        for number in {number for _, number in self._kit_troubles | holding}:
            self._state.degrade(f"kit {number}", lacks.get(number))
        self._kit_troubles = holding

    def broker(self, conditions: Iterable[BrokerCondition]) -> None:
        """What holds between us and the broker now."""
        holding = {condition.code: condition for condition in conditions}
        for code in self._broker_alerts - holding.keys():
            self._state.clear(code)
        for code, condition in holding.items():
            self._state.alert(code, condition.severity, condition.text)
        self._broker_alerts = set(holding)

    def outbox(self, filling: OutboxUsage, set_aside: Sequence[Path]) -> None:
        """Messages that were dropped unsent, and files that could not be read, are told of as they happen."""
        dropped = filling.dropped - self._dropped if self._dropped is not None else 0
        if dropped > 0:
            text = f"outbox: {dropped} messages were dropped unsent: too old, or too many. Is the broker away for long?"
            self._once("outbox.dropped", text)
        self._dropped = filling.dropped
        for file in set_aside[self._files_aside :]:
            text = f"outbox: it could not be read and was set aside as {file}. What it had not sent is lost."
            self._once("outbox.corrupt", f"{text} Is the disk well?")
        self._files_aside = len(set_aside)

    def runtime(self, fallback: str | None) -> None:
        """A kiosk that was given TensorRT, and does without: it senses, slower. It stays so until the next start."""
        if fallback:
            self._state.alert("runtime.fallback", "warning", fallback)

    def queues(self, drops: int) -> None:
        """What was told by players and came too fast to be kept is gone: somebody must look."""
        if drops > self._queue_drops:
            text = f"commands: {drops - self._queue_drops} came too fast and were dropped. Does a player run wild?"
            self._once("cmd.dropped", text)
        self._queue_drops = drops

    def pace(self, analysed_hz: Quantiles | None) -> None:
        """Whether frames are looked at often enough, by the spread over a told window: it moves with the people in
        view, so nothing sooner than that may be told."""
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
        self._once("cmd.bad", text)

    def _source(
        self, name: str, condition: CameraCondition | MicrophoneCondition | None, alerts: Mapping[str, Severity]
    ) -> None:
        """A source that is opening, or of which an alert tells, senses nothing."""
        state = condition.state if condition else "ok"
        for other, severity in alerts.items():
            if condition and other == state:
                self._state.alert(f"{name}.{other}", severity, condition.text)
            else:
                self._state.clear(f"{name}.{other}")
        is_deaf = state == "opening" or state in alerts
        self._state.degrade(name, condition.text if condition and is_deaf else None)

    def _update(self, code: str, remark: CameraWarning | None) -> None:
        if remark:
            self._state.alert(code, "warning", remark.text)
        else:
            self._state.clear(code)

    def _once(self, code: str, text: str) -> None:
        """It needs somebody to look, and nothing is left to be over."""
        self._state.alert(code, "warning", text)
        self._state.clear(code)
