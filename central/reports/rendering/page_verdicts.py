"""Parts of the page on an experiment or a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.reports.rendering.interval_plot import Row, interval_plot
from central.reports.rendering.method import label
from central.reports.rendering.page_tables import Table, table
from central.reports.rendering.plot import curve_plot
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.plot_words import interval_legend
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import NO_NUMBER, is_share, listed, number, plain, sentence, span_text, value_text
from central.reports.rendering.verdicts import (
    comparison_headline,
    difference_sentence,
    experiment_sentences,
    names_of,
    size,
    span,
    unit_of,
)
from central.reports.rendering.words import head, title
from central.reports.values import Arm, Comparison, Difference, Experiment, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Plot in all sizes, with its heading for those who see it and the tables behind it."""

    heading: str
    legend: str
    plots: Sequence[str]
    tables: Sequence[Table]
    kind: str = "plots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Section on several adverts: sentences, figure, table of the differences."""

    heading: str
    sentences: Sequence[str]
    figure: Figure | None
    differences: Table


def overlay(reports: Sequence[Report], ident: str) -> Figure:
    """Curves of several adverts over each other, on one scale."""
    tables = [_overlay_table(reports)]
    return Figure(
        heading="Smiles in each second, % of the time watched",
        legend=interval_legend(reports),
        plots=[curve_plot(reports, plot_size, ident=ident) for plot_size in SIZES],
        tables=tables,
    )


def _overlay_table(reports: Sequence[Report]) -> Table:
    seconds = sorted({second.second for report in reports for second in report.curve})
    by_second = [{s.second: s.positive for s in report.curve} for report in reports]
    rows = [[str(at), *(value_text("positive", values.get(at)) for values in by_second)] for at in seconds]
    return table("Smiles in each second of each advert", ("Second", *(title(r) for r in reports)), rows)


def comparison_verdict(comparison: Comparison) -> Verdict:
    """Section on creatives beside each other."""
    names, unit = names_of(comparison.reports), unit_of(comparison)
    shown = [p for p in comparison.differences if p.shown]
    open_ = [p for p in comparison.differences if not p.shown]
    sentences = [difference_sentence(comparison.measure, pair, names, unit) for pair in [*shown, *open_]]
    said = [words for words in sentences if words not in comparison_headline(comparison)]
    said += [sentence(note) for note in comparison.notes]
    return Verdict(
        heading=f"{listed([title(report) for report in comparison.reports])} compared",
        sentences=said,
        figure=overlay(comparison.reports, "overlay") if comparison.reports else None,
        differences=difference_table(comparison.measure, comparison.differences, names, unit),
    )


def experiment_verdict(experiment: Experiment) -> Verdict:
    """Section on an experiment."""
    return Verdict(
        heading=f"Experiment {plain(experiment.id)}",
        sentences=experiment_sentences(experiment),
        figure=_arms(experiment) if is_share(experiment.measure) else None,
        differences=difference_table(experiment.measure, experiment.differences, {}, experiment.unit),
    )


def _arms(experiment: Experiment) -> Figure:
    rows = [
        Row(label=arm.arm, value=arm.mean, low=arm.low, high=arm.high, colour=index)
        for index, arm in enumerate(experiment.arms)
    ]
    about = Picture(
        "arms",
        f"{label(experiment.measure)}, by arm of experiment {experiment.id}",
        "A point and its 95 % interval for each arm. The table under the plot has every number.",
        experiment.simulated,
    )
    return Figure(
        heading=f"{label(experiment.measure)}, by arm",
        legend="Line: 95 % interval of the arm alone. Which arm is ahead follows from the difference below.",
        plots=[interval_plot(rows, about, plot_size) for plot_size in SIZES],
        tables=[arm_table(experiment)],
    )


def arm_table(experiment: Experiment) -> Table:
    """Every arm with its base."""
    columns: tuple[str, ...] = (
        "Arm",
        "Adverts",
        label(experiment.measure),
        "95 % interval",
        head(experiment.unit),
        "Blocks",
        "Plays",
    )
    columns += ("Visits",) if experiment.unit == "sites" else ()
    return table(
        f"Arms of experiment {experiment.id}",
        columns,
        [_arm_row(experiment.measure, arm, experiment.unit) for arm in experiment.arms],
    )


def _arm_row(measure: str, arm: Arm, unit: str) -> list[str]:
    return [
        arm.arm,
        listed([plain(creative) for creative in arm.creatives]),
        value_text(measure, arm.mean),
        span_text(measure, arm.low, arm.high),
        number(arm.sites),
        NO_NUMBER if arm.blocks is None else number(arm.blocks),
        number(arm.plays),
        *([number(arm.people)] if unit == "sites" else []),
    ]


def difference_table(measure: str, differences: Sequence[Difference], names: dict[str, str], unit: str) -> Table:
    """Every pair with both intervals."""
    columns = (
        "Pair",
        "Difference",
        "95 % at any time",
        "Verdict",
        "95 % at the end",
        "p, adjusted",
        "Smallest found",
        head(unit),
    )
    rows = [_difference_row(measure, pair, names) for pair in differences]
    return table(f"Differences: {label(measure).lower()}", columns, rows)


def _difference_row(measure: str, pair: Difference, names: dict[str, str]) -> list[str]:
    a, b = (names.get(plain(name), plain(name)) for name in pair.of)
    signed = "" if pair.mean is None or pair.mean >= 0 else "−"
    ahead = pair.of[0] if (pair.mean or 0.0) >= 0 else pair.of[1]
    verdict = names.get(plain(ahead), plain(ahead)) if pair.shown else "no difference shown"
    return [
        f"{a} − {b}",
        NO_NUMBER if pair.mean is None else f"{signed}{size(measure, pair.mean)}",
        _span(measure, pair.sequence_low, pair.sequence_high),
        verdict,
        _span(measure, pair.low, pair.high),
        p_text(pair.adjusted_p if pair.adjusted_p is not None else pair.p),
        NO_NUMBER if pair.detectable is None else size(measure, pair.detectable),
        number(pair.sites),
    ]


def _span(measure: str, low: float | None, high: float | None) -> str:
    return NO_NUMBER if low is None or high is None else span(measure, low, high)


def p_text(p: float | None) -> str:
    """p with the digits that it bears."""
    if p is None:
        return NO_NUMBER
    return "below 0.001" if p < 0.001 else number(p, 3 if p < 0.1 else 2)
