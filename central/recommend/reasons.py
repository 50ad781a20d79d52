"""Codes for why each ad gets its share, and for the guard rails that limited a share."""

from central.recommend.advice import Advice
from central.recommend.cycle import Slot

RAILS = ("experiment", "booked", "hours", "untold", "few_sites", "few_weeks", "too_few")
"""Codes for an ad that a guard rail limits, in order of precedence."""


def reason_codes(advice: Advice) -> list[str]:
    """Code for the share of each slot: one of RAILS, or `most`, `least` or `stays`."""
    goals = advice.target if advice.reason is None else advice.weights
    return [_reason(slot, goal) for slot, goal in zip(advice.cycle.slots, goals, strict=True)]


def _reason(slot: Slot, target: int) -> str:
    if slot.kept is not None:
        return slot.kept
    if slot.booked is not None:
        return "booked"
    if target == slot.weight:
        return "stays"
    return "most" if target > slot.weight else "least" if target else "too_few"


def active_rails(advice: Advice, reasons: list[str]) -> list[tuple[str, list[str]]]:
    """Guard rails that limited shares, with the ads concerned. `step`: further changes follow on later days.
    `few_told`: a warning that limits nothing.
    """
    names = [slot.creative for slot in advice.cycle.slots]
    held = [(rail, [n for n, reason in zip(names, reasons, strict=True) if reason == rail]) for rail in RAILS]
    on_the_way = [n for n, goal, now in zip(names, advice.target, advice.weights, strict=True) if goal != now]
    steps = [("step", on_the_way)] if advice.reason is None and on_the_way else []
    warnings = [("few_told", list(advice.little_told))] if advice.little_told else []
    return [(rail, of) for rail, of in held if of] + warnings + steps
