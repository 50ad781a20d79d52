"""Web server for the pages or the metrics, in a separate thread."""

import socket
import ssl
import threading

from starlette.types import ASGIApp

from central.errors import CentralError, UsageError
from central.web.limits import Limits
from central.web_settings import WebSection
from edge.web.bounded_server import BoundedServer

STOP_S = 5.0
BACKLOG = 128


def listen(host: str, port: int, setting: str) -> socket.socket:
    """Open a listening socket. `setting`: name of the port setting, for error messages. Raises CentralError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise CentralError(f"web: {host} is not an address of this machine ({error.strerror}).") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CentralError(
            f"web: the server cannot listen on {host}:{port} ({error.strerror}). Is another program using the port "
            f"(ss -ltnp)? Stop that program, or choose another {setting}."
        ) from None
    return listener


def build_tls_context(settings: WebSection) -> ssl.SSLContext | None:
    """TLS context with the certificate in the settings; None without a certificate. Raises UsageError for a certificate
    that cannot be used.
    """
    certificate, key = settings.certificate, settings.key
    if certificate is None or key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or str(error)
        raise UsageError(
            f"settings: [web] certificate = {certificate} and key = {key} cannot be used ({why}). Name a PEM file "
            f"with the certificate chain, and a PEM file with the key, without a password."
        ) from None
    return context


class WebServer:
    """A web server on a socket that is already bound."""

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        tls: ssl.SSLContext | None = None,
        limits: Limits = Limits(),  # noqa: B008 frozen
        name: str = "web",
    ) -> None:
        self._listener, self.name = listener, name
        self._server = BoundedServer(app, limits, tls, gives_date=True)
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def port(self) -> int:
        """Port on which the server listens."""
        return int(self._listener.getsockname()[1])

    def start(self) -> None:
        """Start the thread."""
        self.thread.start()

    @property
    def is_running(self) -> bool:
        """False once the thread has ended."""
        return self.thread.is_alive()

    def stop(self) -> None:
        """Stop the server and close its socket."""
        self._server.should_exit = True
        if self.thread.ident is not None:
            self.thread.join(STOP_S)
        self._listener.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])
