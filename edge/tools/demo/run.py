"""Runs the demo's kiosk, subscriber, pages and report until the user ends it. They stop in this order."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from rich.console import Console, RenderableType

from edge.audience.rules import AudienceRules
from edge.clock import Clock
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.kiosk import Kiosk
from edge.screen.play_feed import PlayFeed
from edge.screen.playlist import Playlist
from edge.settings.settings import Settings
from edge.tools.aim.canvas import Depth
from edge.tools.demo.first_window import FORESEEN
from edge.tools.demo.page import open_pages
from edge.tools.demo.plays import PageOrClock
from edge.tools.demo.report import DemoReport
from edge.tools.demo.show import Show, open_show
from edge.tools.demo.sources import PLAYLIST
from edge.tools.demo.state import DemoMessage, DemoState
from edge.tools.demo.stop import StopRequest, raise_interrupt_on_signals
from edge.tools.demo.tally import DemoTally
from edge.tools.demo.view import DemoTexts, draw_demo_screen
from edge.tools.screen.browser import page_link
from edge.uplink.mqtt.subscriber import KioskSubscriber

REDRAW_S = 0.25
MAX_LINES = 200
LAST_MESSAGE_WITHIN_S = 2.0


class DemoRun:
    """Runs a kiosk with `settings` and shows it. `links`: lines about parts that cannot be shown on this computer."""

    def __init__(
        self, settings: Settings, texts: DemoTexts, rules: AudienceRules, links: Sequence[str], stay_s: float | None
    ) -> None:
        self._settings, self._texts, self._rules, self._links = settings, texts, rules, list(links)
        self._state, self._tally = DemoState(rules, stay_s), DemoTally()
        self._lines: deque[str] = deque(maxlen=MAX_LINES)
        self._clock = Clock()
        self._report: DemoReport | None = None
        self._is_foreseen = False  # the line about the first window
        self._link = ""  # of the player's page, until it is open

    def run_until_stopped(self, report: DemoReport | None, seconds: float | None) -> None:
        """Run until a signal, or for a given time, then print the summary. Raises the errors of Kiosk."""
        self._report = report
        end_s = self._clock.now() + seconds if seconds else float("inf")
        stop = StopRequest()
        hooks = DemoHooks(self._state.on_frame, self._wrapped if self._settings.player else None)
        kiosk = Kiosk(self._settings, self._clock, self._state.on_event, hooks)
        with self._subscribed(), open_show(Console(), self._draw, _tell) as show, self._pages():
            self._lines += [f"started: {self._texts.note}", f"expression model: {self._texts.reader}", *self._above()]
            thread = threading.Thread(target=kiosk.run, name="kiosk")
            thread.start()
            try:
                self._watch(show, thread, stop, end_s)
            finally:
                kiosk.stop()
                thread.join()
                self._await_last_message()
                show.update(self._new_lines())
        _tell(f"demo: {self._tally.summary_text()}")
        self._finish_report()

    def draw_screen_without_film(self, size: tuple[int, int]) -> RenderableType:
        """The screen as an image that may be kept. It has boxes but no video, so that nobody can be recognised."""
        snapshot = replace(self._state.take_snapshot(), image=None)
        return draw_demo_screen(snapshot, self._texts, [], self._rules, (*size, "true"))

    def _watch(self, show: Show, thread: threading.Thread, stop: StopRequest, end_s: float) -> None:
        while thread.is_alive() and self._clock.now() < end_s:
            if self._report:
                self._report.update_report(self._clock.now())
            self._foresee()
            show.update(self._new_lines())
            if stop.wait(REDRAW_S):
                return

    def _foresee(self) -> None:
        """Add the line about the first window to the screen, once its time can be predicted."""
        text = self._state.take_snapshot().first_window
        if not self._is_foreseen and text.startswith(FORESEEN):
            self._is_foreseen = True
            self._lines.append(text)

    def _draw(self, width: int, height: int, depth: Depth) -> RenderableType:
        return draw_demo_screen(
            self._state.take_snapshot(), self._texts, self._above(), self._rules, (width, height, depth)
        )

    def _above(self) -> list[str]:
        """Lines at the top of the screen: player, report, and parts that cannot be shown on this computer."""
        play = self._state.take_snapshot().play
        lines = [f"player: {self._link}"] if self._link and not (play and play.feed == "player") else []
        lines += [self._report.report_state_text()] if self._report else []
        return lines + self._links

    def _new_lines(self) -> list[str]:
        lines = []
        while self._lines:
            lines.append(self._lines.popleft())
        return lines

    def _on_message(self, topic: str, payload: bytes) -> None:
        message = DemoMessage(topic, payload.decode())
        self._state.on_message(message)
        if self._report:
            self._report.add_message(message)
        if line := self._tally.add_message(message):
            self._lines.append(line)

    @contextmanager
    def _subscribed(self) -> Iterator[None]:
        subscriber = KioskSubscriber("127.0.0.1", self._settings.broker.port, "vitrina/1/#", self._on_message)
        try:
            yield
        finally:
            subscriber.close()

    @contextmanager
    def _pages(self) -> Iterator[None]:
        """Open the browser on the player's and the report's page, if there is a browser."""
        if self._settings.player is None:
            yield
            return
        self._link = page_link(self._settings, {})
        with open_pages(self._link, self._report.page if self._report else None):
            yield

    def _wrapped(self, page: PlayFeed) -> PlayFeed:
        return PageOrClock(page, lambda start_s: Playlist(PLAYLIST, start_s))

    def _await_last_message(self) -> None:
        """Wait until the broker has had time to forward the kiosk's last messages."""
        until_s = self._clock.now() + LAST_MESSAGE_WITHIN_S
        while not self._tally.is_over and self._clock.now() < until_s:
            threading.Event().wait(0.02)

    def _finish_report(self) -> None:
        if self._report is None:
            return
        if self._report.has_unreported_messages:
            _tell("demo: making the last report ... (Ctrl-C keeps the previous one)")
            raise_interrupt_on_signals()
            with suppress(KeyboardInterrupt):
                self._report.make_last_report()
        if self._report.count or self._report.fault:
            _tell(f"demo: {self._report.report_state_text()}")


def _tell(line: str) -> None:
    print(line, flush=True)
