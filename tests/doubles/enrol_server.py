"""A server of codes for a kiosk, by real TLS, that answers what a test says."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from edge.messages.enrolment import EnrolmentCode, certificate_fingerprint

SECRET = bytes(range(16))
PASSWORD, TOKEN = "p" * 43, "vit_" + "t" * 43


def answer(**changed: Any) -> dict[str, Any]:
    """Answer of a server to a code."""
    broker = {"host": "mqtt.example.org", "port": 8883, "tls": True, "ca": None, "username": "acme/berlin-7/door"}
    return {
        "schema": "vitrina.enrolment/1",
        "tenant": "acme",
        "site": "berlin-7",
        "device": "door",
        "timezone": "Europe/Berlin",
        "broker": {**broker, "password": PASSWORD},
        "media_url": "https://central.example.org:8443/media/",
        "media_token": TOKEN,
        "media_ca": None,
        **changed,
    }


@dataclass
class EnrolServer:
    """The server. `requests` has method, path and body of each; `authorizations` the header of each POST."""

    port: int
    fingerprint: bytes | None
    status: int = 200
    content: bytes = field(default_factory=lambda: json.dumps(answer()).encode())
    headers: dict[str, str] = field(default_factory=dict)
    ahead_s: float = 0.0
    requests: list[tuple[str, str, bytes]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)

    @property
    def code(self) -> EnrolmentCode:
        """A code of this server."""
        return EnrolmentCode("127.0.0.1", self.port, self.fingerprint, SECRET)


class _Handler(BaseHTTPRequestHandler):
    server_of_test: ClassVar[EnrolServer]

    def do_GET(self) -> None:
        self._answer(200, b'{"status":"ok"}', b"")

    def do_POST(self) -> None:
        self.server_of_test.authorizations.append(self.headers.get("Authorization", ""))
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer(self.server_of_test.status, self.server_of_test.content, body)

    def _answer(self, status: int, content: bytes, body: bytes) -> None:
        self.server_of_test.requests.append((self.command, self.path, body))
        self.send_response(status)
        for name, value in self.server_of_test.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(time.time() + self.server_of_test.ahead_s, usegmt=True)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A kiosk that hangs up is no fault here."""


@contextmanager
def enrol_server(certificate: tuple[Path, Path] | None) -> Iterator[EnrolServer]:
    """Runs a server with this certificate and key; None: without TLS."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    fingerprint = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        fingerprint = certificate_fingerprint(ssl.PEM_cert_to_DER_cert(certificate[0].read_text()))
    made = EnrolServer(server.server_address[1], fingerprint)
    handler.server_of_test = made  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
