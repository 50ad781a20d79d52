"""Relay on this kiosk between FFmpeg and one network camera.

FFmpeg follows every redirect and, by default, trusts every certificate. Which of its settings have an effect depends on
its build. So FFmpeg connects only to the relay. The relay connects to the camera, checks the certificate of that same
connection, and passes on only redirects within the camera's host.
"""

import select
import socket
import ssl
import threading
import time
from contextlib import ExitStack, suppress
from functools import partial

from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits, connect_tcp
from edge.sources.camera.http_filter import LARGEST_HEAD, HttpFilter
from edge.sources.camera.network_address import CameraRefusedError, NetworkAddress
from edge.sources.camera.rtsp_filter import RtspFilter
from edge.sources.camera.tls import CameraTlsOptions, handshake_fault_text, tls_context
from edge.supervised_thread import ONCE, SupervisedThread

_PIECE = 65536  # larger than a TLS record, so that nothing waits inside OpenSSL
_LEAST_BYTES_PER_S = 20.0
"""Least number of bytes per second that a connection must carry. Even a camera at night with one frame per second sends
more.
"""
_CLOSES_WITHIN_S = 0.2
"""Seconds for FFmpeg's last request, which ends the session on the camera."""


class CameraRelay:
    """Listens at `url` until `close` is called, and connects each client to the camera.

    `reason`: why the camera was refused, if it was. After a redirect, `address` is the new address.
    """

    def __init__(self, address: NetworkAddress, tls: CameraTlsOptions, timeout_s: float) -> None:
        """`timeout_s` limits the time to connect to the camera and, separately, the time until its first answer."""
        self.reason: str | None = None
        self.address = address
        self._tls = tls
        self._timeout_s = timeout_s
        self._limits = ExchangeLimits(timeout_s, 2 * timeout_s, 2 * LARGEST_HEAD, _LEAST_BYTES_PER_S)
        self._closing = threading.Event()
        self._connections: list[threading.Thread] = []
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = int(self._listener.getsockname()[1])
        self._acceptor = SupervisedThread(self._accept, "relay", self._closing)
        self._acceptor.start()

    @property
    def url(self) -> str:
        """Address of the stream, for FFmpeg."""
        return self.address.relay_address(self._port)

    def close(self) -> None:
        """Pass on FFmpeg's last request, then close all connections."""
        for connection in self._connections:
            connection.join(_CLOSES_WITHIN_S)
        self._closing.set()
        for each in (self._listener, *tuple(self._sockets)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in (self._acceptor, *self._connections):
            thread.join(_CLOSES_WITHIN_S)

    def _accept(self) -> None:
        with self._listener:
            while not self._closing.is_set():
                try:
                    client, _ = self._listener.accept()
                except OSError:
                    return
                connection = SupervisedThread(partial(self._serve_client, client), "relay", backoff_s=ONCE)
                self._connections = [*(each for each in self._connections if each.is_alive()), connection]
                connection.start()

    def _serve_client(self, client: socket.socket) -> None:
        address = self.address
        is_http = address.scheme.startswith("http")
        passing = HttpFilter(address, self._port) if is_http else RtspFilter(address, self._port)
        bounds = ExchangeBounds(self._limits, time.monotonic)
        with ExitStack() as sockets:
            try:
                self._keep(sockets, client)
                self._pass_bytes(client, self._connect(sockets, address, bounds), passing, bounds)
            except CameraRefusedError as error:
                self.reason = str(error)
            except ssl.SSLError as error:
                self.reason = handshake_fault_text(error)
            except (OSError, ValueError, ExchangeError):  # ValueError: a host name that is none
                return  # one side hung up or does not answer; FFmpeg notices that as a lost camera

    def _keep(self, sockets: ExitStack, each: socket.socket) -> None:
        """Register this socket. It is closed together with its connection, and shut down when the relay is closed."""
        self._sockets.add(each)
        sockets.callback(each.close)
        sockets.callback(self._sockets.discard, each)

    def _connect(self, sockets: ExitStack, address: NetworkAddress, bounds: ExchangeBounds) -> socket.socket:
        """Connect to the camera. Raises CameraRefusedError if `ca_file` cannot be used, ssl.SSLError if the
        handshake failed, otherwise OSError or ExchangeError.
        """
        plain = connect_tcp(address.host, address.port, bounds)
        self._keep(sockets, plain)
        if not address.is_encrypted:
            return plain
        plain.settimeout(bounds.connect_timeout_s())
        encrypted = tls_context(self._tls).wrap_socket(plain, server_hostname=address.host)
        self._keep(sockets, encrypted)
        return encrypted

    def _pass_bytes(
        self, client: socket.socket, camera: socket.socket, passing: HttpFilter | RtspFilter, bounds: ExchangeBounds
    ) -> None:
        """Pass bytes in both directions until one side closes the connection. Uses one thread, because OpenSSL does
        not allow two per connection. Raises ExchangeError if the camera sends too little.
        """
        client.settimeout(self._timeout_s)
        while not passing.is_over:
            readable, _, _ = select.select([client, camera], [], [], bounds.receive_timeout_s())
            if client in readable:
                request = client.recv(_PIECE)
                if not request:
                    return
                camera.settimeout(self._timeout_s)
                camera.sendall(passing.filter_request(request))
            if camera in readable:
                camera.settimeout(0)  # what was readable may be no data, but a message of TLS itself
                try:
                    answer = camera.recv(_PIECE)
                except (ssl.SSLWantReadError, BlockingIOError):
                    continue
                if not answer:
                    return
                bounds.count_bytes(len(answer))
                passed = passing.filter_answer(answer)
                if passed and bounds.is_in_head:
                    bounds.start_body()
                self.address = passing.address  # before the client learns of a redirect
                try:
                    client.sendall(passed)
                except OSError:  # the client hung up; its last request may still wait
                    camera.settimeout(self._timeout_s)
                    camera.sendall(passing.filter_request(client.recv(_PIECE)))
                    return
