"""Checks every part of the kiosk once per turn of the loop. Raises each alert once, clears it once, and updates the
state.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edge.alerts import Alert
from edge.clock import Clock, make_next_midnight_function
from edge.kiosk.state.debounce import AlertDebouncer, RateLimitedAlert
from edge.kiosk.state.delayed_alerts import OPENED, DelayedAlerts, LocalActionAlerts, is_delayed
from edge.kiosk.state.gauges import Quantiles
from edge.kiosk.state.state import KioskStateTracker, Where
from edge.messages.payloads.state import STAFF_NOT_DECLARED
from edge.opening_hours import parse_opening_hours
from edge.settings.notice import NoticeSettings
from edge.settings.site import SiteSettings
from edge.uplink.outbox.file_watch import OutboxFileLosses
from edge.uplink.outbox.outbox import OutboxUsage

log = logging.getLogger(__name__)

DEGRADES = frozenset(
    {
        *("camera.lost", "camera.frozen", "camera.dark"),
        *("microphone.lost", "microphone.silent"),
        *("kit.lost", "kit.noise", "kit.failed", "consent.invalid"),
        "outbox.full",
    }
)
"""Codes of alerts that mean missing data, such as "stage.*". A wearer who does not consent ("consent.none") is not a
fault.
"""

STEP_S = 1.0  # after a larger step of the machine's clock, plays of other machines would be joined wrongly
STEP_STAYS_S = 10.0  # a step must last so long, so that a clock that is set twice restarts the kiosk once
RESEARCH_USE = (
    'models: [models] use = "research" is for participants who have consented, or for a recording, and this kiosk has '
    'a camera. If the screen belongs to a business, set use = "shop". See vitrina docs research.'
)
QUIET_HOUR = 3  # local hour in which a kiosk without opening hours changes its program
SLOW_HZ = 5.0  # below this rate a face that is visible for one second is not confirmed


class KioskMonitor:
    """Compares each part with its limits. Passes alerts, pauses and faults to a KioskStateTracker.

    Each method gets the data that it checks. `clock_was_set` returns True only after the system clock has differed for
    `step_stays_s` seconds.
    """

    def __init__(
        self, state: KioskStateTracker, clock: Clock, site: SiteSettings, step_stays_s: float = STEP_STAYS_S
    ) -> None:
        self._state, self._clock, self._step_stays_s = state, clock, step_stays_s
        self._hours = None if site.open is None else parse_opening_hours(site.open)
        self._zone = ZoneInfo(site.timezone)
        self._stepped_s: float | None = None  # time of the step of the machine's clock
        self._next_midnight_s = make_next_midnight_function(site.timezone)
        self._delayed = DelayedAlerts(clock.now(), self._next_midnight_s)
        self._opened = LocalActionAlerts(state.report_time_s)
        self._files_aside = self._losses = 0
        self._active: dict[str, dict[tuple[str, int], Alert]] = {}  # by part
        self._debouncers: dict[str, AlertDebouncer] = {}  # by part
        self._bad_commands = self._rate_limited_alert("cmd.bad")
        self._dropped_commands = self._rate_limited_alert("cmd.dropped")
        self._dropped_messages = self._rate_limited_alert("outbox.dropped")
        self.check_commands(
            0, "", 0
        )  # counting begins here; for the outbox at its first usage, as old drops are no news

    def update_alerts(self, part: str, alerts: Iterable[Alert], opening: str | None = None) -> None:
        """Updates the alerts of a part: raises new alerts, and clears alerts that are gone.

        `opening` is a text while a device is opened for the first time. It degrades the state, but raises no alert.
        """
        before = self._active.get(part, {})
        debouncer = self._debouncers.setdefault(part, AlertDebouncer(self._clock.now))
        present = debouncer.debounce_alerts({alert.key: alert for alert in alerts})
        for alert in present.values():  # new reasons come first, so that the state is not "sensing" between two faults
            if _degrades(alert):
                self._state.set_degraded_reason(_reason(alert.key), alert.text, _where(alert.code))
        self._state.set_degraded_reason(part, opening)
        for code, instance in [key for key in before if key not in present]:
            self._state.clear_alert(code, instance, told=not is_delayed(code))
            self._state.set_degraded_reason(_reason((code, instance)), None, _where(code))
        for alert in present.values():
            self._state.raise_alert(alert, told=not is_delayed(alert.code))
        self._active[part] = present
        if any(code in OPENED for code, _ in (*before, *present)):
            self._opened.update([one for one in self._state.active_alerts if one.code in OPENED], self._clock.now())

    def publish_delayed_alerts(self) -> None:
        """Reports the delayed alerts that are due, and updates the state in messages accordingly."""
        now_s = self._clock.now()
        changes = self._delayed.take_due_changes(self._state.active_alerts, now_s)
        for change in changes:
            if _degrades(change.alert):
                is_over = change.cleared_s is not None
                self._state.set_degraded_reason(change.alert.code, None if is_over else change.alert.text, "messages")
        self._state.add_reported_changes([*changes, *self._opened.take_due_changes(now_s)])

    def publish_remaining_alerts(self) -> None:
        """Reports all remaining alerts about views opened on this kiosk. Called when the kiosk stops."""
        self._state.add_reported_changes(self._opened.take_remaining_changes(self._clock.now()))

    def check_notice(self, notice: NoticeSettings, *, needs_balancing_test: bool = False) -> None:
        """Pauses the kiosk if the notice is incomplete, or if nobody has confirmed that it has been put up by the
        screen.
        """
        if missing := notice.missing_keys(needs_balancing_test=needs_balancing_test):
            reason = "notice: not confirmed" if notice.missing_confirmation_keys() else "notice: not complete"
            text = f"{reason}. Set {', '.join(missing)} in [notice] once it is up by the screen."
            log.warning("%s Sensing starts after that.", text)
            self._state.set_pause_reason("notice", reason)
            self._raise("notice.missing", text)

    def report_undeclared_staff(self, text: str) -> None:
        """Degrades the state: no faces are analysed, because nobody has declared whether staff work in view."""
        log.warning("%s", text)
        self._state.set_degraded_reason("staff", STAFF_NOT_DECLARED)
        self._raise("staff.undeclared", text)

    def check_papers(self, stale: str | None) -> None:
        """Raises an alert if the papers were written for other settings. `stale` is its text; None clears it."""
        if stale is None:
            self._state.clear_alert("papers.stale")
        else:
            self._raise("papers.stale", stale)

    def report_research_use(self) -> None:
        """Raises an alert that stays until the settings change: people who pass a screen have not consented."""
        self._raise("models.use", RESEARCH_USE)

    def raise_place_question(self, question: str | None) -> None:
        """Raises the question on this kiosk who stands at a place. A `question` of None means that it is answered. A
        new text replaces the previous one, because it is about another place.
        """
        if question not in [alert.text for alert in self._state.active_alerts if alert.code == "staff.place"]:
            self._state.clear_alert("staff.place", told=False)
        if question is not None:
            self._state.raise_alert(Alert("staff.place", "warning", question, self._clock.now()), told=False)

    def check_opening_hours(self) -> None:
        """Pauses the kiosk outside opening hours."""
        if self._hours is not None:
            is_open = self._hours.is_open(self._clock.now(), self._zone)
            self._state.set_pause_reason("hours", None if is_open else "closed")

    @property
    def is_closed(self) -> bool:
        """True outside opening hours. A kiosk without opening hours is never closed."""
        return self._hours is not None and not self._hours.is_open(self._clock.now(), self._zone)

    @property
    def local_day(self) -> str:
        """The date in the shop, such as 2026-12-01."""
        return datetime.fromtimestamp(self._clock.now(), self._zone).date().isoformat()

    @property
    def day_ends_s(self) -> float:
        """End of the local day, in seconds since 1970 UTC."""
        return self._next_midnight_s(self._clock.now())

    @property
    def is_quiet_time(self) -> bool:
        """True outside opening hours. Without opening hours: from 3 to 4 at night, in local time."""
        now_s = self._clock.now()
        if self._hours is None:
            return datetime.fromtimestamp(now_s, self._zone).hour == QUIET_HOUR
        return not self._hours.is_open(now_s, self._zone)

    def clock_was_set(self) -> bool:
        """True if the system clock was set and has differed for `step_stays_s` seconds.

        A kiosk with a new clock must then replace this one. Batches across two clocks would have a wrong length, or end
        before they start.
        """
        error_s = self._clock.error_s()
        if abs(error_s) <= STEP_S:
            self._stepped_s = None
            return False
        self._stepped_s = self._clock.now() if self._stepped_s is None else self._stepped_s
        if self._clock.now() - self._stepped_s < self._step_stays_s:
            return False
        text = (
            f"clock: it was changed by {error_s:+.1f} s. Batches ended there, and visits in view at that time count "
            "in both parts."
        )
        self._raise_and_clear("clock.stepped", text)
        log.warning("%s", text)
        return True

    def check_outbox(self, usage: OutboxUsage, set_aside: Sequence[Path], losses: OutboxFileLosses) -> None:
        """Raises an alert if messages were dropped before they were sent, if a file could not be read, or if
        somebody deleted, replaced or truncated it.
        """
        self._dropped_messages.update_total(
            usage.dropped,
            lambda count: (
                f"outbox: {count} messages were dropped unsent, because they were too old or too many. Check whether "
                "the broker was unreachable for a long time."
            ),
        )
        for file in set_aside[self._files_aside :]:
            text = f"outbox: it could not be read and was renamed to {file}. Its unsent messages are lost."
            self._raise_and_clear("outbox.corrupt", f"{text} Check the disk.")
        self._files_aside = len(set_aside)
        if losses.count > self._losses:
            self._raise_and_clear("outbox.lost", losses.last)
        self._losses = losses.count

    def check_runtime(self, fallback: str | None) -> None:
        """Raises an alert if ONNX Runtime replaces TensorRT. Until the next start, the kiosk senses more slowly."""
        if fallback:
            self._raise("runtime.fallback", fallback)

    def check_commands(self, bad: int, last_bad: str, dropped: int) -> None:
        """Raises an alert if commands could not be read or were dropped. Each kind of alert is raised at most once per
        minute.

        `bad` and `dropped` are totals since the start; `last_bad` describes the newest bad command.
        """
        self._bad_commands.update_total(
            bad, lambda count: last_bad if count == 1 else f"{last_bad} {count} commands were bad."
        )
        self._dropped_commands.update_total(
            dropped,
            lambda count: (
                f"commands: {count} arrived too fast and were dropped. Check whether a player sends too many."
            ),
        )

    def check_pace(self, analysed_hz: Quantiles | None) -> None:
        """Raises an alert if too few frames per second are analysed, according to the spread over a released window.

        The rate changes with the number of people in view, so a newer value must not be used.
        """
        if analysed_hz is None:
            return
        half_hz, _ = analysed_hz
        if half_hz < SLOW_HZ:
            text = (
                f"perception: for half of the time it analysed at most {half_hz:.1f} frames per second. Below "
                f"{SLOW_HZ:g}, people who walk by are missed. Fewer squares ([faces] tiles) need less computing "
                "power; compare them with vitrina bench."
            )
            self._raise("analysis.slow", text)
        else:
            self._state.clear_alert("analysis.slow")

    def _rate_limited_alert(self, code: str) -> RateLimitedAlert:
        return RateLimitedAlert(lambda text: self._raise_and_clear(code, text), self._clock.now)

    def _raise(self, code: str, text: str) -> None:
        self._state.raise_alert(Alert(code, "warning", text, self._clock.now()))

    def _raise_and_clear(self, code: str, text: str) -> None:
        """Raises and clears an alert about a single event. Somebody must look into it, but no lasting problem
        remains that could end later.
        """
        self._raise(code, text)
        self._state.clear_alert(code)


def _degrades(alert: Alert) -> bool:
    return alert.code in DEGRADES or alert.code.startswith("stage.")


def _where(code: str) -> Where:
    return "here" if is_delayed(code) else "everywhere"


def _reason(key: tuple[str, int]) -> str:
    code, instance = key
    return f"{code} {instance}"
