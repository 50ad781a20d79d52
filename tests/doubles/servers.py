"""Small TCP servers on the loopback interface: raw HTTP answers, and TLS in front of another server."""

import socket
import ssl
import subprocess
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tests.doubles.broker import tool

Server = TypeVar("Server", bound="LocalServer")


class LocalServer(ABC):
    """Accepts connections at `host` and serves each in a thread, until it is closed."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self._listener = socket.create_server((host, 0))
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.connections = 0
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, name="local server", daemon=True).start()

    def close(self) -> None:
        with self._lock:
            sockets, self._sockets = self._sockets, set()
        for each in (self._listener, *sockets):
            shut(each)
            each.close()

    def __enter__(self: Server) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def serve(self, client: socket.socket) -> None:
        """Serves one connection. It is closed afterwards."""

    def _keep(self, each: socket.socket) -> None:
        """Close this socket with the server at the latest."""
        with self._lock:
            self._sockets.add(each)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._keep(client)
            threading.Thread(target=self._serve, args=(client,), name="local connection", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with suppress(OSError):  # the client has gone, or the server was closed
                self.serve(client)
        finally:
            shut(client)
            client.close()


class HttpAnswers(LocalServer):
    """Web server that sends the same bytes for every GET of a path, then closes. `requests` has every request head."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self.answers = dict(answers)
        self.requests: list[str] = []
        super().__init__()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(4096)
            if not data:
                return
            head += data
        self.requests.append(head.decode())
        client.sendall(self.answers[head.split()[1].decode()])


class TlsFront(LocalServer):
    """TLS server with this certificate that passes the plain bytes to the server at `port`."""

    def __init__(self, port: int, certificate: Path, key: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.use(certificate, key)
        self._behind = port
        super().__init__()

    def use(self, certificate: Path, key: Path) -> None:
        """Present this certificate to later connections."""
        self._context.load_cert_chain(certificate, key)

    def serve(self, client: socket.socket) -> None:
        with self._context.wrap_socket(client, server_side=True) as encrypted:
            behind = socket.create_connection(("127.0.0.1", self._behind))
            self._keep(behind)
            sender = threading.Thread(target=_pump, args=(encrypted.recv, behind), name="tls front", daemon=True)
            sender.start()
            while data := behind.recv(65536):
                encrypted.sendall(data)


def self_signed(folder: Path, host: str = "IP:127.0.0.1") -> tuple[Path, Path]:
    """A certificate that a camera makes for itself, valid for a day, and its key."""
    certificate, key = folder / "camera.crt", folder / "camera.key"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1")
    names = ("-subj", "/CN=IP camera", "-addext", f"subjectAltName={host}")
    files = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run([tool("openssl"), "req", "-x509", *curve, *files, *names], check=True, capture_output=True)
    return certificate, key


def shut(each: socket.socket) -> None:
    """End both directions, so that a thread that waits in it returns."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _pump(read: Callable[[int], bytes], into: socket.socket) -> None:
    with suppress(OSError, ValueError):  # one of the two sides was closed
        while data := read(65536):
            into.sendall(data)
    shut(into)
