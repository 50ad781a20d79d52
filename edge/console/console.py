"""The technician's page: its token's file, its sessions and its server."""

from pathlib import Path

from starlette.types import ASGIApp

from edge.console.app import console_app
from edge.console.hooks import ConsoleHooks
from edge.console.sessions import Sessions
from edge.console.setup import SetupAssistant
from edge.console.setup_app import setup_app
from edge.web.security import Refusals
from edge.web.server import PageServer, listen
from edge.web.token_file import renew_token

PAGE = "console"


class Console:
    """Serves the page from `start` until `close`, on loopback alone. Raises PageServerError and TokenFileError."""

    def __init__(
        self, port: int, token_file: Path, shown: ConsoleHooks | SetupAssistant, sessions: Sessions | None = None
    ) -> None:
        """`shown`: a kiosk, or the questions for its first settings. `sessions`: those of a page that was served before
        with this token's file, which go on."""
        self.refusals = Refusals()
        listener = listen(port, PAGE)
        self.port: int = listener.getsockname()[1]
        try:
            self.sessions = sessions or Sessions(renew_token(token_file, PAGE), shown.now)
        except BaseException:
            listener.close()
            raise
        app: ASGIApp
        if isinstance(shown, ConsoleHooks):
            app = console_app(shown, self.sessions, self.port, self.refusals)
        else:
            app = setup_app(shown, self.sessions, self.port, self.refusals)
        self._server = PageServer(app, listener, PAGE)

    def start(self) -> None:
        """Starts the server's thread."""
        self._server.start()

    def close(self) -> None:
        """Ends the server."""
        self._server.stop()
