"""Sentences about experiments, comparisons and trends: which ad is ahead, by how much, and how certain the result
is.
"""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.reports.experiment_values import Comparison
from central.reports.rendering.difference_words import difference_interval_text as difference_interval_text
from central.reports.rendering.difference_words import difference_sentence as difference_sentence
from central.reports.rendering.difference_words import difference_size_text as difference_size_text
from central.reports.rendering.experiment_words import experiment_headline as experiment_headline
from central.reports.rendering.experiment_words import experiment_sentences as experiment_sentences
from central.reports.rendering.experiment_words import experiment_warnings as experiment_warnings
from central.reports.rendering.method import short_label
from central.reports.rendering.text import (
    day_text,
    join_words,
    percent_text,
    plain_line,
    reason_text,
    sentence_text,
    span_text,
    value_text,
)
from central.reports.rendering.words import report_title, reported_share_warning, shop_word_ending
from central.reports.trend_values import Trend, Week
from central.reports.values import Report


def comparison_headline(comparison: Comparison, t: Language = ENGLISH) -> str:
    """Headline with the differences that are shown, or that none is shown."""
    names, unit = display_names(comparison.reports), comparison_unit(comparison)
    pairs = comparison.differences
    shown = [pair for pair in pairs if pair.shown]
    if len(pairs) == 1 or shown:
        return " ".join(difference_sentence(comparison.measure, pair, names, unit, t) for pair in (shown or pairs)[:3])
    return t("difference.none_shown", names=join_words(list(names.values()), t))


def experiments_sentence(comparison: Comparison, t: Language = ENGLISH) -> list[str]:
    """Sentence about the experiments of these ads, which decide; empty if there are none."""
    if not comparison.experiments:
        return []
    names = [t("quote.name", name=plain_line(name)) for name in comparison.experiments]
    return [t("difference.in_experiment", names=join_words(names, t), count=len(names))]


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
