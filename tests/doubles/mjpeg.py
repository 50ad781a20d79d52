"""Network camera on the loopback interface: sends HTTP MJPEG as real cameras do, with or without faults.

It owns its threads and its port, and may be a separate process that can be stopped and killed. A picture may carry the
millisecond at which it was made, as black and white blocks that survive JPEG. A receiver can compute its age from them.
"""

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]

Image = NDArray[np.uint8]
Mode = Literal["ok", "freeze", "half", "close", "silent", "junk"]

BITS = 24
"""Number of blocks of the clock: milliseconds modulo 2**24, that is 4.6 hours."""

SEND_TIMEOUT_S = 5.0
"""A client that reads nothing for this long is gone."""

_CHECK_EVERY_S = 0.1
"""Interval at which a silent or frozen connection checks whether its client is still there."""


def with_timestamp(image: Image, made_s: float) -> Image:
    """A copy of `image` with `made_s`, in seconds, written into its top row of blocks."""
    ms = int(made_s * 1000) % (1 << BITS)
    copy = image.copy()
    side = copy.shape[1] // BITS
    for bit in range(BITS):
        copy[:side, bit * side : (bit + 1) * side] = 255 if ms >> bit & 1 else 0
    return copy


def age_s(image: Image, now_s: float) -> float:
    """Age of a picture of `with_timestamp` at `now_s`, in seconds (to the millisecond)."""
    side = image.shape[1] // BITS
    bits = [image[:side, bit * side : (bit + 1) * side].mean() > 127 for bit in range(BITS)]
    made_ms = sum(1 << bit for bit, white in enumerate(bits) if white)
    return ((int(now_s * 1000) - made_ms) % (1 << BITS)) / 1000


def noise(width_px: int = 320, height_px: int = 240, seed: int = 0) -> Iterator[Image]:
    """Endless grey pictures with a little noise: no two are the same, as from a real sensor."""
    random = np.random.default_rng(seed)
    while True:
        small = random.integers(60, 200, (height_px // 16, width_px // 16, 3), dtype=np.uint8)
        yield np.asarray(cv2.resize(small, (width_px, height_px), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def film(path: Path) -> Callable[[], Iterator[tuple[float, Image]]]:
    """The pictures of a video file, each with its time from the first one in seconds."""

    def pictures() -> Iterator[tuple[float, Image]]:
        video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        try:
            while True:
                is_good, image = video.read()
                if not is_good:
                    return
                yield video.get(cv2.CAP_PROP_POS_MSEC) / 1000, image
        finally:
            video.release()

    return pictures


def to_and_fro(path: Path, until_s: float) -> Callable[[], Iterator[tuple[float, Image]]]:
    """The first `until_s` seconds of a film, at 15 pictures a second, forwards and backwards without end.

    Playing backwards avoids jumps of the people in the film.
    """

    def pictures() -> Iterator[tuple[float, Image]]:
        images = [image for at_s, image in film(path)() if at_s < until_s]
        return paced((image for _ in itertools.count() for image in (*images, *reversed(images))), 15.0)

    return pictures


def paced(images: Iterable[Image], rate_hz: float) -> Iterator[tuple[float, Image]]:
    """`images` at an even rate, each with its time from the first one in seconds."""
    for index, image in enumerate(images):
        yield index / rate_hz, image


class MjpegCamera:
    """Camera at `url` that sends the pictures of `pictures()` at their own times, from the start for each connection.

    `mode` may change while it serves: "ok"; "freeze" (the connection stays, nothing more comes); "half" (the same, in
    the middle of a picture); "close" (the connection ends); "silent" (accepts, never answers); "junk" (parts that are
    no JPEG). With `once`, one connection gets the pictures and every later one gets error 404. `stamp` writes the time
    of sending into each picture.
    """

    def __init__(
        self,
        pictures: Callable[[], Iterable[tuple[float, Image]]] = lambda: paced(noise(), 30.0),
        *,
        mode: Mode = "ok",
        once: bool = False,
        stamp: bool = False,
        port: int = 0,
    ) -> None:
        self.mode: Mode = mode
        self._pictures = pictures
        self._once = once
        self._stamp = stamp
        self._changed = threading.Condition()
        self._sent = 0
        self._connections = 0
        self._stopping = threading.Event()
        self.finished = threading.Event()  # one connection has sent all its pictures
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = False  # so that closing waits for every connection's thread
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="mjpeg")
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/feed"

    @property
    def sent(self) -> int:
        """Pictures sent so far, over all connections."""
        return self._sent

    @property
    def connections(self) -> int:
        """Connections so far, refused ones included."""
        return self._connections

    def wait_for(self, condition: Callable[["MjpegCamera"], bool], timeout_s: float = 10.0) -> bool:
        """True if `condition` became true within `timeout_s`. It is checked after each picture and connection."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout_s)

    def close(self) -> None:
        """Stop serving; every connection and thread has ended when this returns."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> "MjpegCamera":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        camera = self

        class Connection(BaseHTTPRequestHandler):
            timeout = SEND_TIMEOUT_S

            def do_GET(self) -> None:
                camera._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing: a test that fails reports the cause itself."""

        return Connection

    def _count(self, *, sent: int = 0, connections: int = 0) -> int:
        with self._changed:
            self._sent += sent
            self._connections += connections
            self._changed.notify_all()
            return self._connections

    def _serve(self, connection: BaseHTTPRequestHandler) -> None:
        connection.close_connection = True
        number = self._count(connections=1)
        if self._once and number > 1:
            connection.send_error(404)
            return
        if self.mode == "silent":
            self._hold(connection)
            return
        connection.send_response(200)
        connection.send_header("Content-Type", "multipart/x-mixed-replace; boundary=f")
        connection.end_headers()
        try:
            self._stream(connection)
        except (ConnectionError, TimeoutError):
            return  # the client closed the connection, which is allowed

    def _stream(self, connection: BaseHTTPRequestHandler) -> None:
        began_s = time.monotonic()
        for at_s, image in self._pictures():
            if self._stopping.wait(max(0.0, began_s + at_s - time.monotonic())) or self.mode == "close":
                return
            if self.mode == "freeze":
                self._hold(connection)
                return
            is_half = self.mode == "half"
            body = b"this is no picture" * 100 if self.mode == "junk" else self._jpeg(image)
            connection.wfile.write(b"--f\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(body))
            if is_half:
                connection.wfile.write(body[: len(body) // 2])
                self._hold(connection)
                return
            connection.wfile.write(body + b"\r\n")
            self._count(sent=1)
        self.finished.set()

    def _jpeg(self, image: Image) -> bytes:
        picture = with_timestamp(image, time.monotonic()) if self._stamp else image
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()

    def _hold(self, connection: BaseHTTPRequestHandler) -> None:
        """Send nothing more until the client disconnects or the camera is closed."""
        connection.connection.settimeout(_CHECK_EVERY_S)
        while not self._stopping.is_set():
            try:
                if not connection.connection.recv(1024):
                    return
            except TimeoutError:
                continue
            except ConnectionError:
                return


class MjpegProcess:
    """The same camera, with pictures of noise, as a process: SIGSTOP makes it hang, SIGKILL is a power cut."""

    def __init__(self, port: int = 0) -> None:
        program = f"from tests.doubles.mjpeg import serve; serve({port})"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}/feed"

    def close(self) -> None:
        with self.process:
            self.process.kill()

    def __enter__(self) -> "MjpegProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(port: int) -> None:
    """Print the port, and serve until the parent process closes the standard input."""
    with MjpegCamera(port=port) as camera:
        print(camera.port, flush=True)
        sys.stdin.read()
