"""Sentences about rollouts of programs, in one language: what happens next, the limits, and why a kiosk waits."""

from collections.abc import Iterator
from datetime import datetime

from central.languages.language import ENGLISH, Language
from central.reports.rendering.text import percent_text
from central.reports.rollout_values import Rollout, RolloutKiosk, RolloutList, RolloutRing

SHOWN = ("kept", "probation", "fetched", "waiting", "returned", "silent", "later", "aside", "manual")
"""Phases in the order of the bars: the best first, uncounted ones last."""


def next_sentence(found: Rollout, t: Language = ENGLISH) -> str:
    """Sentence about what happens next, and when; or why the rollout is stopped."""
    share = percent_text(found.limits.kept_needed, t=t)
    if found.stop is not None:
        stop, limits = found.stop, found.limits
        most = limits.silent_most if stop.reason == "silent" else limits.returned_most
        who = stop.who or t("rollout.somebody")
        values = {"who": who} if stop.reason == "person" else {"share": percent_text(most, 1, t)}
        return t(f"rollout.stopped_{stop.reason}", time=t.time_text(stop.at), **values)
    if found.fault is not None and found.decision in ("first", "next"):
        return t("rollout.next_due", next=found.next or "")
    if found.decision in ("first", "next"):
        return t(f"rollout.next_{found.decision}", next=_last_released(found))
    if found.decision == "hold":
        time = found.until
        return t("rollout.next_hold", next=found.next or "", time=t.time_text(time), share=share) if time else ""
    if found.decision == "central_old":
        return t("rollout.next_central_old", version=found.needs_central or "")
    if found.decision in ("not_kept", "no_kiosks"):
        values = {"share": share} if found.decision == "not_kept" else {}
        return t(f"rollout.next_{found.decision}", next=found.next or "", **values)
    return t(f"rollout.next_{found.decision}", **({"share": share} if found.decision == "last" else {}))


def _last_released(found: Rollout) -> str:
    names = [ring.name for ring in found.rings if ring.released is not None]
    return names[-1] if names else ""


def asked_sentence(found: Rollout, t: Language = ENGLISH) -> str:
    """Sentence about an order that is not carried out yet; empty without one."""
    if found.asked is None:
        return ""
    who = found.asked_by or t("rollout.somebody")
    return t("rollout.asked_stop" if found.asked == "stop" else "rollout.asked_go_on", who=who)


def lead_sentence(found: Rollout, t: Language = ENGLISH) -> str:
    """Sentence with the number of kiosks that keep the version."""
    return t("rollout.lead", kept=found.kept, total=found.total)


def limit_rows(found: Rollout, t: Language = ENGLISH) -> list[tuple[str, str, str, bool]]:
    """Name, share and limit of each number that decides, and whether it is beyond its limit."""
    limits = found.limits
    stops = [("returned", limits.returned, limits.returned_most), ("silent", limits.silent, limits.silent_most)]
    needs = t("rollout.limit_kept_needs", share=percent_text(limits.kept_needed, t=t))
    rows = [(t("rollout.limit_kept"), percent_text(limits.kept, t=t), needs, False)]
    for name, share, most in stops:
        limit = t("rollout.limit_stops", share=percent_text(most, 1, t))
        rows.append((t(f"rollout.limit_{name}"), percent_text(share, 1, t), limit, share > most))
    return rows


def phase_counts(ring: RolloutRing) -> list[tuple[str, int]]:
    """Phases of a ring's kiosks that are not empty, in the order of the bars."""
    counts = ring.phases.model_dump()
    return [(phase, counts[phase]) for phase in SHOWN if counts[phase]]


def ring_state(ring: RolloutRing, t: Language = ENGLISH) -> str:
    """Release of a ring as text."""
    if ring.released is None:
        return t("rollout.ring_later")
    return t("rollout.ring_released", time=t.time_text(ring.released))


def waiting_reason(found: Rollout, kiosk: RolloutKiosk, t: Language = ENGLISH) -> str:
    """Sentence on why a kiosk does not have the version yet: its own alert about updates, otherwise its phase."""
    if kiosk.alerts:
        return kiosk.alerts[0]
    word = "closed" if kiosk.phase == "fetched" and found.when == "closed" else kiosk.phase
    return t(f"rollout.why_{word}")


def since_text(at: datetime | None, t: Language = ENGLISH) -> str:
    """Start of a phase as text; empty if it is not known."""
    return "" if at is None else t("rollout.since", time=t.time_text(at))


def rollout_lines(found: RolloutList) -> Iterator[str]:
    """Lines about all rollouts, as a terminal shows them."""
    for rollout in found.rollouts:
        yield f"{rollout.tenant}: {ENGLISH('rollout.title', version=rollout.software)}"
        plan = ENGLISH("rollout.plan", number=str(rollout.plan), time=ENGLISH.time_text(rollout.started))
        yield f"  {plan}. {lead_sentence(rollout)}"
        yield f"  {next_sentence(rollout)}"
        if rollout.asked is not None:
            yield f"  {asked_sentence(rollout)}"
        if rollout.fault is not None:
            yield f"  {ENGLISH('rollout.fault', reason=rollout.fault.rstrip('.'))}"
        for name, share, limit, _ in limit_rows(rollout):
            yield f"  {name:12} {share:>6}  {limit}"
        for ring in rollout.rings:
            counts = ", ".join(f"{count} {ENGLISH(f'rollout.phase_{phase}')}" for phase, count in phase_counts(ring))
            yield f"  ring {ring.name}: {counts or ENGLISH('rollout.ring_empty')} ({ring_state(ring)})"
        for kiosk in rollout.kiosks:
            since = f" ({since_text(kiosk.since)})" if kiosk.since is not None else ""
            phase = ENGLISH(f"rollout.phase_{kiosk.phase}")
            yield f"    {kiosk.site}/{kiosk.device}: {phase}{since}. {waiting_reason(rollout, kiosk)}"
        if rollout.more:
            yield f"    {ENGLISH('rollout.more', count=rollout.more)}"
