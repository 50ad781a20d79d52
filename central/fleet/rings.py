"""Rules that decide when the next ring of a rollout is released, and when a rollout stops.

They use no clock, no store and no key: the plan, what kiosks reported, and the time are given. Each kiosk is in one
phase. Silence counts only if it started during the rollout: kiosks that were already silent, had already returned or
reported no updates when the rollout started are set aside until they report something new.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from central.store.software import KioskReport
from central.store.totals import CLOSED_MS
from edge.fleet.rollout import Go, Plan, is_older_plan, position_of
from edge.fleet.versions import VersionError, version_key

HOUR_MS = 3_600_000
SILENT_MS = HOUR_MS
"""Time without a message after which a kiosk counts as silent. It is longer than that of the alert `kiosk.silent`: one
restart of a router must not stop a rollout.
"""
HEARD_MS = 10 * 60_000
"""If no kiosk at all sent a message for this long, the fault is not in a program, and nothing is decided."""
KEPT_SHARE = 0.9

Phase = Literal["later", "waiting", "fetched", "probation", "kept", "returned", "silent", "aside", "manual"]
"""Where a kiosk is in a rollout.

`later`: its ring was not released. `waiting`: released, and not yet fetched. `fetched`: also checked. `probation`: the
new program runs on probation. `kept`: the kiosk has the version, or a newer one. `aside`: in trouble since before the
rollout. `manual`: a person updates it.
"""
COUNTED: tuple[Phase, ...] = ("kept", "probation", "fetched", "waiting", "returned", "silent")
"""Phases of the kiosks over which shares are computed, in the order of the bars."""

Kind = Literal["go", "stop", "wait"]
Going = Literal["first", "next"]
Waiting = Literal[
    "stopped", "old_plan", "unknown_ring", "central_old", "nobody", "no_kiosks", "hold", "not_kept", "last", "done"
]
Stopping = Literal["returned", "silent"]
Reason = Going | Waiting | Stopping
_STEPS: Mapping[str | None, Phase] = {
    "fetched": "fetched",
    "checked": "fetched",
    "switched": "probation",
    "probation": "probation",
}
_RESTARTING = ("switched", "probation")


@dataclass(frozen=True, slots=True)
class StopNote:
    """Why a rollout is stopped, since when, and who stopped it; `who` is None for central itself."""

    reason: Literal[Stopping, "person"]
    at_ms: int
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of central about a rollout.

    `known`: kiosks that reported their updates when the rollout started. `set_aside`: kiosks that do not count until
    they report another step, with the mark of their last report. `ring_times`: when each ring was released.
    """

    counter: int
    started_ms: int
    known: frozenset[str]
    set_aside: Mapping[str, str]
    ring_times: Mapping[str, int] = field(default_factory=dict)
    stop: StopNote | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Present of a decision. `listening_ms`: time since which central has received messages; before that, no kiosk is
    silent. `central`: version of the central server.
    """

    now_ms: int
    listening_ms: int = 0
    central: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Number of kiosks in each phase, and shares of the kiosks that count."""

    phases: Mapping[Phase, int]

    @property
    def total(self) -> int:
        """Number of kiosks that count."""
        return sum(self.phases.get(phase, 0) for phase in COUNTED)

    def share(self, phase: Phase) -> float:
        """Share of the kiosks that count; 0 if none does."""
        return self.phases.get(phase, 0) / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """Next action of central. `ring`: ring to release. `until_ms`: known end of a wait."""

    kind: Kind
    reason: Reason
    ring: str | None = None
    until_ms: int | None = None


def begin_memory(plan: Plan, reports: Sequence[KioskReport], now_ms: int) -> Memory:
    """Memory of a rollout that starts now."""
    known = frozenset(report.place for report in reports if report.version is not None)
    return Memory(plan.counter, now_ms, known, troubled_kiosks(reports, Moment(now_ms)))


def troubled_kiosks(reports: Sequence[KioskReport], moment: Moment) -> dict[str, str]:
    """Kiosks that are silent, have returned or report no updates, with the marks of their last reports."""
    return {report.place: report.mark for report in reports if _is_troubled(report, moment)}


def kiosk_phase(report: KioskReport, plan: Plan, memory: Memory, moment: Moment, released: int) -> Phase:
    """Phase of a kiosk while the first `released` rings are released."""
    position = position_of(plan, report.place)
    if report.version is None and report.place not in memory.known:
        return "manual"
    if _is_troubled(report, moment) and memory.set_aside.get(report.place) == report.mark:
        return "aside"
    if position is None or position >= released:
        return "kept" if _has_version(report, plan) else "later"
    if report.version is None or is_silent(report, moment):
        return "silent"
    if report.step == "returned" and report.wanted in (None, plan.software):
        return "returned"
    if report.wanted == plan.software and report.step in _STEPS:
        return _STEPS[report.step]
    return "kept" if _has_version(report, plan) else "waiting"


def is_silent(report: KioskReport, moment: Moment) -> bool:
    """True for a kiosk that has sent nothing for an hour; for 40 hours while its shop is closed, unless it had just
    switched to another program.
    """
    may_be_off = report.is_closed and report.step not in _RESTARTING
    heard_ms = max(report.received_ms, moment.listening_ms)
    return heard_ms < moment.now_ms - (CLOSED_MS if may_be_off else SILENT_MS)


def ring_figures(
    plan: Plan, memory: Memory, reports: Sequence[KioskReport], moment: Moment, released: int
) -> list[Figures]:
    """Figures of each ring: of the kiosks that no ring before it contains."""
    counts: list[Counter[Phase]] = [Counter() for _ in plan.rings]
    for report in reports:
        position = position_of(plan, report.place)
        if position is not None:
            counts[position][kiosk_phase(report, plan, memory, moment, released)] += 1
    return [Figures(count) for count in counts]


def released_figures(rings: Sequence[Figures], released: int) -> Figures:
    """Figures of all released rings together."""
    total: Counter[Phase] = Counter()
    for figures in rings[:released]:
        total.update(figures.phases)
    return Figures(total)


def released_count(plan: Plan, go: Go | None, memory: Memory) -> int:
    """Number of released rings. A stopped rollout keeps its released rings."""
    if go is None or go.plan != plan.counter:
        return 0
    if go.is_stopped:
        return remembered_count(plan, memory)
    return plan.ring_names.index(go.ring) + 1 if go.ring in plan.ring_names else 0


def remembered_count(plan: Plan, memory: Memory) -> int:
    """Number of rings that were released, as far as central remembers."""
    names = plan.ring_names
    return max((names.index(ring) + 1 for ring in memory.ring_times if ring in names), default=0)


def remember_release(memory: Memory, go: Go | None, now_ms: int) -> Memory:
    """Memory that knows the time of the released ring: now, if it was not known."""
    if go is None or go.plan != memory.counter or go.ring is None or go.ring in memory.ring_times:
        return memory
    return replace(memory, ring_times={**memory.ring_times, go.ring: now_ms})


def decide(plan: Plan, go: Go | None, memory: Memory, reports: Sequence[KioskReport], moment: Moment) -> Decision:
    """Decide what central does now."""
    if is_older_plan(plan, max(memory.counter, go.plan if go is not None else 0)):
        return Decision("wait", "old_plan")
    if go is not None and go.plan == plan.counter and go.is_stopped:
        return Decision("wait", "stopped")
    if go is not None and go.plan == plan.counter and go.ring not in plan.ring_names:
        return Decision("wait", "unknown_ring")
    released = released_count(plan, go, memory)
    if released == 0:
        return _release(plan, 0, moment, "first")
    if not any(report.received_ms >= moment.now_ms - HEARD_MS for report in reports):
        return Decision("wait", "nobody")
    figures = released_figures(ring_figures(plan, memory, reports, moment, released), released)
    if figures.share("returned") > plan.stop.returned_share:
        return Decision("stop", "returned")
    if figures.share("silent") > plan.stop.silent_share:
        return Decision("stop", "silent")
    return _advance(plan, memory, figures, moment, released)


def _advance(plan: Plan, memory: Memory, figures: Figures, moment: Moment, released: int) -> Decision:
    """Decision about a rollout within its limits."""
    is_kept = figures.total > 0 and figures.share("kept") >= KEPT_SHARE
    if released == len(plan.rings):
        return Decision("wait", "done" if is_kept else "last")
    until_ms = memory.ring_times.get(plan.ring_names[released - 1], moment.now_ms) + round(plan.hold_h * HOUR_MS)
    if moment.now_ms < until_ms:
        return Decision("wait", "hold", until_ms=until_ms)
    if figures.total == 0:
        return Decision("wait", "no_kiosks")
    return _release(plan, released, moment, "next") if is_kept else Decision("wait", "not_kept")


def _release(plan: Plan, number: int, moment: Moment, reason: Going) -> Decision:
    """Release of a ring, if central has the version that the plan requires."""
    if plan.central is not None and not _is_at_least(moment.central, plan.central):
        return Decision("wait", "central_old")
    return Decision("go", reason, plan.ring_names[number])


def _is_troubled(report: KioskReport, moment: Moment) -> bool:
    return report.version is None or report.step == "returned" or is_silent(report, moment)


def _has_version(report: KioskReport, plan: Plan) -> bool:
    """True for a kiosk that runs the planned version or a newer one, and is not on probation with it."""
    return report.step not in _RESTARTING and _is_at_least(report.version or "", plan.software)


def _is_at_least(version: str, wanted: str) -> bool:
    try:
        return version_key(version) >= version_key(wanted)
    except VersionError:
        return False
