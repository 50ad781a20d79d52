"""Parts of a page about an experiment or a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.languages.language import ENGLISH, Language
from central.reports.experiment_values import Arm, Comparison, Difference, Experiment
from central.reports.rendering.arm_names import arm_names, larger_first
from central.reports.rendering.detector_words import of_detector
from central.reports.rendering.interval_plot import Row, interval_plot
from central.reports.rendering.method import short_label
from central.reports.rendering.page_tables import Table, column_heads, text_table
from central.reports.rendering.plot import curve_plot
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.plot_words import interval_legend
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import (
    NO_NUMBER,
    day_text,
    is_share_measure,
    join_words,
    note_text,
    number_text,
    percent_text,
    plain_line,
    span_text,
    value_text,
)
from central.reports.rendering.verdicts import (
    comparison_headline,
    comparison_unit,
    difference_interval_text,
    difference_sentence,
    difference_size_text,
    display_names,
    experiment_sentences,
    experiment_warnings,
    experiments_sentence,
)
from central.reports.rendering.words import report_title, shop_word_ending
from central.reports.values import Report

COMPARED = ("pair", "difference", "interval", "verdict", "p", "smallest")
RUNNING = ("pair", "difference", "any_time", "verdict", "smallest")
ENDED = ("pair", "difference", "any_time", "verdict", "at_end", "p")
"""Columns of tables of differences: for a comparison, and for an experiment before and after its planned end."""


_OPEN, _NONE = "verdict.undecided", "difference.verdict_none"
"""Verdicts on a pair without a winner: before its planned end, and otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A plot in all sizes, with a heading for sighted readers and the tables behind it."""

    heading: str
    legend: str
    plots: Sequence[str]
    tables: Sequence[Table]
    kind: str = "plots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Section about several ads: sentences, a figure, a table of differences and, if available, a table of their
    weeks. `warnings`: sentences that limit the headline.
    """

    heading: str
    sentences: Sequence[str]
    figure: Figure | None
    differences: Table
    weeks: Table | None = None
    warnings: Sequence[str] = ()


def overlay_figure(reports: Sequence[Report], ident: str, t: Language = ENGLISH) -> Figure:
    """Curves of several ads in one plot, on one scale."""
    tables = [_overlay_table(reports, t)]
    return Figure(
        heading=t("plot.heading"),
        legend=interval_legend(reports, t),
        plots=[curve_plot(reports, plot_size, ident=ident, t=t) for plot_size in SIZES],
        tables=tables,
    )


def _overlay_table(reports: Sequence[Report], t: Language) -> Table:
    seconds = sorted({second.second for report in reports for second in report.curve})
    by_second = [{s.second: s.smile for s in report.curve} for report in reports]
    rows = [[str(at), *(value_text("smile", values.get(at), t=t) for values in by_second)] for at in seconds]
    return text_table(t("plot.each_advert"), [t("column.second"), *(report_title(r) for r in reports)], rows)


def comparison_verdict(comparison: Comparison, t: Language = ENGLISH) -> Verdict:
    """Section about a comparison of creatives."""
    names, unit = display_names(comparison.reports), comparison_unit(comparison)
    shown = [p for p in comparison.differences if p.shown]
    open_ = [p for p in comparison.differences if not p.shown]
    sentences = [difference_sentence(comparison.measure, pair, names, unit, t) for pair in [*shown, *open_]]
    said = [words for words in sentences if words not in comparison_headline(comparison, t)]
    said = [*experiments_sentence(comparison, t), *said]
    said += [*(note_text(note, t) for note in comparison.notes), *of_detector(comparison, t)]
    return Verdict(
        heading=t("difference.compared", names=join_words([report_title(report) for report in comparison.reports], t)),
        sentences=said,
        figure=overlay_figure(comparison.reports, "overlay", t) if comparison.reports else None,
        differences=comparison_table(comparison, t),
    )


def experiment_verdict(experiment: Experiment, t: Language = ENGLISH) -> Verdict:
    """Section about an experiment."""
    return Verdict(
        heading=t("experiment.heading", name=plain_line(experiment.id)),
        sentences=[*experiment_sentences(experiment, t), *of_detector(experiment, t)],
        figure=_arms_figure(experiment, t) if is_share_measure(experiment.measure) else None,
        differences=experiment_table(experiment, t),
        weeks=week_table(experiment, t),
        warnings=experiment_warnings(experiment, t),
    )


def _arms_figure(experiment: Experiment, t: Language) -> Figure:
    names, colours = arm_names(experiment, t), [arm.arm for arm in experiment.arms]
    rows = [
        Row(label=names[arm.arm], value=arm.mean, low=arm.low, high=arm.high, colour=colours.index(arm.arm))
        for arm in larger_first(experiment, t).arms
    ]
    measure = short_label(experiment.measure, t)
    name = t("experiment.arms_picture", measure=measure, name=experiment.id)
    about = Picture("arms", name, t("experiment.arms_described"), experiment.simulated, t)
    return Figure(
        heading=t("experiment.arms", measure=measure),
        legend=t("experiment.arms_legend"),
        plots=[interval_plot(rows, about, plot_size) for plot_size in SIZES],
        tables=[arm_table(experiment, t)],
    )


def arm_table(experiment: Experiment, t: Language = ENGLISH) -> Table:
    """Table of every arm with the data on which it is based."""
    measured = [short_label(experiment.measure, t), t("column.interval")]
    people = ["visits"] * (experiment.unit == "sites")
    base = [shop_word_ending(experiment.unit), "blocks", "plays", *people, "read", "abstained"]
    return text_table(
        t("experiment.arms_table", name=experiment.id),
        [*column_heads(t, "adverts", "arm"), *measured, *column_heads(t, *base)],
        [_arm_row(experiment.measure, arm, experiment.unit, t) for arm in larger_first(experiment, t).arms],
    )


def _arm_row(measure: str, arm: Arm, unit: str, t: Language) -> list[str]:
    return [
        join_words([plain_line(title) for title in arm.titles or arm.creatives], t),
        arm.arm,
        value_text(measure, arm.mean, t=t),
        span_text(measure, arm.low, arm.high, t=t),
        number_text(arm.sites, t=t),
        NO_NUMBER if arm.blocks is None else number_text(arm.blocks, t=t),
        number_text(arm.plays, t=t),
        *([number_text(arm.people, t=t)] if unit == "sites" else []),
        percent_text(arm.read_share, t=t),
        percent_text(arm.abstained, t=t),
    ]


def comparison_table(comparison: Comparison, t: Language = ENGLISH) -> Table:
    """Table of every pair of creatives, with its interval and p-value."""
    names, unit = display_names(comparison.reports), comparison_unit(comparison)
    return _difference_table(comparison.measure, comparison.differences, names, COMPARED, unit, t)


def experiment_table(experiment: Experiment, t: Language = ENGLISH) -> Table:
    """Table of every pair of arms. Once the planned end is reached, it also has the interval of that day and the
    p-value.
    """
    columns = ENDED if any(pair.p is not None for pair in experiment.differences) else RUNNING
    pairs = larger_first(experiment, t).differences
    return _difference_table(experiment.measure, pairs, {}, columns, experiment.unit, t)


def week_table(experiment: Experiment, t: Language = ENGLISH) -> Table | None:
    """Table of the weekly differences of all pairs; None with fewer than two weeks."""
    experiment = larger_first(experiment, t)
    weeks = sorted((week.week, place, week) for place, pair in enumerate(experiment.differences) for week in pair.weeks)
    if len({at for at, _, _ in weeks}) < 2:
        return None
    pairs = [" − ".join(map(plain_line, pair.of)) for pair in experiment.differences]
    is_one = len(pairs) == 1
    measure, unit = experiment.measure, shop_word_ending(experiment.unit)
    has_intervals = any(week.low is not None for _, _, week in weeks)
    rows = [
        [
            day_text(at, t),
            *[pairs[place]] * (not is_one),
            f"{'−' * (week.mean < 0)}{difference_size_text(measure, week.mean, t)}",
            *[_span(measure, week.low, week.high, t)] * has_intervals,
            number_text(week.sites, t=t),
        ]
        for at, place, week in weeks
    ]
    columns = column_heads(t, "week", *["pair"] * (not is_one), "difference", *["of_week"] * has_intervals, unit)
    return text_table(
        t("experiment.weeks_table", measure=t.label_within_sentence(short_label(measure, t))), columns, rows
    )


def _difference_table(
    measure: str, pairs: Sequence[Difference], names: dict[str, str], columns: Sequence[str], unit: str, t: Language
) -> Table:
    every = [*columns, shop_word_ending(unit)]
    cells = [
        _difference_cells(measure, pair, names, t) | {shop_word_ending(unit): number_text(pair.sites, t=t)}
        for pair in pairs
    ]
    rows = [[of_pair[name] for name in every] for of_pair in cells]
    return text_table(
        t("difference.table", measure=t.label_within_sentence(short_label(measure, t))), column_heads(t, *every), rows
    )


def _difference_cells(measure: str, pair: Difference, names: dict[str, str], t: Language) -> dict[str, str]:
    a, b = (names.get(plain_line(name), plain_line(name)) for name in pair.of)
    signed = "" if pair.mean is None or pair.mean >= 0 else "−"
    ahead = pair.of[0] if (pair.mean or 0.0) >= 0 else pair.of[1]
    is_open = pair.p is None and pair.mean is not None
    verdict = names.get(plain_line(ahead), plain_line(ahead)) if pair.shown else t(_OPEN if is_open else _NONE)
    of_shops = _span(measure, pair.low, pair.high, t)
    return {
        "pair": f"{a} − {b}",
        "difference": NO_NUMBER if pair.mean is None else f"{signed}{difference_size_text(measure, pair.mean, t)}",
        "any_time": _span(measure, pair.sequence_low, pair.sequence_high, t),
        "verdict": verdict,
        "interval": of_shops,
        "at_end": of_shops,
        "p": p_text(pair.adjusted_p if pair.adjusted_p is not None else pair.p, t),
        "smallest": NO_NUMBER if pair.detectable is None else difference_size_text(measure, pair.detectable, t),
    }


def _span(measure: str, low: float | None, high: float | None, t: Language) -> str:
    return NO_NUMBER if low is None or high is None else difference_interval_text(measure, low, high, t)


def p_text(p: float | None, t: Language = ENGLISH) -> str:
    """The p-value with as many digits as are meaningful."""
    if p is None:
        return NO_NUMBER
    return (
        t("difference.p_below", number=number_text(0.001, 3, t))
        if p < 0.001
        else number_text(p, 3 if p < 0.1 else 2, t)
    )
