"""Central of a simulated rollout: the real keeper with a store of its own, and the states that kiosks publish."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from central.fleet.keeper import RolloutKeeper
from central.fleet.stored_memory import parse_state
from central.simulate.updates.kiosk import DAY_S, HOUR_S, StepReport, UpdatingKiosk, is_open
from central.simulate.updates.repository import SimulatedRepository
from central.store.database import read_view
from central.store.rollouts import stored_rollout
from central.store.software import KioskReport, report_of_state
from central.store.store import Store
from edge.messages.build import build_state
from edge.messages.payloads.state import Software
from edge.messages.wire import Header, time_text

HEALTH_S = 60.0
"""Time between two health messages of a kiosk."""


@dataclass
class CentralSide:
    """Keeper that sees what kiosks have reported. `away`: span in which central does not run, in seconds."""

    store: Store
    repository: SimulatedRepository
    kiosks: Sequence[UpdatingKiosk]
    version: str
    began_s: float
    away: tuple[float, float] | None = None
    states: dict[str, bytes] = field(default_factory=dict)
    _keeper: RolloutKeeper | None = None
    _now_s: float = 0.0

    def is_away(self, at_s: float) -> bool:
        """True while central does not run."""
        return self.away is not None and self.away[0] <= at_s < self.away[1]

    def take(self, kiosk: UpdatingKiosk, report: StepReport) -> None:
        """Take a state as the broker delivers it; while central is away, the broker keeps the newest."""
        tenant, site, device = kiosk.place.split("/")
        record = report.record
        software = Software(
            version=report.version,
            wanted=record.version,
            step=record.step,
            since=time_text(report.at_s // HOUR_S * HOUR_S),
        )
        closed = () if is_open(report.at_s) else ("closed",)
        message = build_state(
            Header(tenant, site, device),
            at_s=report.at_s,
            id="",
            first_seq=1,
            last_seq=0,
            state="paused" if closed else "sensing",
            reasons=closed,
            since_s=report.at_s,
            version=report.version,
            use="shop",
            reader="none: simulated",
            software=software,
        )
        self.states[kiosk.place] = message.payload

    def decide(self, at_s: float) -> None:
        """Decide about the rollout, and renew the signatures once a day. Does nothing while central is away."""
        if self.is_away(at_s):
            self._keeper = None
            return
        if self._keeper is None:
            started_ms = round(1000 * (self.began_s - DAY_S if self.away is None or at_s < self.away[0] else at_s))
            files = [self.repository.published]
            self._keeper = RolloutKeeper(self.store, lambda: files, self.version, started_ms, self._read_reports)
        self._now_s = at_s
        self._keeper.decide_all(round(at_s * 1000))

    def releases(self) -> tuple[dict[str, float], float | None]:
        """Times at which rings were released, and at which the rollout stopped, in seconds."""
        with read_view(self.store) as connection:
            stored = stored_rollout(connection, self.repository.published.tenant)
        if stored is None:
            return {}, None
        memory = parse_state(stored.content).memory
        rings = {ring: at_ms / 1000 for ring, at_ms in memory.ring_times.items()}
        return rings, None if memory.stop is None else memory.stop.at_ms / 1000

    def _read_reports(self, _: object, tenant: str) -> list[KioskReport]:
        found = [kiosk for kiosk in self.kiosks if kiosk.place.startswith(f"{tenant}/")]
        return [self._report(kiosk, self._now_s) for kiosk in found if kiosk.place in self.states]

    def _report(self, kiosk: UpdatingKiosk, now_s: float) -> KioskReport:
        """Report of a kiosk. Its last health message came within a minute, unless the kiosk is dead."""
        last_s = now_s if kiosk.died_s is None else min(kiosk.died_s, now_s)
        return report_of_state(kiosk.place, round(1000 * (last_s // HEALTH_S * HEALTH_S)), self.states[kiosk.place])
