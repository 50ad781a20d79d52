"""The technician's page: its token's file, its sessions and its server."""

from pathlib import Path

from edge.console.app import console_app
from edge.console.hooks import ConsoleHooks
from edge.console.sessions import Sessions
from edge.web.security import Refusals
from edge.web.server import PageServer, listen
from edge.web.token_file import renew_token

PAGE = "console"


class Console:
    """Serves the page from `start` until `close`, on loopback alone. Raises PageServerError and TokenFileError."""

    def __init__(self, port: int, token_file: Path, hooks: ConsoleHooks) -> None:
        self.refusals = Refusals()
        listener = listen(port, PAGE)
        self.port: int = listener.getsockname()[1]
        try:
            sessions = Sessions(renew_token(token_file, PAGE), hooks.now)
        except BaseException:
            listener.close()
            raise
        self._server = PageServer(console_app(hooks, sessions, self.port, self.refusals), listener, PAGE)

    def start(self) -> None:
        """Starts the server's thread."""
        self._server.start()

    def close(self) -> None:
        """Ends the server."""
        self._server.stop()
