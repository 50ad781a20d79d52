"""The kiosk: runs the stages, and the loop that monitors them."""

import logging
import math
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from edge.clock import Clock
from edge.events import CameraMoved, FrameObservation, ReleaseBatch
from edge.kiosk import staff
from edge.kiosk.assemble import Watcher, assemble_kiosk
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.parts import AUDIENCE, FEED, PERCEPTION, PLAYS, PUBLISHER, SENSES
from edge.kiosk.state.health import HealthReporter
from edge.kiosk.state.papers_file import stale_papers_text
from edge.kiosk.state.status import KioskStatus
from edge.kiosk.times import USUAL_TIMES, KioskTimes
from edge.messages.build import Message
from edge.settings.settings import Settings
from edge.uplink.outbox.outbox import OutboxError

log = logging.getLogger(__name__)

TURN_S = 0.1  # turn of the loop
STOP_S = 2.3  # for the end; with the turn in progress and the exit of Python it takes 3 s at most
LAST_FRAMES_S = 0.8  # part of STOP_S, for the frame that perception is processing
LAST_COMMENT_S = 0.2  # for the comment that is being read
LAST_RELEASES_S = 6.0  # for the releases of the visits that close, on a slow disk
LAST_MESSAGES_S = 0.5  # for the publisher, however late the stages before it were
SLOWEST_STOP_S = LAST_FRAMES_S + LAST_RELEASES_S + LAST_MESSAGES_S  # systemd waits longer (TimeoutStopSec)
HUNG_S = 20.0  # a stage without a heartbeat for so long hangs; each sends one at least every 5 s
EXPIRE_EVERY_S = 60.0


class Kiosk:
    """A kiosk built from settings. `run` returns after `stop`, or when a video file ends.

    `stop` may be called from any thread. `on_event` gets every observation and play at once, to show it in a terminal
    on this kiosk. `demo` is for the demo and the benchmark, which need no notice. The loop calls `heartbeat` once per
    second.

    Raises SettingsError, ModelFileError, OutboxError, CameraError, KitSettingsError, PlayFeedError, PageError or
    BrokerSettingsError. After an error, no file, device or connection stays open.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        on_event: Watcher = lambda _: None,
        demo: DemoHooks | None = None,
        times: KioskTimes = USUAL_TIMES,
        heartbeat: Callable[["Kiosk"], None] = lambda _: None,
    ) -> None:
        self._clock, self._heartbeat = clock, heartbeat
        self._stop = threading.Event()
        self._second = math.floor(clock.now())
        self._told_versions: tuple[object, ...] = (None, None)
        self.clock_was_set = False
        self.newest_health: Message | None = None  # that was given to the publisher
        self._health_every_s, self._health_due_s = times.health_every_s, clock.now() + times.health_every_s
        self._expire_due_s = clock.now()
        if demo:
            settings = demo.demo_settings(settings)
        with ExitStack() as undo:
            self.parts = assemble_kiosk(settings, clock, on_event, undo, times, demo)
            undo.pop_all()
        self.parts.monitor.check_opening_hours()
        if demo is None:
            self.parts.monitor.check_notice(settings.notice, needs_balancing_test=settings.needs_balancing_test)
            if staff.is_staff_undeclared(settings):
                self.parts.monitor.report_undeclared_staff(staff.missing_declaration_text(settings))
            if settings.models.use == "research":
                self.parts.monitor.report_research_use()
        self._stale_papers = partial(stale_papers_text, settings) if demo is None else lambda: None
        self._place_question = partial(staff.staff_place_question, settings)
        self._health = HealthReporter(clock, self.parts, self.parts.networks.labels)
        self.parts.bus.subscribe("health of frames", (FrameObservation,), self._health.on_frame)
        self.parts.bus.subscribe("health of releases", (ReleaseBatch,), self._health.on_releases)

    def run(self) -> None:
        """Runs until `stop` is called. Afterwards every release is in the outbox, unless the disk does not respond.

        Returns within STOP_S, or within SLOWEST_STOP_S on a slow disk.
        """
        parts = self.parts
        parts.state.end_startup()
        self._update_alerts()
        parts.state.state_if_changed()  # the publisher sends the state when it connects
        parts.supervisor.start(parts.stages)
        try:
            while not self._stop.is_set() and not parts.camera.ended.is_set():
                self._run_one_turn()
                self._stop.wait(TURN_S)
        finally:
            self._stop_stages()

    def stop(self) -> None:
        """Asks `run` to end. May be called from any thread, but not from a signal handler, because it acquires a
        lock.
        """
        self._stop.set()

    def begin_paused(self, at_s: float) -> None:
        """Starts the kiosk with a pause at `at_s`. This pause ends when sensing may start again after a pause.
        Otherwise frequent changes of the settings could make batches shorter than pauses can. Call this method before
        `run`.
        """
        self.parts.state.set_pause_reason("settings", "settings: reloaded", at_s)
        self.parts.state.set_pause_reason("settings", None, at_s)

    def store_pause(self) -> None:
        """Stores the pause for the next kiosk, even a pause that started in the last second. Call this method after
        `run`.
        """
        self.parts.commands.update_pause(self._clock.now())

    def hung_stages(self, within_s: float = HUNG_S) -> list[str]:
        """Names of the running stages that have made no progress for `within_s` seconds."""
        return self.parts.supervisor.hung_stages(within_s)

    def status(self) -> KioskStatus:
        """Status of the kiosk. May be called from any thread."""
        return self.parts.status()

    def _run_one_turn(self) -> None:
        parts, now_s = self.parts, self._clock.now()
        self._update_alerts()
        if math.floor(now_s) > self._second:
            self._second = math.floor(now_s)
            self._check_each_second()
        self._write_alerts()
        versions = (parts.remote and parts.remote.version, parts.fleet and parts.fleet.report.fleet_state())
        if parts.state.state_if_changed() or versions != self._told_versions:
            self._told_versions = versions
            parts.publisher.request_state_publication()
        if now_s >= self._health_due_s:
            self._health_due_s += self._health_every_s
            self._write_health()
        if now_s >= self._expire_due_s:
            self._expire_due_s += EXPIRE_EVERY_S
            self._expire()

    def _update_alerts(self) -> None:
        parts, monitor = self.parts, self.parts.monitor
        # `opening` is read first: a source that is lost between the two reads has both, and never neither.
        opening = parts.camera.opening_text
        monitor.update_alerts("camera", parts.camera.alerts, opening)
        if parts.microphone:
            opening = parts.microphone.opening_text
            monitor.update_alerts("microphone", parts.microphone.alerts, opening)
        if parts.kits:
            monitor.update_alerts("kits", parts.kits.alerts)
        if parts.comments:
            monitor.update_alerts("comments", parts.comments.alerts)
        if parts.feed:
            monitor.update_alerts("feed", parts.feed.alerts)
        if parts.fleet:
            monitor.update_alerts("fleet", parts.fleet.report.alerts)
        if parts.holds.view:
            monitor.update_alerts("view", parts.holds.view.alerts)
        monitor.update_alerts("broker", parts.publisher.alerts)
        monitor.update_alerts("stages", parts.supervisor.alerts)
        monitor.update_alerts("outbox", parts.writer.pop_outbox_alerts())

    def _check_each_second(self) -> None:
        """Runs the checks that are needed only once per second."""
        parts = self.parts
        parts.monitor.check_opening_hours()
        parts.monitor.publish_delayed_alerts()
        if parts.fleet:
            parts.fleet.update()
        if parts.comments:
            parts.comments.drop_old_texts()
        parts.monitor.check_runtime(parts.pipeline.fallback)
        usage = parts.outbox.outbox_usage()  # notices a file that was lost
        parts.monitor.check_outbox(usage, parts.outbox.set_aside_files, parts.outbox.losses)
        parts.monitor.check_commands(parts.commands.bad, parts.commands.last_bad, parts.dropped_count())
        parts.holds.update_pauses(self._clock.now())
        parts.commands.update_pause(self._clock.now())
        parts.monitor.check_pace(self._health.analysed_hz)
        self._update_place()
        self._health.sample_gauges()
        if parts.monitor.clock_was_set():
            self.clock_was_set = parts.audience.clock_was_set = True
            self._stop.set()
        self._heartbeat(self)

    def _update_place(self) -> None:
        """Stores the place where many watchers stood, and asks who stands there."""
        parts, now_s = self.parts, self._clock.now()
        if parts.places.check_camera_moved(parts.camera.alerts, now_s):
            parts.audience.put_event(CameraMoved(now_s))
        parts.places.add(parts.audience.counts.place)
        parts.monitor.raise_place_question(self._place_question(parts.places.places, now_s))

    def _expire(self) -> None:
        """Deletes old messages, and compares the papers with the settings."""
        self.parts.monitor.check_papers(self._stale_papers())
        try:
            self.parts.outbox.delete_expired_messages(self._clock.now())
        except OutboxError as error:
            self.parts.state.set_degraded_reason("expiry", str(error))
        else:
            self.parts.state.set_degraded_reason("expiry", None)

    def _stop_stages(self) -> None:
        """Stops the senses and plays first, then the audience, then the publisher, so that no observation is lost."""
        parts, until_s = self.parts, self._clock.now() + STOP_S
        if parts.holds.view:
            parts.holds.view.close(within_s=0.0)
        parts.supervisor.request_stop([*SENSES, PLAYS, FEED])
        if parts.comments:
            parts.comments.close(LAST_COMMENT_S)
        parts.supervisor.join([*SENSES, PLAYS, FEED], LAST_FRAMES_S)
        parts.supervisor.request_stop([AUDIENCE])
        parts.supervisor.join([AUDIENCE], LAST_RELEASES_S)
        parts.places.add(parts.audience.counts.place)
        parts.supervisor.request_stop([PUBLISHER])
        # Of the alerts, only those of the last writes, and of what ends with the kiosk: a lost camera is not well
        # because the kiosk stops.
        parts.monitor.update_alerts("outbox", parts.writer.pop_outbox_alerts())
        for part in ("view", "console"):
            parts.monitor.update_alerts(part, ())
        parts.monitor.publish_remaining_alerts()
        parts.monitor.check_commands(parts.commands.bad, parts.commands.last_bad, parts.dropped_count())
        self._write_alerts(is_last=True)
        parts.publisher.publish_rest_and_stop(max(LAST_MESSAGES_S, until_s - self._clock.now()))
        left = parts.supervisor.join([*SENSES, PLAYS, FEED, AUDIENCE, PUBLISHER], max(0.0, until_s - self._clock.now()))
        if parts.holds.view:
            parts.holds.view.close(max(0.0, until_s - self._clock.now()))
        if left:
            log.warning("stop: %s did not end in time; the kiosk stops without waiting for it", ", ".join(left))
        if PERCEPTION not in left:
            parts.pipeline.close()
        if PUBLISHER not in left and AUDIENCE not in left:
            parts.outbox.close()

    def _write_alerts(self, *, is_last: bool = False) -> None:
        changes = self.parts.state.pop_alert_changes(is_last=is_last)
        if changes and not self.parts.writer.store_alerts(changes):
            self.parts.state.requeue_alert_changes(changes)

    def _write_health(self) -> None:
        parts = self.parts
        kept = parts.outbox.kept_range()  # read first: if `unsent` is then 0, all up to its last number was sent
        vitals = self._health.read_vitals(parts.outbox.outbox_usage(), self._clock.error_s())
        self.newest_health = parts.writer.health_message(kept, vitals)
        parts.publisher.publish_health(self.newest_health)
