"""Verdict on an experiment in one of three states: too early, an ad draws more, or no difference larger than a size."""

from collections.abc import Sequence
from datetime import date, timedelta

from central.reasons import MIN_SITES
from central.reports.experiment_values import Difference, Experiment, Verdict


def add_verdict(found: Experiment, *, end_decides: bool) -> Experiment:
    """The experiment with its verdict. None for a placebo experiment, and with fewer than two arms.

    `end_decides`: True if the planned end decides the experiment: it was never moved, and the report shows all data and
    the planned measure.
    """
    if found.placebo or not found.differences:
        return found
    return found.model_copy(update={"verdict": _judge(found, end_decides=end_decides)})


def has_ended(pair: Difference) -> bool:
    """True if the interval of the planned end decides this pair. Below 4 sites nothing is decided."""
    return pair.p is not None and pair.sites >= MIN_SITES


def widest_end(pairs: Sequence[Difference]) -> float | None:
    """Largest difference that the intervals at the planned end contain. None if a pair has no such interval."""
    ends = [abs(end) for pair in pairs for end in (pair.low, pair.high) if end is not None]
    return max(ends) if len(ends) == 2 * len(pairs) and ends else None


def leading_arm(pairs: Sequence[Difference]) -> str | None:
    """The arm that is behind in none of its pairs; None if there is no such arm, or a pair has no number."""
    arms = dict.fromkeys(arm for pair in pairs for arm in pair.of)
    behind = {pair.of[0 if pair.mean < 0 else 1] for pair in pairs if pair.mean is not None}
    if any(pair.mean is None for pair in pairs):
        return None
    return next((arm for arm in arms if arm not in behind), None)


def unbeaten_pairs(pairs: Sequence[Difference]) -> list[Difference]:
    """Pairs of the leading arm, or of all arms if none leads, in which no difference is shown."""
    leader = leading_arm(pairs)
    return [pair for pair in pairs if not pair.shown and (leader is None or leader in pair.of)]


def _judge(found: Experiment, *, end_decides: bool) -> Verdict:
    planned = found.planned_end if end_decides else None
    days = None if found.from_ is None or found.to is None else (found.to - found.from_).days + 1
    of_days = None if planned is None or found.from_ is None else (planned - found.from_).days + 1
    if found.winner is not None:
        return Verdict(state="draws_more", days=days, of_days=of_days)
    if all(map(has_ended, found.differences)):
        within = widest_end(unbeaten_pairs(found.differences))
        return Verdict(state="no_difference", days=days, of_days=of_days, within=within)
    return Verdict(state="too_early", days=days, of_days=of_days, callable_from=_callable_from(planned, found))


def _callable_from(planned: date | None, found: Experiment) -> date | None:
    """First day on which the planned end can decide: the day after it. None if that day is over, or no end decides."""
    if planned is None or planned + timedelta(days=1) < found.generated.date():
        return None
    return planned + timedelta(days=1)
