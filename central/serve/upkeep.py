"""Periodic tasks beside the ingester. Gaps and orders for rollouts are checked every few seconds, totals and accepted
playlists every minute, and retention every day.
"""

import logging
import threading
from collections.abc import Callable

from central.alerts.failures import TaskFailures
from central.clock import monotonic_s, now_ms
from central.errors import DatabaseError
from central.gaps.keeper import GapKeeper
from central.playlists.scheduled import apply_due_playlists
from central.playlists.sender import PlaylistSender
from central.store.faults import RowsAtFaultError, translate_driver_errors
from central.store.retention import forget_old_days
from central.store.store import Store
from central.store.sums import sum_dirty

log = logging.getLogger(__name__)

GAPS_S, PLAYLISTS_S, FLEET_S, SUMS_S, SCHEDULE_S, RETENTION_S = 5.0, 5.0, 5.0, 60.0, 60.0, 86_400.0
STEP_S = 0.5


class Upkeep:
    """Runs each task at its interval until `stopping` is set. A database error does not end it.

    Without `gaps` and `playlists` there is no broker, so nothing is requested from kiosks and nothing is sent to them.
    `fleet`: renews signatures and decides about rollouts; None if this process publishes no repository.
    """

    def __init__(
        self,
        store: Store,
        gaps: GapKeeper | None,
        play_days: int,
        stopping: threading.Event,
        playlists: PlaylistSender | None = None,
        failures: TaskFailures | None = None,
        fleet: Callable[[], None] | None = None,
    ) -> None:
        self._failures = failures or TaskFailures()
        self._playlists, self._fleet = playlists, fleet
        self._store, self._gaps, self._play_days, self._stopping = store, gaps, play_days, stopping
        self._due_s: dict[str, float] = {}

    @property
    def store(self) -> Store:
        """Store that the tasks maintain."""
        return self._store

    def run(self) -> None:
        """Loop that runs in its own thread. The first run of the retention is a while after the start."""
        self._due_s["retention"] = monotonic_s() + SUMS_S
        while not self._stopping.wait(STEP_S):
            if self._gaps is not None:
                self._run_if_due("gaps", GAPS_S, self._look)
            if self._playlists is not None:
                self._run_if_due("playlists", PLAYLISTS_S, self._playlists.send_due)
            self._run_if_due("sums", SUMS_S, self._sum)
            self._run_if_due("schedule", SCHEDULE_S, lambda: apply_due_playlists(self._store, now_ms()))
            if self._fleet is not None:
                self._run_if_due("rollouts", FLEET_S, self._fleet)
            self._run_if_due("retention", RETENTION_S, self._forget)

    def _run_if_due(self, name: str, every_s: float, task: Callable[[], None]) -> None:
        now_s = monotonic_s()
        if now_s < self._due_s.get(name, 0.0):
            return
        self._due_s[name] = now_s + every_s
        try:
            with translate_driver_errors():
                task()
        except (DatabaseError, RowsAtFaultError) as error:
            if name not in self._failures.failure_reasons():
                log.warning("%s: %s; central will try again later", name, error)
            self._failures.mark_failed(name, str(error))
            self._due_s[name] = now_s + min(every_s, SUMS_S)
        else:
            if name in self._failures.failure_reasons():
                log.info("%s: the database responds again", name)
            self._failures.mark_succeeded(name)

    def _look(self) -> None:
        if self._gaps is not None:
            self._gaps.request_gaps(monotonic_s())

    def _sum(self) -> None:
        while sum_dirty(self._store) and not self._stopping.is_set():
            pass

    def _forget(self) -> None:
        forgotten = forget_old_days(self._store, self._play_days)
        counts = (forgotten.plays, forgotten.quarantined, forgotten.audited)
        if any(counts):
            log.info("retention: deleted %d plays, %d quarantined messages, %d audit log entries", *counts)
