"""Sentences about experiments, comparisons and trends: which ad is ahead, by how much, and how certain the result
is.
"""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.measures import WANTED_MEASURES
from central.reports.experiment_values import Comparison, Difference, Experiment
from central.reports.rendering.method import short_label
from central.reports.rendering.text import (
    day_span_text,
    day_text,
    is_share_measure,
    join_words,
    measure_unit,
    note_text,
    number_text,
    percent_text,
    plain_line,
    range_text,
    reason_text,
    sentence_text,
    significant_digits,
    span_text,
    value_text,
)
from central.reports.rendering.words import people_word_ending, report_title, reported_share_warning, shop_word_ending
from central.reports.trend_values import Trend, Week
from central.reports.values import WANTED, Report

MOST_DIGITS = 4
"""Number of decimals for a difference that would be shown as 0 with fewer decimals."""


def difference_size_text(measure: str, value: float, t: Language = ENGLISH) -> str:
    """Size of a difference with its unit and without its sign. Only a difference of exactly 0 is shown as 0."""
    if is_share_measure(measure):
        points = abs(100 * value)
        digits = next((digits for digits in range(1, MOST_DIGITS) if round(points, digits)), MOST_DIGITS)
        return t("size.points", points=t.fixed_quantity(points, digits if points else 1))
    return value_text(measure, abs(value), t=t)


def difference_interval_text(measure: str, low: float, high: float, t: Language = ENGLISH) -> str:
    """Interval of a difference, with signs, and without a unit if the unit is percentage points."""
    scale = 100 if is_share_measure(measure) else 1
    ends = (scale * low, scale * high)
    digits = significant_digits(max(map(abs, ends)), measure_unit(measure).difference_decimals)
    first, last = (number_text(end, digits, t) for end in ends)
    return range_text(first, last, t)


def verdict_interval(difference: Difference) -> tuple[float, float] | None:
    """Interval to show beside a verdict: normally the one that is valid whenever you look.

    It is the interval of the planned end if only that interval names the winner, or if there is no other. None if there
    are several pairs and only the p-values adjusted for their number name the winner.
    """
    at_any_look = _bounds(difference.sequence_low, difference.sequence_high)
    at_the_end = _bounds(difference.low, difference.high)
    if difference.winner is not None and not (at_any_look and _excludes_0(at_any_look)):
        return at_the_end
    return at_any_look or at_the_end


def _bounds(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _excludes_0(between: tuple[float, float]) -> bool:
    return not between[0] <= 0 <= between[1]


def _ahead(difference: Difference) -> tuple[str, str, float, tuple[float, float] | None]:
    """Names of the leading ad and the other ad, size of the difference, and its interval with the sign of the leading
    ad.
    """
    a, b = map(plain_line, difference.of)
    mean, between = difference.mean or 0.0, verdict_interval(difference)
    if mean >= 0:
        return a, b, mean, between
    return b, a, -mean, (-between[1], -between[0]) if between else None


def _within(measure: str, between: tuple[float, float] | None, t: Language) -> str:
    """Interval in brackets, to be placed after a number; empty if there is none."""
    return f" {t('span.confidence', span=difference_interval_text(measure, *between, t))}" if between else ""


def experiment_headline(experiment: Experiment, t: Language = ENGLISH) -> str:
    """One sentence that names the winner, or states that there is none yet."""
    difference, measure = experiment.difference, experiment.measure
    if difference is None or difference.mean is None:
        return _headline_without_difference(experiment, t)
    first, other, by, between = _ahead(difference)
    sizes = {"size": difference_size_text(measure, by, t), "interval": _within(measure, between, t)}
    if experiment.placebo:
        key = "placebo.differs" if difference.shown else "placebo.alike"
        return t(key, first=first, other=other, **sizes)
    if experiment.winner is not None:
        return t("experiment.wins_by", winner=plain_line(experiment.winner), other=other, **sizes)
    is_chance = between is None or not _excludes_0(between)
    return t(f"experiment.leads{'_by_chance' * is_chance}", first=first, other=other, **sizes)


def _headline_without_difference(experiment: Experiment, t: Language) -> str:
    if experiment.winner is not None:
        return _headline_of_several(experiment, experiment.winner, t)
    reason = reason_text(experiment.reason, experiment.unit, t).rstrip(".")
    return t("experiment.none", reason=reason) if reason else t("experiment.none_told")


def _headline_of_several(experiment: Experiment, winner: str, t: Language) -> str:
    """Winner among several arms, with its lead over each other arm."""
    leads = []
    for pair in experiment.differences:
        if winner in pair.of and pair.mean is not None:
            _, other, by, between = _ahead(pair)
            sizes = {
                "size": difference_size_text(experiment.measure, by, t),
                "interval": _within(experiment.measure, between, t),
            }
            leads.append(t("experiment.lead", other=other, **sizes))
    return t("experiment.wins", winner=plain_line(winner), leads=join_words(leads, t))


def _pairs_of_several(experiment: Experiment, t: Language) -> list[str]:
    """Sentences about pairs in which one arm is ahead, for an experiment in which no arm is ahead of all others."""
    if experiment.winner is not None or len(experiment.differences) < 2:
        return []
    return [
        difference_sentence(experiment.measure, pair, None, experiment.unit, t)
        for pair in experiment.differences
        if pair.shown
    ]


def _changes(experiment: Experiment, t: Language) -> list[str]:
    """Sentences about differences that changed between the first and the last third of the days."""
    said = []
    for pair in experiment.differences:
        if pair.change is not None:
            a, b = map(plain_line, pair.of)
            sizes = {
                name: _signed_size(experiment.measure, getattr(pair.change, name), t) for name in ("first", "last")
            }
            said.append(t("experiment.change", difference=f"{a} − {b}", **sizes))
    return said


def _signed_size(measure: str, value: float, t: Language) -> str:
    return f"{'−' * (value < 0)}{difference_size_text(measure, value, t)}"


def experiment_sentences(experiment: Experiment, t: Language = ENGLISH) -> list[str]:
    """Sentences about the reason for the verdict, the data that would decide, and problems of the experiment."""
    difference, unit = experiment.difference, experiment.unit
    reason = reason_text(experiment.reason, unit, t)
    said = ["" if reason in experiment_headline(experiment, t) else sentence_text(reason), _base(experiment, t)]
    said += [*_pairs_of_several(experiment, t), *_changes(experiment, t)]
    if experiment.placebo:
        said = [t("placebo.explained"), _base(experiment, t)]
    elif difference is not None and experiment.winner is None:
        said += deciding_sentences(experiment.measure, difference, unit, t)
    if experiment.planned_end is not None:
        said.append(t("experiment.planned_end", day=day_text(experiment.planned_end, t)))
    if experiment.former_planned_end is not None:
        said.append(t("experiment.changed_end", day=day_text(experiment.former_planned_end, t)))
    said += _blocks(experiment, t)
    said += _seen_both(experiment, t)
    said += reported_share_warning(experiment.reported_share, unit, t)
    return [text for text in [*said, *(note_text(note, t) for note in experiment.notes)] if text]


def _seen_both(experiment: Experiment, t: Language) -> list[str]:
    """Sentence about the share of the smaller arm's visits that may also have been exposed to the other arm."""
    both = experiment.seen_both
    if both is None or not both.at_most:
        return []
    least, most = (percent_text(count / both.of, t=t) for count in (both.at_least, both.at_most))
    key = "seen_both" if both.at_least and least != most else "seen_at_most"
    return [t(f"experiment.{key}_{people_word_ending(experiment.unit)}", least=least, most=most)]


def _blocks(experiment: Experiment, t: Language) -> list[str]:
    """Sentence about blocks that were excluded; empty if there are none."""
    if not experiment.incomplete_blocks:
        return []
    if experiment.blocks:
        return [t("experiment.incomplete_of", blocks=experiment.incomplete_blocks, all=experiment.blocks)]
    return [t("experiment.incomplete", blocks=experiment.incomplete_blocks)]


def _base(experiment: Experiment, t: Language) -> str:
    difference = experiment.difference
    period = day_span_text(experiment.from_, experiment.to, t)
    if difference is None:
        return sentence_text(period)
    key, count = f"experiment.compared_{shop_word_ending(experiment.unit)}", difference.sites
    return t(key, days=difference.site_days, count=count, period=period)


def deciding_sentences(measure: str, difference: Difference, unit: str = "sites", t: Language = ENGLISH) -> list[str]:
    """Sentences about the smallest difference that the data can detect, and the data that the present difference
    needs.
    """
    said = []
    if difference.detectable is not None:
        said.append(t("needed.detectable", size=difference_size_text(measure, difference.detectable, t)))
    sites, days = difference.wanted_sites, difference.wanted_days
    if sites or days:
        key = (
            shop_word_ending(unit) if days is None else "days" if sites is None else f"{shop_word_ending(unit)}_or_days"
        )
        said.append(t(f"needed.{key}", size=difference_size_text(measure, WANTED, t), count=sites or 0, days=days or 0))
    return said


def difference_sentence(
    measure: str,
    difference: Difference,
    names: dict[str, str] | None = None,
    unit: str = "sites",
    t: Language = ENGLISH,
) -> str:
    """Sentence about one pair: which ad drew more and by how much, or that no difference is shown."""
    names = names or {}
    if difference.mean is None:
        reason = reason_text(difference.reason, unit, t).rstrip(".")
        return t("difference.none_because", reason=reason) if reason else t("difference.none")
    first, other, by, between = _ahead(difference)
    said = {"a": names.get(first, first), "b": names.get(other, other), "size": difference_size_text(measure, by, t)}
    said["interval"] = _within(measure, between, t)
    if not difference.shown:
        return t("difference.not_shown", **said)
    among = t(f"difference.among_{shop_word_ending(unit)}", count=difference.sites)
    key = measure if measure in WANTED_MEASURES else "other"  # others are named by their label
    return t(f"difference.{key}", measure=short_label(measure, t), among=among, **said)


def comparison_headline(comparison: Comparison, t: Language = ENGLISH) -> str:
    """Headline with the differences that are shown, or that none is shown."""
    names, unit = display_names(comparison.reports), comparison_unit(comparison)
    pairs = comparison.differences
    shown = [pair for pair in pairs if pair.shown]
    if len(pairs) == 1 or shown:
        return " ".join(difference_sentence(comparison.measure, pair, names, unit, t) for pair in (shown or pairs)[:3])
    return t("difference.none_shown", names=join_words(list(names.values()), t))


def comparison_unit(comparison: Comparison) -> str:
    """Unit of the reports in a comparison: sites or participants."""
    return "participants" if any(report.unit == "participants" for report in comparison.reports) else "sites"


def display_names(reports: Sequence[Report]) -> dict[str, str]:
    """Display names, by creative."""
    return {plain_line(report.creative): report_title(report) for report in reports}


def trend_headline(trend: Trend, t: Language = ENGLISH) -> str:
    """Headline about the newest complete week with a value."""
    told = [week for week in trend.weeks if week.mean is not None and week.is_whole]
    name = plain_line(trend.tag) if trend.tag else join_words([plain_line(creative) for creative in trend.creatives], t)
    if not told:
        is_cut = any(week.mean is not None for week in trend.weeks)
        return t("trend.none_whole" if is_cut else "trend.none", name=name)
    last, measure = told[-1], trend.measure
    within = span_text(measure, last.low, last.high, t=t) if last.low is not None else ""
    return t(
        f"trend.headline_{shop_word_ending(trend.unit)}",
        name=name,
        day=day_text(last.week, t),
        measure=t.label_within_sentence(short_label(measure, t)),
        value=value_text(measure, last.mean, t=t),
        interval=f" {t('span.confidence', span=within)}" if within else "",
        count=last.sites,
    )


def week_note(week: Week, t: Language = ENGLISH) -> str:
    """Remark about a week: why it has no number or no interval, or how small its reported share is."""
    said = [sentence_text(reason_text(week.reason, "sites", t))] if week.reason else []
    said += [] if week.is_whole else [t("trend.cut")]
    is_little = bool(reported_share_warning(week.reported_share))
    return " ".join([*said, *[t("told.week", share=percent_text(week.reported_share, t=t))] * is_little])
