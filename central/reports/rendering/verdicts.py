"""Sentences on experiments, comparisons and trends: who is ahead, by how much, how sure."""

from collections.abc import Sequence

from central.reports.rendering.method import label
from central.reports.rendering.text import (
    CONFIDENCE,
    TO,
    count,
    day,
    days_text,
    is_share,
    listed,
    number,
    percent,
    plain,
    reason_text,
    sentence,
    span_text,
    value_text,
)
from central.reports.rendering.words import places, title, told_warning, visits
from central.reports.values import WANTED, Comparison, Difference, Experiment, Report, Trend, Week

VERBS = {
    "positive": "drew more smiles than",
    "watched_share": "drew more looks than",
    "attention_s": "was looked at longer than",
    "laughter_s": "came with more laughter than",
}
"""Deeds of the advert in front, by measure; others are named by their label."""


def size(measure: str, value: float) -> str:
    """Size of a difference with its unit, without its sign."""
    if is_share(measure):
        return f"{number(abs(100 * value), 1)} points"
    return value_text(measure, abs(value))


def span(measure: str, low: float, high: float) -> str:
    """Interval of a difference, signed, without its unit where that is points."""
    scale = 100 if is_share(measure) else 1
    digits = 1 if is_share(measure) or measure in {"attention_s", "laughter_s", "hr_bpm", "scr_per_min"} else 2
    return f"{number(scale * low, digits)}{TO}{number(scale * high, digits)}"


def interval(difference: Difference) -> tuple[float, float] | None:
    """Interval that holds at any look; that of the planned end where it names a winner, or where there is no other."""
    at_any_look = (difference.sequence_low, difference.sequence_high)
    at_the_end = (difference.low, difference.high)
    leaves_out_0 = None not in at_any_look and not (at_any_look[0] or 0) <= 0 <= (at_any_look[1] or 0)
    order = [at_any_look, at_the_end] if difference.winner is None or leaves_out_0 else [at_the_end, at_any_look]
    return next(((low, high) for low, high in order if low is not None and high is not None), None)


def _ahead(difference: Difference) -> tuple[str, str, float, tuple[float, float] | None]:
    """Names of the one in front and of the other, size, and the interval seen from the one in front."""
    a, b = map(plain, difference.of)
    mean, between = difference.mean or 0.0, interval(difference)
    if mean >= 0:
        return a, b, mean, between
    return b, a, -mean, (-between[1], -between[0]) if between else None


def experiment_headline(experiment: Experiment) -> str:
    """Winner, or that there is none yet, in one sentence."""
    difference = experiment.difference
    if experiment.winner is not None:
        return f"{plain(experiment.winner)} wins{_by(experiment, difference)}."
    return f"No winner yet: {_standing(experiment, difference)}."


def _by(experiment: Experiment, difference: Difference | None) -> str:
    if difference is None or difference.mean is None:
        return ""
    _, other, by, between = _ahead(difference)
    text = f": ahead of {other} by {size(experiment.measure, by)}"
    return text + (f" ({CONFIDENCE}: {span(experiment.measure, *between)})" if between else "")


def _standing(experiment: Experiment, difference: Difference | None) -> str:
    if difference is None or difference.mean is None:
        return reason_text(experiment.reason, experiment.unit).rstrip(".") or "nothing was told"
    first, other, by, between = _ahead(difference)
    ahead = f"{first} is ahead of {other} by {size(experiment.measure, by)}"
    if between is None:
        return f"{ahead}, which may be chance"
    chance = ", which may be chance" if between[0] <= 0 <= between[1] else ""
    return f"{ahead} ({CONFIDENCE}: {span(experiment.measure, *between)}){chance}"


def experiment_sentences(experiment: Experiment) -> list[str]:
    """Reason of the verdict, what would decide, and what was not in order."""
    difference = experiment.difference
    said = [sentence(reason_text(experiment.reason, experiment.unit)), *_base(experiment)]
    if difference is not None and experiment.winner is None:
        said += would_decide(experiment.measure, difference, experiment.unit)
    if experiment.planned_end is not None:
        said.append(f"The planned end is {day(experiment.planned_end)}.")
    if experiment.former_planned_end is not None:
        said.append(f"It was changed: the end was first planned for {day(experiment.former_planned_end)}.")
    if experiment.incomplete_blocks:
        of = f" of {experiment.blocks:,}" if experiment.blocks else ""
        said.append(f"{experiment.incomplete_blocks:,}{of} blocks were incomplete and are left out.")
    both = experiment.seen_both
    if both is not None and both.at_most:
        said.append(f"Between {both.at_least:,} and {visits(both.at_most, experiment.unit)} may have seen both arms.")
    said += told_warning(experiment.told_share, experiment.unit)
    return [text for text in [*said, *map(sentence, experiment.notes)] if text]


def _base(experiment: Experiment) -> list[str]:
    difference = experiment.difference
    period = days_text(experiment.from_, experiment.to)
    if difference is None:
        return [sentence(period)]
    return [
        f"Compared within {count(difference.site_days, 'shop day')} of {places(difference.sites, experiment.unit)}, "
        f"{period}."
        if experiment.unit == "sites"
        else f"Compared within {places(difference.sites, experiment.unit)}, {period}."
    ]


def would_decide(measure: str, difference: Difference, unit: str = "sites") -> list[str]:
    """Smallest difference that the data find, and what the present one takes."""
    said = []
    if difference.detectable is not None:
        said.append(f"Such data find a difference of {size(measure, difference.detectable)} or more.")
    missing = []
    if difference.wanted_sites is not None:
        what = "more participant" if unit == "participants" else "more shop"
        missing.append(f"about {count(difference.wanted_sites, what)}")
    if difference.wanted_days is not None:
        missing.append(f"about {count(difference.wanted_days, 'more day')}")
    if missing and (difference.wanted_sites or difference.wanted_days):
        said.append(f"To find a difference of {size(measure, WANTED)} takes {' or '.join(missing)}.")
    return said


def difference_sentence(
    measure: str, difference: Difference, names: dict[str, str] | None = None, unit: str = "sites"
) -> str:
    """One pair: which drew more and by how much, or that no difference is shown."""
    names = names or {}
    if difference.mean is None:
        return sentence(f"No difference can be told: {reason_text(difference.reason, unit) or 'too little was told'}")
    first, other, by, between = _ahead(difference)
    a, b = names.get(first, first), names.get(other, other)
    within = f"{CONFIDENCE}: {span(measure, *between)}" if between else ""
    if not difference.shown:
        shown = f" ({within})" if within else ""
        return f"No difference shown between {a} and {b}: {a} is ahead by {size(measure, by)}{shown}."
    verb = VERBS.get(measure, f"had more of “{label(measure)}” than")
    text = f"{a} {verb} {b} by {size(measure, by)}"
    return f"{text} ({within}), {'of' if unit == 'participants' else 'in'} {places(difference.sites, unit)}."


def comparison_headline(comparison: Comparison) -> str:
    """Differences that are shown, or that none is."""
    names, unit = names_of(comparison.reports), unit_of(comparison)
    pairs = comparison.differences
    shown = [pair for pair in pairs if pair.shown]
    if len(pairs) == 1 or shown:
        return " ".join(difference_sentence(comparison.measure, pair, names, unit) for pair in (shown or pairs)[:3])
    return f"No difference shown between {listed(list(names.values()))}."


def unit_of(comparison: Comparison) -> str:
    """Unit of the reports that are compared."""
    return "participants" if any(report.unit == "participants" for report in comparison.reports) else "sites"


def names_of(reports: Sequence[Report]) -> dict[str, str]:
    """Names to show, by creative."""
    return {plain(report.creative): title(report) for report in reports}


def trend_headline(trend: Trend) -> str:
    """Newest week that was told, beside the first of the same network."""
    told = [week for week in trend.weeks if week.mean is not None]
    of = plain(trend.tag) if trend.tag else listed([plain(creative) for creative in trend.creatives])
    if not told:
        return f"No week of {of} can be told."
    last = told[-1]
    text = f"{of}, week of {day(last.week)}: {label(trend.measure).lower()} {_week_value(trend.measure, last)}"
    return f"{text}, {places(last.sites, trend.unit)}."


def _week_value(measure: str, week: Week) -> str:
    """Value of a week with its interval."""
    inside = f" ({CONFIDENCE}: {span_text(measure, week.low, week.high)})" if week.low is not None else ""
    return f"{value_text(measure, week.mean)}{inside}"


def week_note(week: Week) -> str:
    """Remark on a week: why it has no number or interval, and how little of it was told."""
    said = [sentence(reason_text(week.reason, "sites"))] if week.reason else []
    return " ".join([*said, *(f"Only {percent(week.told_share)} told." for _ in told_warning(week.told_share))])
