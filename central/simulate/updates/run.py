"""Runs the rollout of a new version to simulated kiosks, and counts what came of it."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random

from central.clock import now_ms
from central.errors import UsageError
from central.simulate.updates.central_side import CentralSide
from central.simulate.updates.kiosk import DAY_S, HOUR_S, Fault, StepReport, UpdatingKiosk
from central.simulate.updates.programs import write_program
from central.simulate.updates.repository import SimulatedRepository, publish_plan
from central.simulate.updates.scenarios import Scenario
from central.store.database import open_store
from central.store.location import Location
from edge.fleet.refusals import FleetRefused
from edge.fleet.rollout import Plan, Ring, StopRule

OLD, NEW = "0.2.0", "0.3.0"
TENANT = "sim-fleet"
CANARIES, EARLY_SHARE, LOST_SHARE = 3, 0.25, 0.03
STOP = StopRule(returned_share=0.02, silent_share=0.05)
HOLD_H, PLAN_AT_S, DECIDE_S = 24.0, 10 * HOUR_S, 300.0
AWAY = (1 * DAY_S + 6 * HOUR_S, 2 * DAY_S + 6 * HOUR_S)
FEWEST_KIOSKS, MOST_KIOSKS = 10, 1_000
FEWEST_DAYS, MOST_DAYS = 4, 6
"""Days for which the signatures of the first day are valid, with a day to spare."""


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """Result of a rollout. Times are in hours after the plan was published; None: it did not happen.

    `touched`: kiosks that ran the new version; `untouched`: all others. `broken`: kiosks without a whole program tree.
    `looks_per_day` and `bytes_per_day`: looks at the repository, and bytes of metadata, per kiosk.
    """

    scenario: Scenario
    kiosks: int
    days: int
    kept: int
    returned: int
    silent: int
    untouched: int
    touched: int
    broken: int
    rings_h: dict[str, float]
    stopped_h: float | None
    last_kept_h: float | None
    looks_per_day: float
    bytes_per_day: float


def check_updates(kiosks: int, days: int) -> None:
    """Raise UsageError for a simulation that would show nothing."""
    if not FEWEST_KIOSKS <= kiosks <= MOST_KIOSKS:
        raise UsageError(f"simulate: {kiosks} kiosks do not fit --fleet-updates. Use {FEWEST_KIOSKS} to {MOST_KIOSKS}.")
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise UsageError(f"simulate: --days {days} does not fit --fleet-updates. Use {FEWEST_DAYS} to {MOST_DAYS}.")


def run_updates(scenario: Scenario, kiosks: int, days: int, seed: int) -> UpdateResult:
    """Simulate a rollout from today on, in a folder that is deleted afterwards. Raises CentralError."""
    first_day_s = now_ms() / 1000 // DAY_S * DAY_S
    with tempfile.TemporaryDirectory(prefix="vitrina-updates-") as name:
        place, began_s = Path(name), first_day_s + PLAN_AT_S
        with open_store(Location(place / "data")) as store:
            made = [f"{TENANT}/shop-{number}/door" for number in range(kiosks)]
            repository = publish_plan(place, TENANT, _plan(made), began_s)
            fleet = _build_kiosks(made, place, repository, scenario, seed, began_s)
            away = tuple(first_day_s + at_s for at_s in AWAY) if scenario == "away" else None
            central = CentralSide(store, repository, fleet, NEW, began_s, away)  # type: ignore[arg-type]
            log = _run_events(central, fleet, began_s, first_day_s + days * DAY_S)
            return _result(scenario, days, fleet, log, central, began_s)


def _plan(places: list[str]) -> Plan:
    canaries = frozenset(place.partition("/")[2] for place in places[:CANARIES])
    rings = (Ring("canary", canaries), Ring("early", share=EARLY_SHARE), Ring("all", share=1.0))
    return Plan(1, NEW, rings, HOLD_H, STOP, "closed")


def _build_kiosks(
    places: list[str], folder: Path, repository: SimulatedRepository, scenario: Scenario, seed: int, began_s: float
) -> list[UpdatingKiosk]:
    rng, old = Random(seed), write_program(folder, OLD)
    lost = {*rng.sample(places[CANARIES:], round(LOST_SHARE * len(places)))} if scenario == "lost" else set()
    made = []
    for number, place in enumerate(places):
        fault: Fault = "dead" if place in lost else "blind" if scenario == "bad" else ""
        own = folder / f"kiosk-{number}"
        kiosk = UpdatingKiosk(place, own, repository, NEW, fault, Random(f"{seed} {place}"))
        kiosk.install(old, OLD, began_s)
        made.append(kiosk)
    return made


Log = list[tuple[str, StepReport]]


def _run_events(central: CentralSide, fleet: list[UpdatingKiosk], began_s: float, end_s: float) -> Log:
    """Run looks, reports and decisions in order of time. A kiosk that watches a trial runs ahead of the others; what it
    reports arrives at its time.
    """
    order, log = count(), Log()
    queue: list[tuple[float, int, UpdatingKiosk | None, StepReport | None]] = []
    for kiosk in fleet:
        heappush(queue, (began_s + kiosk.rng.uniform(0, 900), next(order), kiosk, None))
        for report in kiosk.take_reports():
            central.take(kiosk, report)
    heappush(queue, (began_s, next(order), None, None))
    while queue and queue[0][0] < end_s:
        at_s, _, kiosk_or_none, report_or_none = heappop(queue)
        if kiosk_or_none is None:
            central.decide(at_s)
            heappush(queue, (at_s + DECIDE_S, next(order), None, None))
        elif report_or_none is not None:
            central.take(kiosk_or_none, report_or_none)
            log.append((kiosk_or_none.place, report_or_none))
        else:
            for each in _look(kiosk_or_none, at_s, central):
                heappush(queue, (each.at_s, next(order), kiosk_or_none, each))
            if kiosk_or_none.died_s is None:
                heappush(queue, (kiosk_or_none.next_look_s(), next(order), kiosk_or_none, None))
    return log


def _look(kiosk: UpdatingKiosk, at_s: float, central: CentralSide) -> Iterator[StepReport]:
    """Let a kiosk look, and return what it reports. Without central, it goes on with what it has."""
    try:
        kiosk.look(at_s, lambda: not central.is_away(kiosk.time.now_s))
    except FleetRefused as refusal:
        raise AssertionError(f"{kiosk.place} refuses the repository: {refusal}") from refusal
    return kiosk.take_reports()


def _result(
    scenario: Scenario, days: int, fleet: list[UpdatingKiosk], log: Log, central: CentralSide, began_s: float
) -> UpdateResult:
    last: dict[str, StepReport] = {}
    for place, report in log:
        last[place] = report
    steps = Counter("silent" if kiosk.died_s is not None else _last_step(last.get(kiosk.place)) for kiosk in fleet)
    touched = {place for place, report in log if report.record.step == "probation"}
    touched |= {kiosk.place for kiosk in fleet if kiosk.died_s is not None}
    kept_s = [report.at_s for _, report in log if report.record.step == "kept"]
    rings_s, stopped_s = central.releases()
    kiosk_days = len(fleet) * (days - PLAN_AT_S / DAY_S)

    def hours(at_s: float | None) -> float | None:
        return None if at_s is None else (at_s - began_s) / HOUR_S

    return UpdateResult(
        scenario,
        len(fleet),
        days,
        kept=steps["kept"],
        returned=steps["returned"],
        silent=steps["silent"],
        untouched=len(fleet) - len(touched),
        touched=len(touched),
        broken=sum(kiosk.trees.current() is None for kiosk in fleet),
        rings_h={ring: (at_s - began_s) / HOUR_S for ring, at_s in rings_s.items()},
        stopped_h=hours(stopped_s),
        last_kept_h=hours(max(kept_s, default=None)),
        looks_per_day=sum(kiosk.looks for kiosk in fleet) / kiosk_days,
        bytes_per_day=sum(kiosk.received_bytes for kiosk in fleet) / kiosk_days,
    )


def _last_step(report: StepReport | None) -> str:
    return "idle" if report is None else report.record.step
