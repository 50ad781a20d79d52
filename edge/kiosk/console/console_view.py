"""The kiosk as the console shows it: an immutable snapshot that the kiosk's loop makes once per second."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from edge import __version__
from edge.alerts import Alert
from edge.clock import Clock, make_last_midnight_function
from edge.console.setup_view import SetupView
from edge.console.values import (
    NO_OUTLINES,
    AlertView,
    ConsoleSnapshot,
    KitView,
    Outlines,
    SentMessage,
    SentToday,
    SentWindow,
    StageView,
    StateView,
    UplinkView,
)
from edge.kiosk.build import build_kit_readers
from edge.kiosk.console.console_senses import ConsoleEvent, ConsoleSenses
from edge.kiosk.kiosk import HUNG_S, Kiosk
from edge.kiosk.parts import AUDIENCE, BIOSIGNALS, FEED, HEARING, PERCEPTION, PLAYS, PUBLISHER, KioskParts
from edge.kiosk.state.delayed_alerts import is_delayed
from edge.kiosk.state.opt_out import OptOut
from edge.kiosk.state.state import KioskStateTracker
from edge.kiosk.state.status import KioskStatus
from edge.messages.build import Message
from edge.messages.wire import parse_rfc3339_s
from edge.settings.settings import Settings
from edge.sources.kits.reader import measures_contact

MESSAGES = 100  # of the day, on the page
WINDOWS = 2_000
ORDER = (PERCEPTION, HEARING, BIOSIGNALS, PLAYS, FEED, AUDIENCE, PUBLISHER)  # data flow


class ConsoleView:
    """Snapshot, outlines and messages of the running kiosk. Any thread may read it; only the loop's thread
    changes it.
    """

    def __init__(self, settings: Settings, machine_s: Callable[[], float]) -> None:
        self._settings, self._machine_s = settings, machine_s
        self._started_s = self._updated_s = machine_s()
        self._lock = threading.Lock()  # of the pause
        self._kiosk: Kiosk | None = None
        self._senses: ConsoleSenses | None = None
        self._clock: Clock | None = None
        self._last_frames = 0
        self._electrodes: tuple[bool, ...] = ()  # for each kit, whether it has any
        self.snapshot = self._empty_snapshot(KioskStatus(__version__, "degraded", ("starting",), self._started_s))

    def now(self) -> float:
        """Current time on the kiosk's clock, or on the system clock while no kiosk is running."""
        clock = self._clock
        return clock.now() if clock else self._machine_s()

    def attach_kiosk(self, clock: Clock, settings: Settings) -> Callable[[ConsoleEvent], None]:
        """Connects a new kiosk. Returns the function that receives the kiosk's events."""
        self._settings = settings
        self._electrodes = tuple(map(measures_contact, build_kit_readers(settings)))
        self._kiosk, self._clock, self._last_frames = None, clock, 0
        self._started_s = self._updated_s = clock.now()
        senses = self._senses = ConsoleSenses(clock.now, self._size_px)
        return senses.put_event

    def detach_kiosk(self) -> None:
        """Disconnects the kiosk. After that, the page cannot pause it."""
        with self._lock:
            self._kiosk = None

    def show_waiting(self, status: KioskStatus) -> None:
        """Shows that no kiosk is running, and why."""
        self._kiosk = self._senses = self._clock = None
        self.snapshot = self._empty_snapshot(status)

    def update_snapshot(self, kiosk: Kiosk, status: KioskStatus) -> None:
        """Replaces the snapshot. Called once per second."""
        senses = self._senses
        assert senses is not None
        self._kiosk = kiosk
        parts, now_s = kiosk.parts, self.now()
        passed_s, self._updated_s = max(0.1, now_s - self._updated_s), now_s
        opt_out = parts.holds.opt_out
        senses.forget_stale_outlines()
        self.snapshot = replace(
            self._empty_snapshot(status),
            pause_until_s=opt_out.until_s if opt_out else None,
            stages=tuple(self._stage_views(kiosk, senses, passed_s)),
            level_db=senses.room_level_db,
            kits=tuple(
                KitView(number, kit.kit, senses.has_skin_contact(kit.wearer) if measures else None, measures)
                for number, (kit, measures) in enumerate(zip(self._settings.kits, self._electrodes, strict=True), 1)
            ),
            kit_quality=_kit_quality(parts),
            play=senses.newest_play(self._settings.playback.feed),
            uplink=UplinkView(status.broker, status.connected, status.waiting, status.kept, status.dropped),
            told=_as_reported(parts.state),
            alerts=_alerts(parts.state.active_alerts),
        )

    def newest_outlines(self) -> Outlines:
        """Face outlines in the newest frame."""
        senses = self._senses
        return senses.newest_outlines() if senses else NO_OUTLINES

    def pause_sensing(self) -> bool:
        """Pauses sensing for a while, like the button on the player's page. False if no kiosk is running."""
        with self._lock:
            if opt_out := self._opt_out():
                opt_out.begin_pause(self.now())
            return opt_out is not None

    def resume_sensing(self) -> bool:
        """Ends the pause that this page requested. Pauses for other reasons remain. False if no kiosk is running."""
        with self._lock:
            if opt_out := self._opt_out():
                opt_out.end_pause(self.now())
            return opt_out is not None

    def _opt_out(self) -> OptOut | None:
        return self._kiosk.parts.holds.opt_out if self._kiosk else None

    def setup_view(self) -> SetupView | None:
        """The setup view of the running kiosk."""
        kiosk = self._kiosk
        return kiosk.parts.holds.view if kiosk else None

    def sent_today(self) -> SentToday:
        """Messages of this local day that the broker has received. May wait for the disk."""
        kiosk = self._kiosk
        if kiosk is None:
            return SentToday()
        since_s = make_last_midnight_function(self._settings.site.timezone)(self.now())
        outbox = kiosk.parts.outbox
        newest = outbox.sent_messages_since(since_s, MESSAGES)
        windows = outbox.sent_messages_since(since_s, WINDOWS, "window")
        return SentToday(tuple(map(_message, newest)), tuple(map(_window, reversed(windows))))

    def _empty_snapshot(self, status: KioskStatus) -> ConsoleSnapshot:
        """A snapshot that contains only the state and the times."""
        return ConsoleSnapshot(
            at_s=self.now(),
            version=status.version,
            started_s=self._started_s,
            state=status.state,
            reasons=status.reasons,
            since_s=status.since_s,
            pause_s=self._settings.notice.optout_s,
            has_microphone=self._settings.microphone.records_sound,
        )

    def _size_px(self) -> tuple[int, int] | None:
        return self._kiosk.parts.camera.size_px if self._kiosk else None

    def _stage_views(self, kiosk: Kiosk, senses: ConsoleSenses, passed_s: float) -> Iterator[StageView]:
        parts, hung = kiosk.parts, set(kiosk.hung_stages(HUNG_S))
        drops = _drop_texts(parts)
        camera = parts.camera.health_counters
        given_hz = (camera.given - self._last_frames) / passed_s
        self._last_frames = camera.given
        yield StageView("camera", given_hz, drops=_count(camera.blind, "frames of a dark or frozen camera"))
        for stage in sorted(parts.stages, key=lambda one: (*ORDER, one.name).index(one.name)):
            sense = senses.rates.get(stage.name)
            rate_hz, latency_s = sense.take_rate(passed_s) if sense else (None, None)
            yield StageView(stage.name, rate_hz, latency_s, drops.get(stage.name, ""), stage.name in hung)


def _drop_texts(parts: KioskParts) -> dict[str, str]:
    """Texts that state how many observations each stage has dropped since the start."""
    microphone, kits = parts.microphone, parts.kits
    return {
        PERCEPTION: _count(parts.camera.health_counters.replaced, "frames"),
        HEARING: f"{microphone.health_counters.dropped_s:.0f} s"
        if microphone and microphone.health_counters.dropped_s
        else "",
        BIOSIGNALS: _count(kits.counters.dropped, "samples") if kits else "",
        AUDIENCE: _count(parts.audience.dropped_observation_count, "observations"),
        PLAYS: _count(parts.audience.dropped_play_count, "plays"),
        PUBLISHER: _count(parts.publisher.dropped_commands, "commands"),
    }


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count else ""


def _kit_quality(parts: KioskParts) -> str:
    """Amount of damaged and missing data since the start, for all kits together. It does not show whether somebody
    wears a kit.
    """
    if parts.kits is None:
        return ""
    counters = parts.kits.counters
    return f"{counters.bad} damaged frames, {counters.lost} lost samples"


def _as_reported(state: KioskStateTracker) -> StateView:
    """The state and the alerts as messages report them, without the alerts that at first appear only on this kiosk."""
    told = state.reported_snapshot
    alerts = _alerts(one for one in state.reported_alerts if not is_delayed(one.code))
    return StateView(told.state, told.reasons, told.since_s, alerts)


def _alerts(alerts: Iterable[Alert]) -> tuple[AlertView, ...]:
    return tuple(AlertView(one.code, one.severity, one.text, one.since_s) for one in alerts)


def _message(message: Message) -> SentMessage:
    return SentMessage(message.kind, message.seq or 0, message.at_s, message.payload.decode())


def _window(message: Message) -> SentWindow:
    window = json.loads(message.payload)
    return SentWindow(parse_rfc3339_s(window["from"]), parse_rfc3339_s(window["to"]), window["watchers"])
