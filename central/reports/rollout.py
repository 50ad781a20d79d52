"""Rollouts of programs within a scope: each ring's kiosks by phase, what happens next, and which kiosks wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from sqlalchemy import Connection

from central.fleet.rings import (
    KEPT_SHARE,
    Figures,
    Moment,
    Phase,
    kiosk_phase,
    released_figures,
    remembered_count,
    ring_figures,
)
from central.fleet.stored_memory import RolloutState, parse_state
from central.reports.rollout_values import (
    PhaseCounts,
    Rollout,
    RolloutKiosk,
    RolloutLimits,
    RolloutList,
    RolloutRing,
    RolloutStop,
)
from central.store.rollouts import StoredRollout, stored_rollouts
from central.store.scope import Scope
from central.store.shops import shop_names
from central.store.software import KioskReport, kiosk_reports, update_alerts
from edge.fleet.rollout import Plan, parse_plan, position_of

MOST_KIOSKS = 20
WORST: tuple[Phase, ...] = ("returned", "silent", "waiting", "fetched", "probation")
"""Phases of the kiosks that do not have the version yet, in the order in which they are listed."""


def read_rollouts(connection: Connection, scope: Scope, now_ms: int, *, with_people: bool) -> RolloutList:
    """Rollouts of all tenants that the caller may see completely, sorted by tenant. `with_people`: with the names of
    those who stopped it or let it go on.
    """
    names = shop_names(connection)
    found = [_build_rollout(connection, stored, names, now_ms) for stored in stored_rollouts(connection, scope)]
    return RolloutList(generated=_time(now_ms), rollouts=found if with_people else [*map(_without_people, found)])


def _without_people(found: Rollout) -> Rollout:
    stop = None if found.stop is None else found.stop.model_copy(update={"who": None})
    return found.model_copy(update={"stop": stop, "asked_by": None})


def _build_rollout(connection: Connection, stored: StoredRollout, names: Mapping[str, str], now_ms: int) -> Rollout:
    plan, state = parse_plan(stored.plan), parse_state(stored.content)
    reports = kiosk_reports(connection, stored.tenant)
    moment, released = state.moment(now_ms), remembered_count(plan, state.memory)
    rings = ring_figures(plan, state.memory, reports, moment, released)
    waiting = _waiting_kiosks(plan, state, reports, moment, released)
    alerts = update_alerts(connection, stored.tenant)
    stop = state.memory.stop
    return Rollout(
        tenant=stored.tenant,
        plan=plan.counter,
        software=plan.software,
        started=_time(state.memory.started_ms),
        hold_h=plan.hold_h,
        when=plan.when,
        decision="stopped" if stop is not None else state.decision.reason,
        next=plan.ring_names[released] if released < len(plan.rings) else None,
        until=None if state.decision.until_ms is None else _time(state.decision.until_ms),
        needs_central=plan.central,
        stop=None if stop is None else RolloutStop(reason=stop.reason, at=_time(stop.at_ms), who=stop.who),
        asked=stored.asked,
        asked_by=stored.asked_by,
        fault=state.fault,
        limits=_limits(plan, released_figures(rings, released)),
        rings=[_ring(state, name, figures) for name, figures in zip(plan.ring_names, rings, strict=True)],
        kiosks=[_kiosk(report, phase, names, alerts) for report, phase in waiting[:MOST_KIOSKS]],
        more=max(len(waiting) - MOST_KIOSKS, 0),
    )


def _ring(state: RolloutState, name: str, figures: Figures) -> RolloutRing:
    at_ms = state.memory.ring_times.get(name)
    released = None if at_ms is None else _time(at_ms)
    return RolloutRing(name=name, released=released, phases=PhaseCounts.model_validate(figures.phases))


def _limits(plan: Plan, figures: Figures) -> RolloutLimits:
    return RolloutLimits(
        counted=figures.total,
        kept=figures.share("kept"),
        kept_needed=KEPT_SHARE,
        returned=figures.share("returned"),
        returned_most=plan.stop.returned_share,
        silent=figures.share("silent"),
        silent_most=plan.stop.silent_share,
    )


def _waiting_kiosks(
    plan: Plan, state: RolloutState, reports: Sequence[KioskReport], moment: Moment, released: int
) -> list[tuple[KioskReport, Phase]]:
    """Kiosks of the released rings that do not have the version, the worst first."""
    inside = [(report, position_of(plan, report.place)) for report in reports]
    phases = [
        (report, kiosk_phase(report, plan, state.memory, moment, released))
        for report, position in inside
        if position is not None and position < released
    ]
    return sorted((each for each in phases if each[1] in WORST), key=lambda each: WORST.index(each[1]))


def _kiosk(
    report: KioskReport, phase: Phase, names: Mapping[str, str], alerts: Mapping[str, list[str]]
) -> RolloutKiosk:
    tenant, site, device = report.place.split("/")
    since_ms = report.received_ms if phase == "silent" else report.since_ms
    return RolloutKiosk(
        site=site,
        name=names.get(f"{tenant}/{site}"),
        device=device,
        phase=phase,
        since=None if since_ms is None or phase == "waiting" else _time(since_ms),
        alerts=alerts.get(report.place, []),
    )


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc)
