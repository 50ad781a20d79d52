"""A server of adverts for a kiosk, with the faults of real ones on demand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

TOKEN = "kiosk-token"


@dataclass
class MediaFiles:
    """Files by SHA-256, and what the server does to them. `asked`: path and range of each request."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: int | None = None  # bytes of one answer, then the connection ends
    status: int | None = None
    redirect: str | None = None
    takes_ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Address of the files."""
        return f"http://127.0.0.1:{self.port}/media/"


class _Handler(BaseHTTPRequestHandler):
    media: ClassVar[MediaFiles]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        media, wanted = self.media, self.headers.get("Range")
        media.asked.append((self.path, wanted))
        media.headers.append({name.lower(): value for name, value in self.headers.items()})
        content = media.files.get(self.path.removeprefix("/media/"))
        if media.redirect:
            return self._end(302, {"Location": media.redirect})
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._end(401)
        if media.status or content is None:
            return self._end(media.status or 404)
        begin = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and media.takes_ranges else 0
        rest = content[begin:]
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest if media.cut_after is None else rest[: media.cut_after])
        if media.cut_after is not None:
            self.close_connection = True
        return None

    def _end(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def media_server(**files: bytes) -> Iterator[MediaFiles]:
    """Runs the server on a free port."""
    media = MediaFiles(dict(files))
    handler = type("Handler", (_Handler,), {"media": media})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    media.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield media
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
