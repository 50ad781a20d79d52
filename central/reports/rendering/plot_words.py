"""Texts of a curve: title, description, and the tooltip of each second."""

from collections.abc import Sequence
from functools import reduce

from central.languages.language import ENGLISH, Language
from central.reports.rendering.text import percent_digits, percent_text
from central.reports.rendering.words import quoted_title, report_title
from central.reports.values import Report, Second


def interval_legend(reports: Sequence[Report], t: Language = ENGLISH) -> str:
    """Explain what is drawn around the lines. Empty if nothing is drawn there."""
    seconds = [second for report in reports for second in report.curve]
    said = []
    if any(second.band_low is not None for second in seconds):
        said.append(t("plot.band"))
    if any(second.band_low is None and second.low is not None for second in seconds):
        said.append(t("plot.lines"))
    if len(reports) == 1 and reports[0].day_curves:
        said.append(t("plot.days", days=len(reports[0].day_curves)))
    return " ".join(said)


def second_text(second: Second, t: Language = ENGLISH) -> str:
    """Return the value, band and watchers of one second as text."""
    if second.smile is None:
        return t("plot.untold_second")
    share = percent_text(second.smile, 1, t)
    if second.band_low is None or second.band_high is None:
        return t("plot.second", share=share, watchers=second.watchers)
    digits = percent_digits(second.band_low, second.band_high)
    low, high = percent_text(second.band_low, digits, t), percent_text(second.band_high, digits, t)
    return t("plot.second_band", share=share, low=low, high=high, watchers=second.watchers)


def plot_title(reports: Sequence[Report], t: Language = ENGLISH) -> str:
    """Return the title of the plot."""
    names = [quoted_title(report, t) for report in reports]
    return t("plot.title", adverts=reduce(lambda first, last: t("list.two", first=first, last=last), names))


def plot_description(reports: Sequence[Report], t: Language = ENGLISH) -> str:
    """Describe each curve in one sentence, for people who cannot see it."""
    return " ".join([*(_describe_plot(report, t) for report in reports), t("plot.has_table")])


def _describe_plot(report: Report, t: Language) -> str:
    told = [(s.smile, s.second) for s in report.curve if s.smile is not None]
    name = report_title(report)
    if not told:
        return t("plot.described_none", name=name)
    low, high = min(told), max(told)
    missing = len(report.curve) - len(told)
    said = t(
        "plot.described_band" if any(s.band_low is not None for s in report.curve) else "plot.described",
        name=name,
        seconds=len(report.curve),
        low=percent_text(low[0], 1, t),
        at_low=str(low[1]),
        high=percent_text(high[0], 1, t),
        at_high=str(high[1]),
    )
    return f"{said} {t('plot.gaps', seconds=missing)}" if missing else said
