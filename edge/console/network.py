"""Access to the console page from the local network, for one client and a limited time: TLS, one link, one session."""

from edge.alerts import Alert
from edge.console.app import build_console_app
from edge.console.hooks import ConsoleHooks
from edge.console.listener import network_listener
from edge.console.one_client import SingleClientSession
from edge.web.network_listener import listen_on_network, track_sessions
from edge.web.security import Refusals
from edge.web.server import PageServer
from edge.web.tls import make_tls

PAGE = "console on the network"
TEXT = (
    "console: it is open on the local network for one client and at most an hour. Close it with "
    "Ctrl-C in vitrina console --for, or restart the kiosk."
)


class NetworkConsole:
    """A second listener for the console page, on the local network. It serves from its creation until `close`.

    Raises CertificateError or PageServerError.
    """

    def __init__(self, address: str, port: int, shows_people: bool, hooks: ConsoleHooks, refusals: Refusals) -> None:
        tls = make_tls(address)
        listener = listen_on_network(address, port)
        self.port: int = listener.getsockname()[1]
        self.client, self.fingerprint = SingleClientSession(), tls.fingerprint
        self.link = f"https://{address}:{self.port}/#{self.client.token}"
        self.alert = Alert("console.open", "warning", TEXT, hooks.now())
        listening = network_listener(address, self.port, shows_people)
        app = track_sessions(build_console_app(hooks, self.client, listening, refusals), listener)
        self._server = PageServer(app, listener, PAGE, tls=tls.context)
        self._server.start()

    def close(self) -> None:
        """End the session and the listener."""
        self.client.close()
        self._server.stop()
