"""Carries out the rules and the orders of rollouts: decides each minute, signs releases, and remembers what happened.

Only the process with the key for `go.json` does this. A release is published before the store remembers it: if the
process is killed in between, the next one finds the release and remembers it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from central.clock import monotonic_s, now_ms
from central.errors import CentralError, DatabaseError
from central.fleet.rings import (
    Decision,
    Memory,
    Moment,
    StopNote,
    begin_memory,
    decide,
    remember_release,
    troubled_kiosks,
)
from central.fleet.rollout_files import RolloutFiles
from central.fleet.stored_memory import RolloutState, parse_state, state_text
from central.store import audit
from central.store.faults import translate_driver_errors
from central.store.rollouts import StoredRollout, clear_order, has_orders, stored_rollout, write_rollout
from central.store.software import KioskReport, kiosk_reports
from central.store.store import Store
from edge.fleet.rollout import Go, Plan, is_older_plan, plan_text

log = logging.getLogger(__name__)

EVERY_S = 60.0
SERVER = "server"


ReadReports = Callable[[Connection, str], list[KioskReport]]
"""Function that reads the last reports of a tenant's kiosks."""


class RolloutKeeper:
    """Keeps the rollouts of all repositories of this server. `version`: version of this server."""

    def __init__(
        self,
        store: Store,
        files: Callable[[], Sequence[RolloutFiles]],
        version: str,
        started_ms: int,
        reports: ReadReports = kiosk_reports,
    ) -> None:
        self._reports = reports
        self._store, self._files, self._version, self._started_ms = store, files, version, started_ms
        self._due_s = 0.0

    def run_due(self) -> None:
        """Carry out orders at once, and decide every minute. Raises DatabaseError."""
        with translate_driver_errors(), self._store.engine.connect() as connection:
            is_ordered = has_orders(connection)
        if is_ordered or monotonic_s() >= self._due_s:
            self._due_s = monotonic_s() + EVERY_S
            self.decide_all(now_ms())

    def decide_all(self, at_ms: int) -> None:
        """Decide about every rollout. A repository that cannot be read or signed stops no other. Raises
        DatabaseError.
        """
        try:
            found = self._files()
        except OSError as error:
            log.warning("rollouts: the repositories cannot be read (%s); central will try again later", error.strerror)
            return
        for files in found:
            try:
                self._decide(files, at_ms)
            except DatabaseError:
                raise
            except (CentralError, OSError) as error:
                log.warning("rollout of %s: %s; central will try again later", files.tenant, error)

    def _decide(self, files: RolloutFiles, at_ms: int) -> None:
        plan, go = files.plan(), files.go()
        if plan is None:
            return
        with translate_driver_errors(), self._store.engine.begin() as connection:
            if not self._store.dialect.try_lock(connection, "rollouts"):
                return
            stored = stored_rollout(connection, files.tenant)
            if stored is not None and is_older_plan(plan, stored.counter):
                clear_order(connection, files.tenant)
                raise CentralError(
                    f"plan {plan.counter} is older than plan {stored.counter}, which was already used. Sign a plan with"
                    f" a counter above {stored.counter}"
                )
            turn = _Turn(connection, files, (plan, go), self._reports(connection, files.tenant), at_ms)
            state = turn.current_state(stored, self._started_ms)
            if stored is not None and stored.asked is not None and stored.counter == plan.counter:
                state = turn.carry_out(stored, state)
            else:
                state = turn.decide(state, self._version)
            if stored is not None and stored.asked is not None and state.fault is None:
                clear_order(connection, files.tenant)
            text = state_text(state)
            if stored is None or (stored.counter, stored.content) != (plan.counter, text):
                write_rollout(connection, files.tenant, plan.counter, plan_text(plan), text)


class _Turn:
    """One look at the rollout of a tenant."""

    def __init__(
        self,
        connection: Connection,
        files: RolloutFiles,
        signed: tuple[Plan, Go | None],
        reports: Sequence[KioskReport],
        at_ms: int,
    ) -> None:
        self._connection, self._files, self._reports, self._at_ms = connection, files, reports, at_ms
        self._plan, self._go = signed

    def current_state(self, stored: StoredRollout | None, started_ms: int) -> RolloutState:
        """State of the rollout before this look; a new one for a new plan."""
        if stored is None or stored.counter != self._plan.counter:
            signers = ", ".join(self._files.signers())
            self._record(SERVER, "plan", f"plan {self._plan.counter}: {self._plan.software}, signed by {signers}")
            memory = begin_memory(self._plan, self._reports, self._at_ms)
            return RolloutState(memory, Decision("wait", "hold"), started_ms)
        state = parse_state(stored.content)
        return replace(state, listening_ms=max(state.listening_ms, started_ms))

    def carry_out(self, stored: StoredRollout, state: RolloutState) -> RolloutState:
        """State after the order of a person. What was wrong before the order to go on does not count again."""
        memory = state.memory
        if stored.asked == "stop":
            note = StopNote("person", self._at_ms, stored.asked_by)
            stopped = replace(memory, stop=note)
            return self._publish(state, stopped, Go(self._plan.counter, is_stopped=True), Decision("wait", "stopped"))
        if memory.stop is None:
            return state
        ring = max(memory.ring_times, key=self._plan.ring_names.index, default=self._plan.ring_names[0])
        resumed = replace(
            memory,
            stop=None,
            set_aside={**memory.set_aside, **troubled_kiosks(self._reports, Moment(self._at_ms))},
            ring_times={**memory.ring_times, ring: self._at_ms},
        )
        return self._publish(state, resumed, Go(self._plan.counter, ring), Decision("wait", "hold"))

    def decide(self, state: RolloutState, version: str) -> RolloutState:
        """State after the rules were applied and their decision was carried out."""
        memory = remember_release(state.memory, self._go, self._at_ms)
        if self._go is not None and self._go.plan == self._plan.counter and self._go.is_stopped and memory.stop is None:
            memory = replace(memory, stop=StopNote("person", self._at_ms))
        moment = Moment(self._at_ms, state.listening_ms, version)
        decision = decide(self._plan, self._go, memory, self._reports, moment)
        if decision.kind == "stop":
            assert decision.reason in ("returned", "silent")
            note = StopNote(decision.reason, self._at_ms)
            return self._stop(state, memory, note, decision)
        if decision.kind == "go":
            go = Go(self._plan.counter, decision.ring)
            done = self._publish(state, remember_release(memory, go, self._at_ms), go, decision)
            if done.fault is None:
                self._record(SERVER, "go", f"plan {go.plan}: ring {go.ring}")
            return done
        heard_nobody = decision.reason == "nobody"
        listening_ms = self._at_ms if heard_nobody else state.listening_ms
        return RolloutState(memory, decision, listening_ms)

    def _stop(self, state: RolloutState, memory: Memory, note: StopNote, decision: Decision) -> RolloutState:
        go = Go(self._plan.counter, is_stopped=True)
        done = self._publish(state, replace(memory, stop=note), go, decision)
        if done.fault is None:
            self._record(SERVER, "stop", f"plan {go.plan}: {note.reason}")
        return done

    def _publish(self, state: RolloutState, memory: Memory, go: Go, decision: Decision) -> RolloutState:
        """State after a release was published; the former state with a fault if it cannot be signed."""
        try:
            self._files.write(go)
        except (CentralError, OSError) as error:
            if str(error) != state.fault:
                log.error("rollout of %s: %s", self._files.tenant, error)
            return replace(state, decision=decision, fault=str(error))
        log.info("rollout of %s: plan %d, %s", self._files.tenant, go.plan, go.ring or "stopped")
        return RolloutState(memory, decision, state.listening_ms)

    def _record(self, who: str, what: str, detail: str) -> None:
        audit.record_entry(self._connection, who, f"rollout.{what}", detail, tenant=self._files.tenant)
