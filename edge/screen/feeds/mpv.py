"""Feed "mpv": reads plays from the JSON IPC socket of mpv on this kiosk."""

import json
import os
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.feed_health import FeedHealth, FeedTexts
from edge.screen.feeds.mpv_lines import LineReader, MpvReply, NotMpvError
from edge.screen.feeds.mpv_plays import ERROR_S, PROPERTIES, MpvPlays
from edge.screen.feeds.thread_feed import ThreadFeed
from edge.screen.play_feed import PlayEvent

ASK_S = 1.0  # how often time-pos is requested: it reveals stalls and a frozen mpv
HANGS_S = 5.0
TURN_S = 0.1
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
LOST_S = 10.0
CHUNK_BYTES = 65_536
TEXTS = FeedTexts(
    "mpv",
    "Is it running with --input-ipc-server= and the path of [playback] mpv_socket, and may the kiosk's user open it?",
    "Name its files in [playback.creatives]. Play videos only at speed 1.",
)


class MpvFeed(ThreadFeed):
    """Reads the socket in its own thread, which reconnects whenever the connection is lost."""

    def __init__(self, path: Path, names: CreativeNames, now: Callable[[], float]) -> None:
        self._path, self._names = path, names
        super().__init__("mpv", FeedHealth(TEXTS, LOST_S, now()), now)

    def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._stop.is_set():
            connected_s = self._now()
            try:
                with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
                    connection.settimeout(HANGS_S)
                    connection.connect(os.fspath(self._path))
                    _Conversation(connection, MpvPlays(self._names), self._health, self._now).run_until_stopped(
                        self._told.put, self._stop
                    )
            except OSError as error:
                self._health.note_failure(error.strerror or "the path is too long, or it did not answer")
            except NotMpvError as error:
                self._health.count_bad_value(self._now(), str(error))
                self._health.note_failure(str(error))
            if self._now() - connected_s > LOST_S:  # a connection that worked for a while
                wait_s = FIRST_WAIT_S
            self._stop.wait(wait_s)
            wait_s = min(LONGEST_WAIT_S, 2 * wait_s)


class _Conversation:
    """One connection to mpv: its requests and its messages."""

    def __init__(
        self, connection: socket.socket, plays: MpvPlays, health: FeedHealth, now: Callable[[], float]
    ) -> None:
        self._socket, self._plays, self._health, self._now = connection, plays, health, now
        self._lines = LineReader()
        self._answered_s = self._asked_s = now()

    def run_until_stopped(self, put: Callable[[PlayEvent], None], stop: threading.Event) -> None:
        """Read messages until `stop` is set or the connection ends, then end the current play. Raises OSError or
        NotMpvError.
        """
        error_s = ERROR_S
        try:
            for number, name in enumerate(PROPERTIES, 1):
                self._send("observe_property", number, name)
            while not stop.is_set():
                if not self._exchange_messages(put):
                    self._health.note_failure("it closed the connection")
                    return
                if self._now() - self._answered_s > HANGS_S:
                    error_s = HANGS_S
                    raise TimeoutError(0, f"mpv has not answered for {HANGS_S:.0f} s")
        finally:
            for play in self._plays.end_play(self._answered_s if error_s == HANGS_S else self._now(), error_s):
                put(play)

    def _exchange_messages(self, put: Callable[[PlayEvent], None]) -> bool:
        """Read new messages and send the requests that are due. False at the end of the connection."""
        self._socket.settimeout(TURN_S)
        try:
            data = self._socket.recv(CHUNK_BYTES)
        except TimeoutError:
            data = None
        at_s = self._now()
        if data == b"":
            return False
        bad = self._lines.bad + self._plays.bad
        for message in self._lines.read_messages(data or b""):
            if isinstance(message, MpvReply):
                self._answered_s = at_s
                self._health.note_answer(at_s)
            for play in self._plays.handle_message(message, at_s):
                put(play)
        if self._lines.bad + self._plays.bad > bad:
            self._health.count_bad_value(
                at_s, "a line that is not mpv's JSON, or a file that is not in [playback.creatives]"
            )
        if self._plays.has_other_speed:
            self._health.count_bad_value(at_s, "a speed other than 1, at which plays are not reported")
        if self._plays.wants_position or at_s - self._asked_s >= ASK_S:
            self._plays.wants_position, self._asked_s = False, at_s
            self._send("get_property", "time-pos", request=self._plays.request)
        return True

    def _send(self, *command: str | int, request: int = 0) -> None:
        self._socket.settimeout(HANGS_S)
        self._socket.sendall(json.dumps({"command": command, "request_id": request}).encode() + b"\n")
