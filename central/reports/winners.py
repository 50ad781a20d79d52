"""Verdict on differences: a winner is named when the confidence sequence or the planned end says so, never below four
sites."""

from dataclasses import dataclass, replace

import numpy as np

from central.reasons import MIN_SITES
from central.reports.columns import Floats
from central.reports.differences import Paired
from central.reports.experiment_values import Difference
from central.reports.values import WANTED
from central.statistics.differences import Difference as Found
from central.statistics.differences import mean_difference
from central.statistics.power import days_needed, detectable_difference
from central.statistics.sequence import Sequence, confidence_sequence
from edge.statistics.multiple import adjust_holm, benjamini_hochberg

ALPHA = 0.05
AT_THE_END = ("low", "high", "p", "adjusted_p")
"""Fields that hold at the planned end only: who looks at them every day stops on a lucky one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned end of an experiment, the last day of the look, and the last day that is over in every time zone;
    numbers of days.

    `decides`: False for an end before all of the data.
    """

    planned: int | None
    until: int
    over: int
    decides: bool = True

    @property
    def is_over(self) -> bool:
        """True from the planned end on, once no shop can still be in that day: p would change with each that sends."""
        return self.decides and self.planned is not None and min(self.until, self.over) >= self.planned


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Difference of two arms at the look that decides, with its adjusted p; confidence sequences now, and then."""

    found: Found
    adjusted_p: float | None
    now: Sequence
    then: Sequence


def judge_experiment(differences: list[Paired], plan: Plan, wanted: float | None = WANTED) -> list[Difference]:
    """Differences of the arms of an experiment, with Holm's correction, and a winner of each pair where there is one.

    At the planned end it is the interval over sites on the data up to that day, and what comes later does not change
    it; at any other look the sequence. An end before all of the data decides nothing.
    """
    looks = [each.limit_to_day(plan.until) for each in differences]
    deciding = [each.limit_to_day(plan.planned) for each in looks] if plan.is_over else looks
    found = [mean_difference(each.pairs) for each in deciding]
    if plan.is_over and not any(each.sites for each in found):
        return judge_experiment(differences, replace(plan, decides=False), wanted)
    adjusted = _numbers(adjust_holm(_array(found)))
    now = _sequences(looks)
    then = _sequences(deciding) if plan.is_over else now
    evidence = [_Evidence(*each) for each in zip(found, adjusted, now, then, strict=True)]
    return [_judged(each, one, plan, wanted) for each, one in zip(looks, evidence, strict=True)]


def judge_comparison(differences: list[Paired], wanted: float | None = WANTED) -> list[Difference]:
    """Differences of creatives that were not assigned at random, with Benjamini and Hochberg's correction. Nobody
    wins."""
    found = [mean_difference(each.pairs) for each in differences]
    adjusted = _numbers(benjamini_hochberg(_array(found)))
    return [
        _difference_value(each, one, None, p, wanted, winner=None, shown=_is_shown(p), reason=_reason(one, p))
        for each, one, p in zip(differences, found, adjusted, strict=True)
    ]


def _array(found: list[Found]) -> Floats:
    return np.array([np.nan if each.p is None else each.p for each in found])


def _numbers(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _sequences(looks: list[Paired]) -> list[Sequence]:
    return [confidence_sequence(each.pairs, comparisons=len(looks)) for each in looks]


def _judged(each: Paired, evidence: _Evidence, plan: Plan, wanted: float | None) -> Difference:
    winner, reason = _find_winner(each, evidence, plan)
    found, p, look = evidence.found, evidence.adjusted_p, evidence.now
    value = _difference_value(each, found, look, p, wanted, winner=winner, shown=winner is not None, reason=reason)
    return value if plan.is_over else value.model_copy(update=dict.fromkeys(AT_THE_END))


def _find_winner(each: Paired, evidence: _Evidence, plan: Plan) -> tuple[str | None, str]:
    found, look = evidence.found, evidence.now
    if found.sites < MIN_SITES:
        return None, f"told in {found.sites} sites; a winner is named from {MIN_SITES} on"
    mean = found.mean or 0.0
    ahead = each.of[0] if mean > 0 else each.of[1]
    is_decided = plan.is_over and _is_shown(evidence.adjusted_p)
    if _is_opposite(mean, evidence.then if is_decided else look):
        return None, "the mean over sites and the confidence sequence have opposite signs"
    if is_decided:
        return ahead, "the interval at the planned end excludes 0"
    low, high = look.low or 0.0, look.high or 0.0
    if (low > 0 or high < 0) and not low <= mean <= high:
        return None, "the mean over sites lies outside the confidence sequence"
    if low > 0 or high < 0:
        return ahead, "the confidence sequence excludes 0"
    if plan.is_over:
        return None, "the planned end has come, and the interval holds 0"
    if look.low is None:
        return None, look.reason or "the confidence sequence has not begun"
    return None, "the confidence sequence holds 0" + ("" if plan.planned else "; no end was planned")


def _is_opposite(mean: float, look: Sequence) -> bool:
    return (look.low or 0.0) > 0 > mean or (look.high or 0.0) < 0 < mean


def _is_shown(adjusted: float | None) -> bool:
    return adjusted is not None and adjusted < ALPHA


def _reason(found: Found, adjusted: float | None) -> str:
    if found.reason is not None:
        return found.reason
    shown = "a difference is shown; the adverts were not assigned at random"
    return shown if _is_shown(adjusted) else "no difference is shown"


def _difference_value(
    each: Paired,
    found: Found,
    look: Sequence | None,
    adjusted: float | None,
    wanted: float | None,
    *,
    winner: str | None,
    shown: bool,
    reason: str,
) -> Difference:
    missing = days_needed(each.pairs, wanted) if wanted else None
    return Difference(
        of=each.of,
        mean=found.mean,
        low=found.low,
        high=found.high,
        sequence_low=look.low if look else None,
        sequence_high=look.high if look else None,
        p=found.p,
        adjusted_p=adjusted,
        detectable=None if found.sd is None else detectable_difference(found.sd, found.sites),
        sites=found.sites,
        site_days=found.site_days,
        wanted_sites=missing.sites if missing else None,
        wanted_days=missing.days if missing else None,
        winner=winner,
        shown=shown,
        reason=reason,
    )
