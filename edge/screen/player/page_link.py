"""Link between the kiosk's threads and the player's page. Only one page is connected at a time."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from edge.queues import BoundedQueue
from edge.screen.player.items import PlayerItem
from edge.screen.player.page_events import Command, PageEvent

MAX_EVENTS = 2_000
MAX_COMMANDS = 100  # largest number of waiting commands; then the connection ends, because the page reads nothing


@dataclass(frozen=True, eq=False)
class Mailbox:
    """Queue of commands for one connection. Only the event loop of the connection accesses the queue."""

    loop: asyncio.AbstractEventLoop
    queue: "asyncio.Queue[Command | None]"  # None: close

    def put(self, command: Command | None) -> None:
        """Add a command. Call this method in the thread of the event loop."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            command = None
        self.queue.put_nowait(command)


class PageLink:
    """Passes events to the kiosk and commands to the newest page. Callable from any thread; never waits.

    Only one page is connected at a time: a second page ends the connection of the first one, which may be frozen.
    """

    def __init__(self) -> None:
        self.events: BoundedQueue[PageEvent] = BoundedQueue(MAX_EVENTS)
        self.media: Mapping[int, PlayerItem] = {}  # replaced as a whole
        self._lock = threading.Lock()
        self._mailbox: Mailbox | None = None

    def attach(self, mailbox: Mailbox) -> None:
        """Make this connection the current one. Called in the thread of its event loop."""
        with self._lock:
            former, self._mailbox = self._mailbox, mailbox
        if former:
            former.put(None)

    def detach(self, mailbox: Mailbox) -> bool:
        """Record that a connection has ended. Return True if it was the current connection."""
        with self._lock:
            was_page = self._mailbox is mailbox
            if was_page:
                self._mailbox = None
        return was_page

    def is_current_page(self, mailbox: Mailbox) -> bool:
        return self._mailbox is mailbox

    def send(self, command: Command) -> None:
        """Send a command to the page, if one is connected."""
        if mailbox := self._mailbox:
            try:
                mailbox.loop.call_soon_threadsafe(mailbox.put, command)
            except RuntimeError:  # the loop has ended with the server
                return
