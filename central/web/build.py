"""Builds the servers of the pages and of the metrics from the settings."""

import logging
from dataclasses import dataclass
from pathlib import Path

from central.enrolment.enroller import Enroller
from central.store.batch import Written
from central.store.database import reading
from central.store.store import Store
from central.store.users import FIRST_USER_COMMAND, has_users
from central.web.app import application
from central.web.bounded_http import Limits
from central.web.metrics import Metrics, metrics_application
from central.web.server import WebServer, check_certificate, listen
from central.web.services import Services
from central.web_settings import LOOPBACK, WebSection

log = logging.getLogger(__name__)


@dataclass
class Web:
    """The servers that run. `stop` ends them and closes the connections of their store."""

    servers: list[WebServer]
    store: Store
    metrics: Metrics | None = None

    def on_batch(self, written: Written, seconds: float) -> None:
        """Takes what became of a batch."""
        if self.metrics is not None:
            self.metrics.on_batch(written, seconds)

    def on_gaps(self, missing: int) -> None:
        """Takes the number of messages that are missing."""
        if self.metrics is not None:
            self.metrics.on_gaps(missing)

    @property
    def failure(self) -> str | None:
        """Text for a server that has ended by itself."""
        ended = [server for server in self.servers if not server.is_running]
        return None if not ended else f"web: the server of {ended[0].name} has ended. Start it again."

    def stop(self) -> None:
        """Ends all servers."""
        for server in self.servers:
            server.stop()
        self.store.close()


def start_web(
    settings: WebSection,
    store: Store,
    media: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008 frozen
    enroller: Enroller | None = None,
) -> Web:
    """Starts the servers. `store` is theirs alone. Raises UsageError and CentralError."""
    tls = None
    if settings.certificate is not None and settings.key is not None:
        tls = (settings.certificate, settings.key)
        check_certificate(*tls)
    listener = listen(settings.host, settings.port, "[web] port")
    app = application(Services(store, settings, media, enroller), limits)
    servers = [WebServer(app, listener, tls, limits, "pages")]
    metrics = None
    if settings.metrics_port is not None:
        try:
            port = listen(settings.metrics_host, settings.metrics_port, "[web] metrics_port")
        except BaseException:
            listener.close()
            raise
        metrics = Metrics(store)
        of_metrics_app = metrics_application(metrics, store, settings, limits)
        of_metrics = None if settings.metrics_host in LOOPBACK else tls
        servers.append(WebServer(of_metrics_app, port, of_metrics, limits, "metrics"))
    for server in servers:
        server.start()
    log.info("web: pages on %s", address_of(settings, servers[0].port))
    _say_if_there_is_no_user(store)
    return Web(servers, store, metrics)


def address_of(settings: WebSection, port: int) -> str:
    """Address of the pages, for people."""
    scheme = "https" if settings.certificate is not None else "http"
    host = settings.host if settings.host in LOOPBACK or not settings.hosts else settings.hosts[0]
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def _say_if_there_is_no_user(store: Store) -> None:
    with reading(store) as connection:
        if not has_users(connection):
            log.warning("web: there is no user yet. Add the first: %s", FIRST_USER_COMMAND)
