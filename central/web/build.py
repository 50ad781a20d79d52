"""Builds the web servers for pages and metrics from the settings."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from central.clock import now_ms
from central.enrolment.enroller import Enroller
from central.errors import CentralError, UsageError
from central.oidc_settings import OidcSection
from central.store.batch import Written
from central.store.database import translate_database_errors
from central.store.first_link import FIRST_PATH, make_first_link
from central.store.store import Store
from central.web.app import build_application
from central.web.kept_server import KeptServer
from central.web.limits import Limits
from central.web.metrics import Metrics, metrics_application
from central.web.page_faults import MANY, WITHIN_S
from central.web.self_check import page_fault
from central.web.server import WebServer, build_tls_context, listen
from central.web.services import Services
from central.web.single_sign_on import build_single_sign_on
from central.web_settings import LOOPBACK, WebSection

log = logging.getLogger(__name__)


@dataclass
class Web:
    """The running web servers. The first one serves the pages. `stop` stops them and closes the connections of their
    store.
    """

    servers: list[KeptServer]
    services: Services
    metrics: Metrics | None = None

    def on_batch(self, written: Written, seconds: float) -> None:
        """Pass the result of a stored batch to the metrics."""
        if self.metrics is not None:
            self.metrics.on_batch(written, seconds)

    def on_gaps(self, missing: int) -> None:
        """Pass the number of missing messages to the metrics."""
        if self.metrics is not None:
            self.metrics.on_gaps(missing)

    @property
    def is_reporting(self) -> bool:
        """True while a report of a user runs or waits."""
        return self.services.activity.is_busy

    def restart_ended(self) -> None:
        """Restart web servers that have stopped unexpectedly."""
        for server in self.servers:
            server.restart_if_ended()

    def page_fault(self) -> str | None:
        """Current fault of the pages, as a sentence; None without a fault. It may take some seconds, because it
        requests a page.
        """
        for server in self.servers:
            if (fault := server.fault) is not None:
                return fault
        if self.services.page_faults.has_many:
            return f"{MANY} requests or more got status 500 within the last {WITHIN_S / 60:.0f} minutes."
        return page_fault(self.services.settings, self.services.settings.port)

    def stop(self) -> None:
        """Stop all web servers."""
        for server in self.servers:
            server.stop()
        self.services.store.close()


def start_web(
    settings: WebSection,
    store: Store,
    media: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008 frozen
    enroller: Enroller | None = None,
    *,
    sends_mail: bool = False,
    arriving: Callable[[Connection], tuple[int, int] | None] | None = None,
    command_options: str = "",
    oidc: OidcSection | None = None,
) -> Web:
    """Start the web servers. Only these servers use `store`. Raises UsageError or CentralError."""
    _check_certificate(settings)
    provider = build_single_sign_on(store, oidc)
    services = Services(store, settings, media, enroller, sends_mail, arriving, command_options, provider)
    metrics = None

    def pages() -> WebServer:
        # new services: the limiters of a server that ended may never be free again
        app = build_application(replace(services), limits)
        tls = build_tls_context(settings)  # before the port is bound: it may raise
        return WebServer(app, listen(settings.host, settings.port, "[web] port"), tls, limits, "pages")

    servers = [_kept(pages, [])]
    if settings.metrics_port is not None:
        metrics = Metrics(store)
        servers.append(_kept(_metrics_server(metrics, services, limits), servers))
    for server in servers:
        server.start()
    log.info("web: the web pages are served at %s", page_address(settings, servers[0].port))
    _show_first_link(store, settings, servers[0].port)
    return Web(servers, services, metrics)


def _check_certificate(settings: WebSection) -> None:
    """Raise UsageError if the certificate cannot be used, before anything is started. Each server reads the certificate
    again when it starts.
    """
    try:
        build_tls_context(settings)
    except UsageError as error:
        raise UsageError(f"{error} Nothing was started.") from None


def _metrics_server(metrics: Metrics, services: Services, limits: Limits) -> Callable[[], WebServer]:
    """Return a function that creates the metrics server on its port."""
    settings, port = services.settings, services.settings.metrics_port
    assert port is not None

    def make() -> WebServer:
        tls = None if settings.metrics_host in LOOPBACK else build_tls_context(settings)
        app = metrics_application(metrics, services.store, settings, limits)
        return WebServer(app, listen(settings.metrics_host, port, "[web] metrics_port"), tls, limits, "metrics")

    return make


def _kept(make: Callable[[], WebServer], others: list[KeptServer]) -> KeptServer:
    """A server that is kept running. If it cannot be created, stop the other servers and raise CentralError."""
    try:
        return KeptServer(make)
    except CentralError as error:
        for other in others:
            other.stop()
        raise CentralError(f"{error} Nothing was started.") from None


def page_address(settings: WebSection, port: int) -> str:
    """Address at which users open the pages."""
    scheme = "https" if settings.certificate is not None else "http"
    host = settings.host if settings.host in LOOPBACK or not settings.hosts else settings.hosts[0]
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def public_address(settings: WebSection, port: int) -> str:
    """Address under which browsers reach the pages, without a slash at its end. `port`: where the server listens."""
    if not settings.behind_proxy:
        return page_address(settings, port).rstrip("/")
    port_part = "" if settings.public_port == 443 else f":{settings.public_port}"
    return f"https://{settings.hosts[0]}{port_part}"


def first_link_address(settings: WebSection, port: int, secret: str) -> str:
    """Address of the link that makes the first administrator, as a browser reaches it."""
    return f"{public_address(settings, port)}{FIRST_PATH}{secret}"


def _show_first_link(store: Store, settings: WebSection, port: int) -> None:
    """Write the link that makes the first administrator into the log, as long as there is no user."""
    with translate_database_errors(), store.engine.begin() as connection:
        secret = make_first_link(connection, now_ms())
    if secret is not None:
        link = first_link_address(settings, port, secret)
        log.warning("web: no user exists yet. Open this link within 24 hours to make the first administrator: %s", link)
