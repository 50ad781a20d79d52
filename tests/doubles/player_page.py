"""The part of the player's page, played by a program: a WebSocket and HTTP requests to a real server."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.doubles.waiting import wait_until

COOKIE = "vitrina_player"
VIEW = (1920.0, 1080.0)
STRIP = (0.0, 1010.0, 1920.0, 70.0)

Json = dict[str, Any]


def page_ms() -> float:
    """The page's clock: as in a browser, it begins somewhere and knows no date."""
    return time.monotonic() * 1000


def request(
    port: int, path: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] = {}
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        client.request(method, path, body, dict(headers))
        answer = client.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        client.close()


class PlayerPage:
    """A page that is connected. It answers pings by itself, and remembers the kiosk's commands."""

    def __init__(self, port: int, token: str, headers: Mapping[str, str] = {}) -> None:
        self.port, self.origin = port, f"http://127.0.0.1:{port}"
        self.cookie = {"Cookie": f"{COOKIE}={token}"}
        self.commands: list[Json] = []
        self.is_deaf = False  # answers no pings
        self.close_code: int | None = None
        self._open = ExitStack()
        headers = {**self.cookie, **headers}
        self.socket: ClientConnection = self._open.enter_context(
            connect(f"ws://127.0.0.1:{port}/socket", origin=Origin(self.origin), additional_headers=headers)
        )
        self._thread = threading.Thread(target=self._read, name="page", daemon=True)
        self._thread.start()

    @property
    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def _read(self) -> None:
        while True:
            try:
                command = json.loads(self.socket.recv())
                if command["do"] == "ping" and not self.is_deaf:
                    self.send(e="pong", id=command["id"])
                else:
                    self.commands.append(command)
            except ConnectionClosed as closed:
                self.close_code = closed.rcvd.code if closed.rcvd else None
                return

    def send(self, **message: Any) -> None:
        """Sends a message, with the present time of the page unless another is given."""
        self.socket.send(json.dumps({"t": page_ms(), **message}))

    def told(self, what: str) -> list[Json]:
        """Commands of a kind, in order."""
        return [command for command in list(self.commands) if command["do"] == what]

    def wait_for(self, what: str, count: int = 1) -> Json:
        """The newest command of a kind, once so many have come."""
        wait_until(lambda: len(self.told(what)) >= count, f"{count} {what} for the page")
        return self.told(what)[-1]

    def beat(self, **changes: Any) -> None:
        """A beat of a page that shows all that it must."""
        beat = {"e": "beat", "notice": "2026-11", "visible": True, "frames": 1, "strip": STRIP, "view": VIEW}
        self.send(**{**beat, **changes})

    def start(self, show: Json, **changes: Any) -> None:
        """The first frame of an item is on the screen."""
        self.send(**{"e": "start", "n": show["n"], "media_s": 0.0, "duration_s": 5.0, **changes})

    def end(self, show: Json, **changes: Any) -> None:
        """An item is over."""
        whole = {"media_s": 4.97, "gap_ms": 40.0, "shown": 148, "dropped": 2, "why": "ended", "detail": ""}
        self.send(**{"e": "end", "n": show["n"], **whole, **changes})

    def close(self) -> None:
        self._open.close()
        self._thread.join(20)


@contextmanager
def connected_page(port: int, token: str) -> Iterator[PlayerPage]:
    """A page that leaves at the end."""
    page = PlayerPage(port, token)
    try:
        yield page
    finally:
        page.close()


@contextmanager
def beating(page: PlayerPage, is_well: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """A page that sends a beat three times a second while it is well."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(0.3):
            if is_well():
                page.beat()

    thread = threading.Thread(target=run, name="beats", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
