"""Metrics for Prometheus, on a separate port. No label contains a kiosk or a creative, because a fleet has too many of
them.
"""

from collections.abc import Iterable

import anyio.to_thread
from anyio import CapacityLimiter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client import Counter as PrometheusCounter
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from central.alerts.codes import CODES
from central.clock import now_ms
from central.errors import CentralError, DatabaseError
from central.store.batch import Written
from central.store.database import read_view
from central.store.open_alerts import counts_by_code
from central.store.store import Store
from central.store.totals import read_store_totals
from central.web.guard import Guard
from central.web.identity import bearer_token, token_identity
from central.web.limits import Limits
from central.web_settings import LOOPBACK, WebSection

MOST_CODES = 100
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Metrics of this process's ingester, and of the store at the time of the scrape."""

    def __init__(self, store: Store) -> None:
        self.registry = CollectorRegistry()
        self._messages = PrometheusCounter(
            "vitrina_messages",
            "Messages that this process received, by kind and result.",
            ("kind", "result"),
            registry=self.registry,
        )
        self._rejected = PrometheusCounter(
            "vitrina_quarantine", "Messages that this process rejected, by reason.", ("reason",), registry=self.registry
        )
        self._batch = Histogram(
            "vitrina_batch_seconds", "Time to store a batch.", buckets=SECONDS, registry=self.registry
        )
        self.missing: int | None = None
        self.registry.register(_StoreTotals(store, self))

    def on_batch(self, written: Written, seconds: float) -> None:
        """Count a stored batch."""
        self._batch.observe(seconds)
        for (kind, result), count in written.message_counts().items():
            self._messages.labels(kind, result).inc(count)
        for rejection in written.rejections:
            self._rejected.labels(rejection.reason).inc()

    def on_gaps(self, missing: int) -> None:
        """Set the number of messages that are missing now."""
        self.missing = missing

    def metrics_text(self) -> bytes:
        """The metrics in Prometheus's text format. Raises DatabaseError."""
        return generate_latest(self.registry)


class _StoreTotals(Collector):
    """Metrics of the store, which are read when they are requested."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store, self._metrics = store, metrics

    def describe(self) -> Iterable[Metric]:
        """Return no metrics, so that the registry queries the store only during a scrape."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield the current metrics."""
        at_ms = now_ms()
        with read_view(self._store) as connection:
            found = read_store_totals(connection, at_ms)
            alerts = counts_by_code(connection)
        states = GaugeMetricFamily("vitrina_devices", "Kiosks by state.", labels=["state"])
        for state, count in sorted(found.states.items()):
            states.add_metric([state], count)
        lost = CounterMetricFamily(
            "vitrina_lost_messages", "Messages that a kiosk had deleted before central requested them."
        )
        lost.add_metric([], found.lost)
        yield from (states, lost, _alert_gauge(alerts))
        if found.newest_ms is not None:
            lag = GaugeMetricFamily("vitrina_lag_seconds", "Age of the newest health message of the fleet.")
            lag.add_metric([], max(0.0, (at_ms - found.newest_ms) / 1000))
            yield lag
        if self._metrics.missing is not None:
            missing = GaugeMetricFamily("vitrina_gap_messages", "Messages that are missing and requested.")
            missing.add_metric([], self._metrics.missing)
            yield missing


def _alert_gauge(counts: dict[str, int]) -> GaugeMetricFamily:
    """Number of open alerts by code. Codes of the server come first. Kiosks choose their own codes, so the rarest codes
    are combined into one.
    """
    family = GaugeMetricFamily("vitrina_open_alerts", "Open alerts by code.", labels=["code"])
    ranked = sorted(counts.items(), key=lambda each: (each[0] not in CODES, -each[1], each[0]))
    for code, count in ranked[:MOST_CODES]:
        family.add_metric([code], count)
    if rest := sum(count for _, count in ranked[MOST_CODES:]):
        family.add_metric(["other"], rest)
    return family


def metrics_application(metrics: Metrics, store: Store, settings: WebSection, limits: Limits) -> ASGIApp:
    """The application that serves /metrics. On loopback it is open to everybody. On other addresses it requires a token
    for every site.
    """
    limiter = CapacityLimiter(1)
    needs_token = settings.metrics_host not in LOOPBACK

    def text(secret: str | None) -> bytes:
        if needs_token:
            identity = None if secret is None else token_identity(store, secret)
            if identity is None or identity.scope.patterns is not None:
                raise HTTPException(
                    401, "This request requires a token for every site.", {"www-authenticate": "Bearer"}
                )
        return metrics.metrics_text()

    async def answer(request: Request) -> Response:
        secret = bearer_token(request)
        content = await anyio.to_thread.run_sync(lambda: text(secret), limiter=limiter)
        return Response(content, headers={"content-type": CONTENT_TYPE_LATEST})

    async def on_error(_: Request, error: Exception) -> Response:
        return Response("The database does not answer.\n", 503 if isinstance(error, DatabaseError) else 500)

    app = Starlette(routes=[Route("/metrics", answer)], exception_handlers={CentralError: on_error})
    own = settings.model_copy(update={"hosts": (*settings.hosts, settings.metrics_host), "behind_proxy": False})
    return Guard(app, own, limits)
