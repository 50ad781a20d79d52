"""Thread that reads a network camera's packets, and writes them to a decoder.

Reading a camera blocks. In a thread of its own, that does not keep the capture process from reading the decoder's
frames. A decoder that is busy does not keep the thread from reading the camera: packets wait in memory, because in the
camera's connection they would wait without a time of arrival.
"""

import os
import select
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from edge.sources.camera.backlog import StreamBacklog
from edge.sources.camera.gst_packet_writer import buffer_header, stream_start
from edge.sources.camera.video import VideoCapture
from edge.supervised_thread import ONCE, SupervisedThread

MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Packets that a decoder has not taken: half a minute of a camera with 16 Mbit/s. A decoder that sends times with
its frames has failed long before, because they are late.
"""
_ENDS_WITHIN_S = 0.2
_TAKES_WITHIN_MS = 5  # the decoder, from a full pipe, before the camera is read on


@dataclass(slots=True)
class FeederState:
    """Progress of the feeder, in seconds of time.monotonic(). The feeder sets it; any thread may read it.

    A camera that falls silent may still send its last packet, when FFmpeg gives up. So the time without frames counts
    from the first packet after the last frame.
    """

    first_s: float | None = None  # when the first packet for the decoder arrived
    newest_s: float | None = None  # when the newest of them arrived
    waiting_s: float | None = None  # when the first one arrived since the last frame; each frame clears it
    live_s: float | None = None  # when the first live packet arrived
    is_full: bool = False  # the decoder took packets too slowly, and gets no more
    is_over: bool = False  # the camera sent no more packets, or not in time


class PacketFeeder:
    """Feeds the packets of `video`, which returns them encoded, to the pipe `fd`. It starts with a key frame.

    Packets that the decoder does not take stay in memory, up to MOST_WAITING_BYTES. A packet's time in the
    pipeline is its time of arrival since `start_s`, on the clock of time.monotonic().
    """

    def __init__(self, video: VideoCapture, caps: str, fd: int, backlog: StreamBacklog) -> None:
        self.state = FeederState()
        self.start_s = time.monotonic()
        self._video, self._caps, self._fd, self._backlog = video, caps, fd, backlog
        self._last_ns = -1
        self._waiting: deque[memoryview] = deque()  # for the decoder to take them
        self._space = select.poll()  # in the pipe
        self._closing = threading.Event()
        self._thread = SupervisedThread(self._feed, "decoder", self._closing, ONCE)

    def start(self) -> None:
        """Start to read the camera."""
        self._thread.start()

    def close(self) -> None:
        """End the thread, and close the video. The decoder must have ended before, so that nothing waits for it."""
        self._closing.set()
        self._thread.join(_ENDS_WITHIN_S)
        if self._thread.is_alive():  # the camera is silent
            self._video.hang_up()
            self._thread.join(_ENDS_WITHIN_S)
        if not self._thread.is_alive():  # else the end of this process frees it; releasing it now would crash
            self._video.close()

    def _feed(self) -> None:
        os.set_blocking(self._fd, False)
        self._space.register(self._fd, select.POLLOUT)
        with suppress(BrokenPipeError):  # the decoder has ended, as its frames will show
            self._write(stream_start(self._caps))
            while not self._closing.is_set() and not self.state.is_full:
                asked_s = time.monotonic()
                if not self._video.grab():
                    self.state.is_over = True
                    return
                self._feed_packet(asked_s, time.monotonic())

    def _feed_packet(self, asked_s: float, at_s: float) -> None:
        is_first = self.state.first_s is None
        packet = None if is_first and not self._video.is_key_frame else self._video.packet()
        if packet is None:
            return
        if self.state.live_s is None and self._backlog.is_live(at_s, at_s - asked_s):
            self.state.live_s = at_s
        if self.state.waiting_s is None:
            self.state.waiting_s = at_s
        self.state.newest_s = at_s
        if is_first:
            self.state.first_s = at_s
        headers = self._video.headers() if is_first else b""
        self._last_ns = max(self._last_ns + 1, int((at_s - self.start_s) * 1e9))
        self._write(buffer_header(len(headers) + packet.size, self._last_ns) + headers, packet.data)

    def _write(self, *parts: bytes | memoryview) -> None:
        """Write the parts, or as much as the decoder takes now. The rest precedes the next packet."""
        self._waiting.extend(map(memoryview, parts))
        while self._waiting and self._space.poll(_TAKES_WITHIN_MS):
            part = self._waiting.popleft()
            rest = part[os.write(self._fd, part) :]
            if rest:
                self._waiting.appendleft(rest)
        self.state.is_full = sum(map(len, self._waiting)) > MOST_WAITING_BYTES
