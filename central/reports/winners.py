"""Verdict on differences. The confidence sequence or the interval at the planned end decides whether there is a winner.
With fewer than four sites there is none.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from central.reasons import MIN_SITES
from central.reports.columns import Floats
from central.reports.difference_weeks import difference_change, difference_weeks
from central.reports.differences import Paired
from central.reports.experiment_values import Difference
from central.reports.values import WANTED
from central.statistics.adjusted_intervals import Bounds, family_intervals, selected_intervals
from central.statistics.differences import Difference as Found
from central.statistics.differences import mean_difference
from central.statistics.power import days_needed, detectable_difference
from central.statistics.sequence import Sequence, confidence_sequence
from edge.statistics.multiple import adjust_holm, benjamini_hochberg

ALPHA = 0.05
AT_THE_END = ("low", "high", "p", "adjusted_p")
"""Fields that are valid only at the planned end.

Somebody who looked at these fields every day could stop the experiment on a day with a chance result.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned end of an experiment, last day of the report, and last day that is over in every time zone, as day
    numbers. `decides`: False for an end that covers only part of the data.
    """

    planned: int | None
    until: int
    over: int
    decides: bool = True

    @property
    def is_over(self) -> bool:
        """True once the planned end has been reached and that day is over in every shop. If it were true earlier, p
        would change with each shop that sends data.
        """
        return self.decides and self.planned is not None and min(self.until, self.over) >= self.planned


@dataclass(frozen=True, slots=True)
class _Look:
    """Difference of two arms in the data up to a day, and its confidence sequence."""

    paired: Paired
    found: Found
    sequence: Sequence

    @property
    def is_decided(self) -> bool:
        """True if the confidence sequence excludes 0."""
        return (self.sequence.low or 0.0) > 0 or (self.sequence.high or 0.0) < 0


def judge_experiment(differences: list[Paired], plan: Plan, wanted: float | None = WANTED) -> list[Difference]:
    """Differences of the arms of an experiment, with Holm's correction, and the winner of each pair if there is one.

    At the planned end, the interval over sites and days decides. It uses the data up to that day, and later data do not
    change it. On any other day, the confidence sequence decides. All numbers of a pair are for the same day. A planned
    end that covers only part of the data decides nothing.
    """
    now = _looks(differences, plan.until)
    then = _looks(differences, min(plan.planned or plan.until, plan.until)) if plan.is_over else now
    if plan.is_over and not any(each.found.sites for each in then):
        return judge_experiment(differences, replace(plan, decides=False), wanted)
    found = [each.found for each in then]
    adjusted = _numbers(adjust_holm(_array(found)))
    intervals = family_intervals(found, [_is_shown(p) for p in adjusted])
    then = [replace(each, found=_within(each.found, of)) for each, of in zip(then, intervals, strict=True)]
    judged = [_judged(*each, plan, wanted) for each in zip(now, then, adjusted, strict=True)]
    return [_by_week(each.paired, value, len(now)) for each, value in zip(now, judged, strict=True)]


def _by_week(paired: Paired, value: Difference, comparisons: int) -> Difference:
    """The difference with its weeks, and its change if there is one, up to the last day of the report.

    Weeks have intervals only for a single pair and once the planned end has been reached, because one of many intervals
    would exclude 0 by chance.
    """
    weeks = difference_weeks(paired, has_intervals=value.p is not None and comparisons == 1)
    return value.model_copy(update={"weeks": weeks, "change": difference_change(paired, comparisons)})


def _looks(differences: list[Paired], until: int) -> list[_Look]:
    looks = [each.limit_to_day(until) for each in differences]
    return [
        _Look(each, mean_difference(each.pairs), confidence_sequence(each.pairs, comparisons=len(looks)))
        for each in looks
    ]


def judge_comparison(differences: list[Paired], wanted: float | None = WANTED) -> list[Difference]:
    """Differences of creatives that were not assigned at random, with the correction of Benjamini and Hochberg. There
    is no winner.
    """
    found = [mean_difference(each.pairs) for each in differences]
    adjusted = _numbers(benjamini_hochberg(_array(found)))
    intervals = selected_intervals(found, [_is_shown(p) for p in adjusted])
    return [
        _difference_value(
            each, _within(one, of), None, p, wanted, winner=None, shown=_is_shown(p), reason=_reason(one, p)
        )
        for each, one, of, p in zip(differences, found, intervals, adjusted, strict=True)
    ]


def _within(found: Found, between: Bounds) -> Found:
    """A difference with its interval adjusted for the number of comparisons."""
    low, high = between or (None, None)
    return replace(found, low=low, high=high)


def _array(found: list[Found]) -> Floats:
    return np.array([np.nan if each.p is None else each.p for each in found])


def _numbers(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _judged(now: _Look, then: _Look, adjusted: float | None, plan: Plan, wanted: float | None) -> Difference:
    """The result that decides. Once the planned end has been reached, it is the result of that day. If that result
    shows no difference but the confidence sequence of the report's last day excludes 0, it is the result of the last
    day.
    """
    at_end = plan.is_over and (_is_shown(adjusted) or not now.is_decided)
    look = then if at_end else now
    ahead, reason = _verdict(look, adjusted, plan, at_end=at_end)
    winner = look.paired.of[0 if (look.found.mean or 0.0) > 0 else 1] if ahead else None
    shown = winner is not None
    value = _difference_value(
        look.paired, look.found, look.sequence, adjusted, wanted, winner=winner, shown=shown, reason=reason
    )
    return value if at_end else value.model_copy(update=dict.fromkeys(AT_THE_END))


def _verdict(look: _Look, adjusted: float | None, plan: Plan, *, at_end: bool) -> tuple[bool, str]:
    """Verdict on the arm ahead, with its reason."""
    if look.found.sites < MIN_SITES:
        return False, f"reported by {look.found.sites} sites; a winner needs at least {MIN_SITES}"
    if at_end and _is_shown(adjusted):
        return True, "the interval at the planned end excludes 0"
    if look.is_decided:
        return True, "the confidence sequence excludes 0"
    if at_end:
        return False, "the planned end has been reached, and the interval includes 0"
    if look.sequence.low is None:
        return False, look.sequence.reason or "the confidence sequence has not started"
    return False, "the confidence sequence includes 0" + ("" if plan.planned else "; no end was planned")


def _is_shown(adjusted: float | None) -> bool:
    return adjusted is not None and adjusted < ALPHA


def _reason(found: Found, adjusted: float | None) -> str:
    if found.reason is not None:
        return found.reason
    shown = "a difference is shown; the ads were not assigned at random"
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
        detectable=None if found.se is None else detectable_difference(found.se * sqrt(found.sites), found.sites),
        sites=found.sites,
        site_days=found.site_days,
        wanted_sites=missing.sites if missing else None,
        wanted_days=missing.days if missing else None,
        winner=winner,
        shown=shown,
        reason=reason,
    )
