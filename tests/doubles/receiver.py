"""A receiver of a webhook, on a free port of this machine."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Receiver:
    """Keeps headers and body of each request. Answers with `statuses` in turn, then with 204."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    is_dripping: bool = False
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiver(certificate: Path | None = None, key: Path | None = None) -> Iterator[Receiver]:
    """Runs it, with TLS if it has a certificate."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if made.is_dripping:
                while not made.released.wait(0.05):
                    self.wfile.write(b"H")
                    self.wfile.flush()
                return
            self.send_response(made.statuses.pop(0) if made.statuses else 204)
            if made.location:
                self.send_header("location", made.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Logs nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.released.set()
        server.shutdown()
        server.server_close()
