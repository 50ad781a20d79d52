"""Controls what the player's page shows: turns the page's reports into plays and alerts, and gives the page its next
item. Reads no clock and opens no connection.
"""

from collections.abc import Callable
from datetime import datetime
from math import floor

from edge.alerts import Alert
from edge.screen.play_feed import PlayEvent
from edge.screen.player.faults import LOST_S, FileFaults, PaceFault
from edge.screen.player.items import PlayerItem, Program
from edge.screen.player.page_events import Command, PageEvent, PageJoined, PageLeft, PageMessageReceived, PageMisbehaved
from edge.screen.player.page_messages import Beat, Closed, Ended, Failed, Muted, Started, Stopped
from edge.screen.player.play_log import PlayLog, ShownItem

SILENT_S = 5.0  # a page that has reported nothing for this long shows nothing
BAD_S = 60.0  # how long a message that cannot be read stays an alert
IDLE: Command = {"do": "idle"}


class Playback:
    """Gives the page one item after another. It sends the next item while the current one is shown.

    `local_time` converts a time to the shop's local time. `commands` are messages for the page; the caller empties this
    list.
    """

    def __init__(self, program: Program, local_time: Callable[[float], datetime], start_s: float) -> None:
        self._program, self._local_time = program, local_time
        self._n = floor(start_s * 1000)  # a page left by an earlier kiosk names no item of this one
        self._current: ShownItem | None = None
        self._waiting: ShownItem | None = None  # passed to the page, not yet on
        self._replaced: ShownItem | None = None  # was waiting; the page may have started it before it got another
        self._log = PlayLog()
        self._files, self._pace = FileFaults(), PaceFault()
        self._away_s: float | None = start_s
        self._asked_s = 0.0
        self._sound: Alert | None = None
        self._bad: Alert | None = None
        self._was_bad_s = 0.0
        self._is_idle = False  # the page knows that nothing is scheduled
        self.bad = 0
        self.commands: list[Command] = []

    def fetchable_items(self) -> dict[int, PlayerItem]:
        """Items that the page may fetch, keyed by number."""
        return {shown.n: shown.item for shown in (self._current, self._replaced, self._waiting) if shown}

    def current_alerts(self, now_s: float) -> tuple[Alert, ...]:
        """Current alerts."""
        alerts = [*self._files.alerts, *self._pace.alerts]
        if self._away_s is not None and now_s - self._away_s >= LOST_S:
            text = "player: no page is connected, so nothing is shown. Is the browser open (vitrina screen)?"
            alerts.append(Alert("feed.lost", "error", text, self._away_s))
        if self._bad and now_s - self._was_bad_s < BAD_S:
            alerts.append(self._bad)
        return (*alerts, *([self._sound] if self._sound else []))

    def handle_event(self, event: PageEvent) -> list[PlayEvent]:
        """Process one event. Return the resulting plays."""
        match event:
            case PageJoined(at_s=at_s):
                return self._join(at_s)
            case PageLeft(at_s=at_s):
                self._away_s = at_s
                return self._stop_all()
            case PageMisbehaved(at_s=at_s, why=why):
                self._count_bad(at_s, why)
                return []
            case PageMessageReceived():
                return self._handle_message(event)

    def tick(self, now_s: float) -> list[PlayEvent]:
        """Check the time: the page may have gone silent, or an item may be scheduled again."""
        plays: list[PlayEvent] = []
        if self._log.is_play_open and now_s - self._log.shown_s > SILENT_S:
            plays += self._log.cut_play()
        if self._away_s is None and self._waiting is None and now_s - self._asked_s >= 1.0:
            self._hand_item_to_page(now_s)
        elif self._away_s is None and self._waiting and (self._program.has_news or self._is_of_past_day(now_s)):
            self._replaced, self._waiting = self._waiting, None
            self._hand_item_to_page(max(now_s, self._asked_s))
        return plays

    def _is_of_past_day(self, now_s: float) -> bool:
        """True if the item that waits may no longer start, because its day is over."""
        day = self._waiting.item.day if self._waiting else None
        return day is not None and self._local_time(now_s).date() > day

    def _join(self, at_s: float) -> list[PlayEvent]:
        plays = self._stop_all()
        self._away_s, self._is_idle = None, False
        if self._waiting:
            self.commands.append(_show_command(self._waiting))
        else:
            self._hand_item_to_page(at_s)
        return plays

    def _stop_all(self) -> list[PlayEvent]:
        self._current = self._replaced = None
        return list(self._log.cut_play())

    def _handle_message(self, told: PageMessageReceived) -> list[PlayEvent]:
        match told.message:
            case Beat():
                self._log.note_page_alive(told.at_s)
            case Started():
                return self._start_play(told, told.message)
            case Stopped() | Ended():
                return self._close_play(told, told.message)
            case Failed(n=n, detail=detail):
                if self._waiting and self._waiting.n == n:
                    self._fail(self._waiting, detail, told.at_s, is_left_out=True)
            case Muted():
                text = (
                    "player: the browser refuses to play sound. Open the page with vitrina screen, or start the "
                    "browser with --autoplay-policy=no-user-gesture-required."
                )
                self._sound = self._sound or Alert("player.sound", "warning", text, told.at_s)
            case _:
                pass
        return []

    def _start_play(self, told: PageMessageReceived, message: Started) -> list[PlayEvent]:
        if self._waiting and message.n == self._waiting.n:
            shown, self._waiting = self._waiting, None
            plays = self._begin(shown, told, message)
            self._hand_item_to_page(told.at_s + (shown.item.duration_s or message.duration_s or 0.0))
            return plays
        if self._replaced and message.n == self._replaced.n:
            return self._begin(self._replaced, told, message)
        if self._current and message.n == self._current.n and not self._log.is_play_open:
            return list(self._log.start_play(self._current, message, told.at_s, told.error_s))
        return []

    def _begin(self, shown: ShownItem, told: PageMessageReceived, message: Started) -> list[PlayEvent]:
        plays: list[PlayEvent] = list(self._log.cut_play())
        self._current, self._replaced = shown, None
        self._files.remove(shown.item.creative)
        return [*plays, *self._log.start_play(shown, message, told.at_s, told.error_s)]

    def _close_play(self, told: PageMessageReceived, message: Closed) -> list[PlayEvent]:
        shown = self._current
        if shown is None or message.n != shown.n:
            self._end_unseen(told, message)
            return []
        plays: list[PlayEvent] = list(self._log.close_play(message, told.at_s, told.error_s))
        if plays:
            self._pace.add_play_frames(message.shown, message.dropped, told.at_s)
        if isinstance(message, Ended):
            self._current = None
            if message.why != "ended":
                self._files.add(shown.item.creative, message.detail or message.why, told.at_s, is_left_out=True)
        return plays

    def _end_unseen(self, told: PageMessageReceived, message: Closed) -> None:
        """Handle the end of an item that showed no frame, or of one with a lost start."""
        if isinstance(message, Ended) and self._waiting and message.n == self._waiting.n:
            if message.why == "ended" and message.media_s > 0:  # a frame was shown: the file is fine
                self._next(told.at_s)
                return
            detail = "it ended before a frame was shown" if message.why == "ended" else message.detail or message.why
            self._fail(self._waiting, detail, told.at_s, is_left_out=message.why != "nothing shown")

    def _fail(self, shown: ShownItem, detail: str, at_s: float, *, is_left_out: bool) -> None:
        self._files.add(shown.item.creative, detail, at_s, is_left_out=is_left_out)
        self._next(at_s)

    def _next(self, at_s: float) -> None:
        """Replace the item that waits for the current one to end."""
        self._waiting = None
        self._hand_item_to_page(at_s)

    def _hand_item_to_page(self, begins_s: float) -> None:
        """Send the page the item that starts at `begins_s`, or a message that there is none."""
        self._asked_s = begins_s
        item = self._program.next(self._local_time(begins_s), self._files.skipped_creatives(begins_s))
        if item is not None:
            self._n += 1
            self._waiting = ShownItem(self._n, item)
            self.commands.append(_show_command(self._waiting))
            self._is_idle = False
            return
        if not self._is_idle:
            self._is_idle = True
            self.commands.append(IDLE)

    def _count_bad(self, at_s: float, why: str) -> None:
        self.bad += 1
        text = f"player: the page sent a message that cannot be read ({why}). Is another program connected as the page?"
        if self._bad is None or at_s - self._was_bad_s >= BAD_S:
            self._bad = Alert("feed.bad", "warning", text, at_s)
        self._was_bad_s = at_s


def _show_command(shown: ShownItem) -> Command:
    item = shown.item
    return {
        "do": "show",
        "n": shown.n,
        "url": f"/media/{shown.n}",
        "kind": item.kind,
        "duration_s": item.duration_s,
        "muted": item.muted,
    }
