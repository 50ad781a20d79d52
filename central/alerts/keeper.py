"""Checks the fleet each minute, raises and clears alerts, and sends deliveries. Only one process does this at a
time.

A delivery is written in the transaction that raises its alert, and sent afterwards. If the process is killed in
between, the next process sends the delivery.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from central.alerts.certificate import ends_ms
from central.alerts.facts import ServerFacts
from central.alerts.failures import TaskFailures
from central.alerts.query import kiosk_facts
from central.alerts.rules import find_problems
from central.alerts.sending import Channel, NotSentError
from central.alerts.steps import Event, advance_alerts
from central.alerts.texts import delivery_bodies
from central.clock import monotonic_s, now_ms
from central.errors import CentralError
from central.store.backups import Backups, backup_times
from central.store.database import read_view
from central.store.deliveries import Delivery, add_deliveries, drop_old_deliveries, end_delivery, take_delivery
from central.store.failed_sums import failed_sums
from central.store.faults import RowsAtFaultError, translate_driver_errors
from central.store.open_alerts import OpenAlert, active_snoozes, all_alerts, write_alerts
from central.store.rollouts import halted_rollouts
from central.store.shops import shop_names
from central.store.store import Store

log = logging.getLogger(__name__)

EVERY_S, STEP_S = 60.0, 0.5
AT_ONCE = 20
"""Maximum number of deliveries that one check sends through a channel."""
SEVERITIES = ("info", "warning", "error")


def _nothing() -> None:
    """Return None, which means that there is no fault."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Alert sources of the keeper, and the lowest severity of alerts to send.

    `broker` and `pages` return the fault of this process's broker session and of its pages, or None.
    """

    data: Path | None = None
    certificate: Path | None = None
    severity: str = "warning"
    backup_days: int = 0
    broker: Callable[[], str | None] = _nothing
    pages: Callable[[], str | None] = _nothing


class AlertKeeper:
    """Keeps the alerts of all kiosks and of this server."""

    def __init__(
        self, store: Store, channels: Sequence[Channel], watched: Watched, started_ms: int, stopping: threading.Event
    ) -> None:
        self._store, self._channels, self._watched = store, channels, watched
        self._started_ms, self._stopping = started_ms, stopping
        self.failures = TaskFailures()

    def run(self) -> None:
        """Check the fleet each minute until the thread is stopped. A database error does not end the loop."""
        due_s = 0.0
        while not self._stopping.wait(STEP_S):
            if monotonic_s() < due_s:
                continue
            due_s = monotonic_s() + EVERY_S
            try:
                self.update_alerts(now_ms())
                self.send_due(now_ms)
            except (CentralError, RowsAtFaultError) as error:
                log.warning("alerts: %s; central will try again later", error)

    def update_alerts(self, at_ms: int) -> None:
        """Raise and clear alerts, and write their deliveries. Raises DatabaseError."""
        with read_view(self._store) as connection:
            kiosks = kiosk_facts(connection, at_ms)
            failed, known_backups = failed_sums(connection), backup_times(connection)
            halted = halted_rollouts(connection)
        server = replace(self._server_facts(failed, known_backups), rollouts=tuple(halted))
        with translate_driver_errors(), self._store.engine.begin() as connection:
            if not self._store.dialect.try_lock(connection, "alerts"):
                return
            before = all_alerts(connection)
            quiet = active_snoozes(connection, at_ms)
            open_keys = {alert.key for alert in before if alert.raised_ms is not None}
            found = find_problems(kiosks, server, at_ms, open_keys)

            def is_quiet(alert: OpenAlert) -> bool:
                if not self._channels:  # a later process that has some tells it
                    return True
                is_low = SEVERITIES.index(alert.severity) < SEVERITIES.index(self._watched.severity)
                return is_low or any(snooze.is_snoozing(*alert.key) for snooze in quiet)

            taken = advance_alerts(before, found, is_quiet, at_ms)
            write_alerts(connection, taken.changed, taken.gone)
            names = shop_names(connection) if taken.events else {}
            add_deliveries(connection, self._deliveries(taken.events, names, at_ms))
        for event in taken.events:
            log.info("alerts: %s %s %s", event.kind, event.alert.code, event.alert.place or "this server")

    def send_due(self, clock_ms: Callable[[], int]) -> None:
        """Send the deliveries that are due. After a failure, the channel waits before the next attempt. Raises
        DatabaseError.
        """
        for channel in self._channels:
            for _ in range(AT_ONCE):
                if self._stopping.is_set() or not self._send_oldest(channel, clock_ms):
                    break
        with translate_driver_errors(), self._store.engine.begin() as connection:
            for delivery in drop_old_deliveries(connection, clock_ms()):
                log.error("alerts: a %s could not be sent within a day, and was discarded", delivery.channel)

    def _send_oldest(self, channel: Channel, clock_ms: Callable[[], int]) -> bool:
        """Send the oldest delivery of a channel. Return False if no delivery is due or sending failed."""
        with translate_driver_errors(), self._store.engine.begin() as connection:
            delivery = take_delivery(connection, channel.name, clock_ms())
        if delivery is None:
            return False
        try:
            channel.send(delivery.id, delivery.body, clock_ms())
        except NotSentError as error:
            log.warning("alerts: sending attempt %d failed: %s; central will try again later", delivery.attempts, error)
            return False
        with translate_driver_errors(), self._store.engine.begin() as connection:
            end_delivery(connection, delivery.id)
        return True

    def _deliveries(self, events: Sequence[Event], names: Mapping[str, str], at_ms: int) -> list[Delivery]:
        texts = delivery_bodies(events, names)
        return [Delivery(uuid4().hex, channel.name, body, at_ms, 0) for channel in self._channels for body in texts]

    def _server_facts(self, failed: Sequence[tuple[str, int]], known_backups: Backups) -> ServerFacts:
        watched = self._watched
        free = shutil.disk_usage(watched.data).free if watched.data is not None and watched.data.exists() else None
        ends = ends_ms(watched.certificate) if watched.certificate is not None else None
        return ServerFacts(
            self._started_ms,
            free,
            str(watched.data),
            "" if watched.certificate is None else str(watched.certificate),
            ends,
            broker_fault=watched.broker(),
            failed_sums=tuple(failed),
            failures=self.failures.failure_reasons(),
            pages_fault=watched.pages(),
            backups=known_backups,
            backup_days=watched.backup_days,
        )
