"""Computes the answers that lists and the start page show: at night, and when much has arrived since. It gives way to
reports of users.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from central.alerts.failures import TaskFailures
from central.clock import now_ms
from central.errors import DatabaseError
from central.reports.kept_making import Due, Task, find_due, finish_pass, list_tasks
from central.store.database import read_view, translate_database_errors
from central.store.faults import RowsAtFaultError
from central.store.interruption import InterruptedWorkError, Interruption
from central.store.kept_answers import KeptAnswer, keep_answer
from central.store.sites import list_tenants
from central.store.store import Store

log = logging.getLogger(__name__)

FIRST_S, EVERY_S = 20.0, 60.0
LOOK_S = 0.2
PATIENCE_MS = 6 * 3_600_000
"""Time for which due answers give way to reports. Some users open reports without a pause, such as programs."""
TASK = "answers"


@dataclass(frozen=True, slots=True)
class _Pass:
    """A set of answers that is not complete. `since_ms`: time at which it was due. `made`: kind and key of its
    answers.
    """

    since_ms: int
    due: Due
    made: set[tuple[str, str]] = field(default_factory=set)


class AnswerKeeper:
    """Computes the due answers of each tenant, one at a time, until `stopping` is set.

    `is_busy`: True while a report of a user runs or waits. An answer that is being computed then ends, and is computed
    again later. After PATIENCE_MS it no longer gives way.
    """

    def __init__(
        self, store: Store, is_busy: Callable[[], bool], stopping: threading.Event, failures: TaskFailures
    ) -> None:
        self._store, self._is_busy, self._stopping, self._failures = store, is_busy, stopping, failures
        self._passes: dict[str, _Pass] = {}
        self._counted: dict[str, int] = {}  # visits and plays at the last look
        self._is_urgent = False

    def run(self) -> None:
        """Loop that runs in its own thread."""
        wait_s = FIRST_S
        while not self._stopping.wait(wait_s):
            wait_s = EVERY_S
            try:
                if not self.keep_due_answers(now_ms()):
                    wait_s = FIRST_S
                self._failures.mark_succeeded(TASK)
            except (DatabaseError, RowsAtFaultError) as error:
                log.warning("%s: %s; central will try again later", TASK, error)
                self._failures.mark_failed(TASK, str(error))

    def keep_due_answers(self, at_ms: int) -> bool:
        """Compute and keep all due answers. Return False if it gave way to a report or to the end of the server, or if
        messages of past days still arrive. Raises DatabaseError.
        """
        with read_view(self._store) as connection:
            tenants = list_tenants(connection)
        done = [self._keep_tenant(tenant, at_ms) for tenant in tenants]  # each, whatever another one waits for
        return all(done)

    def _keep_tenant(self, tenant: str, at_ms: int) -> bool:
        with read_view(self._store) as connection:
            due = find_due(connection, tenant, at_ms, self._counted.get(tenant))
        if due is None:
            return True
        self._counted[tenant] = due.count
        if not due.is_due:
            return due.is_settled
        begun = self._passes.setdefault(tenant, _Pass(at_ms, due))
        if begun.due.day != due.day:
            begun = self._passes[tenant] = _Pass(begun.since_ms, due)
        self._is_urgent = at_ms - begun.since_ms >= PATIENCE_MS
        return not self._must_wait() and self._keep_pass(tenant, begun, at_ms)

    def _keep_pass(self, tenant: str, begun: _Pass, at_ms: int) -> bool:
        """Compute the answers that the set does not have yet. Return False if it gave way."""
        day = begun.due.day
        with read_view(self._store) as connection:
            tasks = list_tasks(connection, tenant, day, at_ms)
        for task in tasks:
            if (task.kind, task.key) in begun.made:
                continue
            try:
                content = self._compute(task)
            except InterruptedWorkError:
                return False
            if content is not None:
                answer = KeptAnswer(tenant, task.kind, task.key, day, at_ms, content)
                self._write(partial(keep_answer, answer=answer))
            begun.made.add((task.kind, task.key))
        self._write(partial(finish_pass, tenant=tenant, due=begun.due, tasks=tasks, now_ms=at_ms))
        del self._passes[tenant]
        log.info("%s: computed %d answers of %s for lists and the start page", TASK, len(tasks), tenant)
        return True

    def _must_wait(self) -> bool:
        return self._stopping.is_set() or (self._is_busy() and not self._is_urgent)

    def _compute(self, task: Task) -> str | None:
        """The answer of a task; None if there is none, or if it cannot be computed. That is logged, and must not end
        the server, which stores messages. Raises DatabaseError, or InterruptedWorkError if it gave way.
        """
        if self._must_wait():
            raise InterruptedWorkError("answers: a report of a user comes first.")
        interruption, is_ended = Interruption(), False
        with ThreadPoolExecutor(1, "kept answer") as pool:
            made = pool.submit(self._answer, task, interruption)
            while not wait({made}, LOOK_S).done:
                if self._must_wait():
                    is_ended = True
                    interruption.end()
        error = made.exception()
        if error is None:
            return made.result()
        if is_ended:
            raise InterruptedWorkError("answers: a report of a user comes first.") from error
        if isinstance(error, DatabaseError):
            raise error
        log.error("%s: cannot compute the %s %r; its page has the error too", TASK, task.kind, task.key, exc_info=error)
        return None

    def _answer(self, task: Task, interruption: Interruption) -> str | None:
        dialect = self._store.dialect
        with read_view(self._store) as connection, interruption.cover_work(dialect.build_cancel(connection)):
            return task.make(connection)

    def _write(self, change: Callable[[Connection], None]) -> None:
        with translate_database_errors(), self._store.engine.begin() as connection:
            change(connection)
