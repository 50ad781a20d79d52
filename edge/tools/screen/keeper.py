"""Keeps the player's page on the screen: opens the browser, reloads a crashed page, and closes all other pages.

When a page crashes, Chromium keeps running and shows an error page instead. A key may open a window, a tab or a print
dialog in front of the page, or navigate away from it. The browser reports both on a pipe that no other program can
open. If a page does not answer for half a minute, or cannot be opened in that time, this module ends the browser, and
the systemd unit starts a new one.
"""

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from edge.clock import Clock

LOOK_S = 1.0
ASK_S = 5.0
HUNG_S = 30.0
CRASHED = 1
LOOPBACK = "http://127.0.0.1:"
OWN_TYPES = frozenset({"browser", "browser_ui", "tab", "iframe", "worker", "shared_worker", "service_worker"})
"""Types of DevTools targets in a browser with one page: parts of the page and of the browser's own window."""
_FREE_FD = 20  # above the descriptors 3 and 4, on which the browser reads and writes

Message = dict[str, Any]


class PageKeeper:
    """Decides what to do, from what the browser reports (Chrome DevTools Protocol). Reads no clock.

    `commands` is the queue of commands for the browser.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._page: str | None = None
        self._crashed: str | None = None
        self._session: str | None = None
        self._number = 0
        self._attach: int | None = None
        self._question: int | None = None
        self._asked_s = 0.0
        self._waits_since_s: float | None = None
        self.commands: list[Message] = []
        self._ask_browser("Target.setDiscoverTargets", discover=True)

    def handle_message(self, message: Message) -> None:
        """Process a message from the browser."""
        values = message.get("params", {})
        match message.get("method"):
            case "Target.targetCreated":
                self._take_target(values["targetInfo"])
            case "Target.targetInfoChanged" if values["targetInfo"]["targetId"] == self._page:
                self._return_from(values["targetInfo"]["url"])
            case "Target.targetCrashed" if values["targetId"] == self._page:
                self._replace_page()
            case _:
                self._take_answer(message)

    def _take_target(self, target: Mapping[str, str]) -> None:
        """Keep the first page, which is the player's page.

        Close every other window, tab or dialog, because it covers the player's page.
        """
        if self._page is None and target["type"] == "page":
            self._page = target["targetId"]
            self._attach = self._ask_browser("Target.attachToTarget", targetId=self._page, flatten=True)
            if self._crashed is not None:
                self._ask_browser("Target.closeTarget", targetId=self._crashed)
        elif target["type"] not in OWN_TYPES:
            print("screen: closed a page that is not the player's", file=sys.stderr)
            self._ask_browser("Target.closeTarget", targetId=target["targetId"])

    def _replace_page(self) -> None:
        """Open the page in a new tab. After a reload in the old tab, the browser would keep the keyboard focus."""
        self._crashed, self._page, self._session, self._question = self._page, None, None, None
        self._waits_since_s = None
        self._ask_browser("Target.createTarget", url=self._url)

    def _return_from(self, url: str) -> None:
        is_own = url in ("", "about:blank", self._url) or url.startswith(LOOPBACK)
        if self._session is not None and not is_own:
            self._ask_page("Page.navigate", url=self._url)

    def _take_answer(self, message: Message) -> None:
        number = message.get("id")
        if number is None:
            return
        if number == self._attach:
            self._session = message.get("result", {}).get("sessionId")
        elif number == self._question:
            self._question = None

    def is_hung(self, now_s: float) -> bool:
        """Regularly ask the page for an answer.

        Returns True if the answer is overdue, or if there has been no page for too long.
        """
        if self._session is None:
            return self._is_late(now_s)
        self._waits_since_s = None
        if self._question is not None:
            return now_s - self._asked_s > HUNG_S
        if now_s - self._asked_s >= ASK_S:
            self._asked_s = now_s
            self._question = self._ask_page("Runtime.evaluate", expression="1")
        return False

    def _is_late(self, now_s: float) -> bool:
        """True if the page has been missing for too long, because the browser shows an error instead.

        The browser's first start may take longer, so this time counts only once there has been a page.
        """
        if self._waits_since_s is None or (self._page is None and self._crashed is None):
            self._waits_since_s = now_s
        return now_s - self._waits_since_s > HUNG_S

    def _ask_page(self, method: str, **values: object) -> int:
        return self._ask_browser(method, {} if self._session is None else {"sessionId": self._session}, **values)

    def _ask_browser(self, method: str, session: Mapping[str, str] = {}, **values: object) -> int:
        self._number += 1
        self.commands.append({"id": self._number, "method": method, "params": values, **session})
        return self._number


class BrowserPipe:
    """The browser's two pipes, with JSON messages that each end with a zero byte."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing, self._data = reading, writing, b""

    def receive(self, within_s: float) -> list[Message] | None:
        """Messages that have arrived; None once the browser has ended."""
        if not select.select([self._reading], [], [], within_s)[0]:
            return []
        block = os.read(self._reading, 1 << 16)
        if not block:
            return None
        *texts, self._data = (self._data + block).split(b"\0")
        return [json.loads(text) for text in texts]

    def send(self, message: Message) -> None:
        """Send a message. If the browser has ended, the message is lost."""
        try:
            os.write(self._writing, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            return


def open_browser(command: Sequence[str]) -> tuple["subprocess.Popen[bytes]", BrowserPipe]:
    """Start the browser with its two pipes."""
    (to_read, to_write), (from_read, from_write) = map(_high, os.pipe()), map(_high, os.pipe())
    os.dup2(to_read, 3)
    os.dup2(from_write, 4)
    process = subprocess.Popen([command[0], "--remote-debugging-pipe", *command[1:]], pass_fds=(3, 4))
    for fd in (3, 4, to_read, from_write):
        os.close(fd)
    return process, BrowserPipe(from_read, to_write)


def _high(fd: int) -> int:
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _FREE_FD)
    os.close(fd)
    return moved


def run_browser_until_end(command: Sequence[str], clock: Clock) -> int:
    """Run the browser until it ends. Returns its exit code, or CRASHED if a signal ended it."""
    process, pipe = open_browser(command)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    keeper = PageKeeper(command[-1].removeprefix("--app="))
    for message in _messages(pipe):
        if message is not None:
            keeper.handle_message(message)
        elif keeper.is_hung(clock.now()):
            print(f"screen: the page has not answered for {HUNG_S:g} s; ending the browser", file=sys.stderr)
            process.kill()
            break
        commands, keeper.commands = keeper.commands, []
        for each in commands:
            pipe.send(each)
    code = process.wait()
    return code if code >= 0 else CRASHED


def _messages(pipe: BrowserPipe) -> Iterator[Message | None]:
    """Yield the browser's messages until it ends, and None after each poll."""
    yield None
    while (found := pipe.receive(LOOK_S)) is not None:
        yield from found
        yield None


if __name__ == "__main__":
    raise SystemExit(run_browser_until_end(sys.argv[1:], Clock()))
