"""The console: its token file, its sessions and its server."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from edge.alerts import Alert
from edge.console.app import build_console_app
from edge.console.hooks import ConsoleHooks
from edge.console.listener import loopback_listener
from edge.console.sessions import Sessions
from edge.console.setup import SetupAssistant
from edge.console.setup_app import build_setup_app
from edge.web.errors import PageError
from edge.web.security import Refusals
from edge.web.server import PageServer, listen_on_loopback
from edge.web.token_file import TokenFileError, read_token, renew_token

if TYPE_CHECKING:
    from edge.console.network import NetworkConsole  # loaded with TLS when it is needed

PAGE = "console"


class ConsoleOpenError(PageError):
    """The console page is already open on the local network."""

    def __init__(self) -> None:
        super().__init__(
            "console: it is already open on the local network. Close it first: Ctrl-C where it was opened."
        )


class ConsoleEndedError(PageError):
    """The console page has been closed and cannot be opened again."""

    def __init__(self) -> None:
        super().__init__("console: the kiosk is stopping or restarting. Try again in a minute (vitrina status).")


class Console:
    """Server of the console page, only on loopback, from `start` until `close`. Raises PageServerError or
    TokenFileError.
    """

    def __init__(
        self, port: int, token_file: Path, shown: ConsoleHooks | SetupAssistant, sessions: Sessions | None = None
    ) -> None:
        """`shown`: what the page shows, which is a kiosk or the setup questions. `sessions`: the sessions of an earlier
        page. These sessions stay open if that page used the same token file.
        """
        self.refusals, self._shown = Refusals(), shown
        self._network: NetworkConsole | None = None
        self._has_ended = False
        self._lock = threading.Lock()
        listener = listen_on_loopback(port, PAGE)
        self.port: int = listener.getsockname()[1]
        try:
            if sessions is None or not _is_of(sessions, token_file):
                sessions = Sessions(renew_token(token_file, PAGE), shown.now)
            self.sessions = sessions
        except BaseException:
            listener.close()
            raise
        app: ASGIApp
        if isinstance(shown, ConsoleHooks):
            app = build_console_app(shown, self.sessions, loopback_listener(self.port), self.refusals)
        else:
            app = build_setup_app(shown, self.sessions, self.port, self.refusals)
        self._server = PageServer(app, listener, PAGE)

    def start(self) -> None:
        """Start the server's thread."""
        self._server.start()

    def open_on_network(self, address: str, shows_people: bool) -> "NetworkConsole":
        """Open the second listener, on the local network. The caller must close it with `close_on_network`.

        Raises ConsoleOpenError if this listener is already open. May also raise ConsoleEndedError, CertificateError or
        PageServerError.
        """
        from edge.console.network import NetworkConsole

        with self._lock:
            if self._has_ended:
                raise ConsoleEndedError
            if self._network is not None:
                raise ConsoleOpenError
            assert isinstance(self._shown, ConsoleHooks), "a page without a kiosk takes no requests"
            self._network = NetworkConsole(address, self.port, shows_people, self._shown, self.refusals)
            return self._network

    def close_on_network(self) -> None:
        """Close the second listener, if it is open."""
        with self._lock:
            if self._network is not None:
                self._network.close()
                self._network = None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alert that the second listener is open. Empty while that listener is closed."""
        network = self._network
        return (network.alert,) if network else ()

    def close(self) -> None:
        """Stop the servers."""
        with self._lock:
            self._has_ended = True
        self.close_on_network()
        self._server.stop()


def _is_of(sessions: Sessions, token_file: Path) -> bool:
    """True if links made with the token in this file can open sessions in `sessions`."""
    try:
        return sessions.uses_secret(read_token(token_file, PAGE))
    except TokenFileError:
        return False
