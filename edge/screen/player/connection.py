"""One WebSocket connection of the page: measures the page's clock, checks incoming messages and sends commands."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from starlette.websockets import WebSocket, WebSocketDisconnect

from edge.screen.play_feed import PlayEvent
from edge.screen.player.flood_limit import FloodLimit
from edge.screen.player.interlock import ShownNotice
from edge.screen.player.items import PageState
from edge.screen.player.page_clock import PageClock
from edge.screen.player.page_events import Command, PageJoined, PageLeft, PageMessageReceived, PageMisbehaved
from edge.screen.player.page_link import MAX_COMMANDS, Mailbox, PageLink
from edge.screen.player.page_messages import AnyPageMessage, Beat, OptOut, Pong, read_page_message
from edge.screen.player.say import CommentHooks

PING_EVERY_S = 1.0
BURST, RATE_HZ = 200, 50.0  # messages; a page sends about three per second
MAX_BAD = 20
OLDEST_S, AHEAD_S = 10.0, 0.1  # how long before it is on the screen a frame may be reported
SUPERSEDED, FLOODED = 4001, 1008
GONE = (WebSocketDisconnect, RuntimeError)  # raised by Starlette for a closed socket


@dataclass(frozen=True)
class PageHooks:
    """Functions that the kiosk gives the player. All except `store` are called in the server's thread and never wait.

    `state`: what the page may know about the kiosk. `on_beat`, `on_opt_out`: receive the page's reports about the
    notice and opt-outs. `comments`: receives visitors' comments; None if the kiosk accepts none. `store`: stores
    finished plays, each a start and an end; it is called in the thread that calls the feed's `poll`.
    """

    now: Callable[[], float]
    state: Callable[[], PageState]
    on_beat: Callable[[ShownNotice], None]
    on_opt_out: Callable[[], None]
    comments: CommentHooks | None = None
    store: Callable[[Sequence[PlayEvent]], None] = lambda _: None


class Connection:
    """Connection to one page. It ends when the page leaves or sends too much, or when a newer page connects."""

    def __init__(self, socket: WebSocket, link: PageLink, hooks: PageHooks) -> None:
        self._socket, self._link, self._hooks = socket, link, hooks
        self._mailbox = Mailbox(asyncio.get_running_loop(), asyncio.Queue(MAX_COMMANDS))
        self._clock = PageClock()
        self._pings: dict[int, float] = {}
        self._ping = 0
        self._flood = FloodLimit(hooks.now(), BURST, RATE_HZ)
        self._bad = 0

    async def run(self) -> None:
        """Run until the connection ends."""
        self._link.attach(self._mailbox)
        tasks = [asyncio.create_task(step()) for step in (self._receive, self._send, self._poll_page)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if (error := task.exception()) and not isinstance(error, GONE):
                    raise error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._link.detach(self._mailbox) and self._clock.is_set:
                self._link.events.put(PageLeft(self._hooks.now()))

    async def _send(self) -> None:
        while (command := await self._mailbox.queue.get()) is not None:
            if command.get("do") == "ping":
                self._ping += 1
                command = {"do": "ping", "id": self._ping}
                self._pings = {self._ping: self._hooks.now()}
            await self._socket.send_text(json.dumps(command, separators=(",", ":")))
        await self._socket.close(SUPERSEDED)

    async def _poll_page(self) -> None:
        """Request the page's time once per second, and send the kiosk's state whenever it changes."""
        told: PageState | None = None
        asked_s = -PING_EVERY_S
        while True:
            if (state := self._hooks.state()) != told:
                told = state
                self._mailbox.put(_state_command(state, self._hooks.now()))
            loop_s = self._mailbox.loop.time()
            if loop_s - asked_s >= PING_EVERY_S:
                asked_s = loop_s
                self._mailbox.put({"do": "ping"})
            await asyncio.sleep(PING_EVERY_S / 5)

    async def _receive(self) -> None:
        while True:
            try:
                text = await self._socket.receive_text()
            except (*GONE, KeyError):  # KeyError: bytes instead of text
                return
            arrived_s = self._hooks.now()
            if not self._flood.count_message(arrived_s):
                self._tell_bad(arrived_s, "too many messages")
                await self._socket.close(FLOODED)
                return
            message = read_page_message(text)
            if message is None:
                self._tell_bad(arrived_s, "not a message of the page")
                if self._bad > MAX_BAD:
                    await self._socket.close(FLOODED)
                    return
            elif self._link.is_current_page(self._mailbox):
                self._take_message(message, arrived_s)

    def _tell_bad(self, arrived_s: float, why: str) -> None:
        self._bad += 1
        self._link.events.put(PageMisbehaved(arrived_s, why))

    def _take_message(self, message: AnyPageMessage, arrived_s: float) -> None:
        if isinstance(message, Pong):
            self._answered(message, arrived_s)
        elif isinstance(message, OptOut):
            self._hooks.on_opt_out()
        elif self._clock.is_set:
            at_s = min(self._clock.kiosk_time_s(message.t), arrived_s + AHEAD_S)
            if arrived_s - at_s > OLDEST_S:
                self._tell_bad(arrived_s, "a time long ago")
                return
            if isinstance(message, Beat):
                self._hooks.on_beat(_shown_notice(message, min(at_s, arrived_s)))
            self._link.events.put(PageMessageReceived(at_s, self._clock.error_s, message))

    def _answered(self, message: Pong, arrived_s: float) -> None:
        sent_s = self._pings.pop(message.id, None)
        if sent_s is None:
            return
        is_first = not self._clock.is_set
        self._clock.add(sent_s, arrived_s, message.t)
        if is_first:
            self._link.events.put(PageJoined(arrived_s))


def _state_command(state: PageState, now_s: float) -> Command:
    until_s = state.opted_out_until_s
    return {
        "do": "state",
        "sensing": state.is_sensing,
        "view": state.is_view_open,
        "panel": state.is_panel_open,
        "left_s": 0 if until_s is None else max(0, ceil(until_s - now_s)),
    }


def _shown_notice(beat: Beat, at_s: float) -> ShownNotice:
    return ShownNotice(at_s, beat.notice, beat.visible, beat.frames, beat.strip, beat.view)
