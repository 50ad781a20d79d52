"""An Anthias server as its code answers: nothing on, an asset, a login, a viewer that does not answer.

Names of fields and forms of values are those of `GET /api/v1/viewer_current_asset` (Screenly/Anthias, August 2026).
"""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

PATH = "/api/v1/viewer_current_asset"
VIEWER_S = 2.0  # for which the server waits for the viewer, before it fails


def asset(asset_id: str, name: str = "", duration_s: int = 15) -> dict[str, Any]:
    """One asset, with all of its fields. The duration is a text."""
    return {
        "asset_id": asset_id,
        "name": name or asset_id,
        "uri": f"/data/anthias_assets/{asset_id}",
        "md5": "",
        "start_date": "2026-11-01T00:00:00+00:00",
        "end_date": "2026-12-01T00:00:00+00:00",
        "duration": str(duration_s),
        "mimetype": "video",
        "is_enabled": 1,
        "is_processing": 0,
        "nocache": 0,
        "play_order": 0,
        "skip_asset_check": 0,
        "is_active": 1,
    }


@dataclass
class Anthias:
    """The asset that is on, and the fault. `asked`: number of requests. `raw`: an answer that is none of Anthias."""

    shown: dict[str, Any] | None = None
    login: str | None = None  # "user:password"
    viewer_is_gone: bool = False
    raw: bytes | None = None
    kind: str = "application/json"
    drip_s: float | None = None  # between two bytes of an answer
    asked: int = 0
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)  # ends what hangs

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    anthias: ClassVar[Anthias]

    def do_GET(self) -> None:
        it = self.anthias
        it.asked += 1
        if self.path != PATH:
            return self._answer(404, b"not found", "text/html")
        if it.login and self.headers.get("Authorization") != f"Basic {base64.b64encode(it.login.encode()).decode()}":
            return self._answer(302, b"", "text/html", Location="/login/?next=" + PATH)
        if it.viewer_is_gone:
            it.released.wait(VIEWER_S)
            return self._answer(500, b"<h1>Server Error (500)</h1>", "text/html")
        body = it.raw if it.raw is not None else json.dumps(it.shown if it.shown else []).encode()
        return self._answer(200, body, it.kind)

    def _answer(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        it = self.anthias
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if it.drip_s is None:
            self.wfile.write(body)
            return
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if it.released.wait(it.drip_s):
                return

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    handle_error: Callable[..., None] = staticmethod(lambda *_: None)  # a client that left


@contextmanager
def anthias_server(**values: Any) -> Iterator[Anthias]:
    """Runs one on a free port."""
    it = Anthias(**values)
    handler = type("Handler", (_Handler,), {"anthias": it})
    server = _Server(("127.0.0.1", 0), handler)
    it.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="anthias double", daemon=True)
    thread.start()
    try:
        yield it
    finally:
        it.released.set()
        server.shutdown()
        thread.join(10)
        server.server_close()
