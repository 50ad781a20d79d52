"""Words of a curve: its name, its description, and what each second says under the pointer."""

from collections.abc import Sequence

from central.reports.rendering.text import CONFIDENCE, count, digits_of, percent
from central.reports.rendering.words import quoted, title
from central.reports.values import Report, Second


def interval_legend(reports: Sequence[Report]) -> str:
    """Meaning of what is drawn around the lines; empty where nothing is."""
    seconds = [second for report in reports for second in report.curve]
    said = []
    if any(second.band_low is not None for second in seconds):
        said.append("Pale: the band that holds the whole curve in 95 of 100 such reports.")
    if any(second.band_low is None and second.low is not None for second in seconds):
        said.append("Thin lines: 95 % of each second alone, too few places for a band.")
    return " ".join(said)


def second_text(second: Second) -> str:
    """Value, band and watchers of a second in words."""
    if second.positive is None:
        return "not told, too few watchers at a time"
    band = ""
    if second.band_low is not None and second.band_high is not None:
        digits = digits_of(second.band_low, second.band_high)
        band = f", band {percent(second.band_low, digits)} to {percent(second.band_high, digits)}"
    return f"{percent(second.positive, 1)} smiled{band}, {count(second.watchers, 'watcher')}"


def plot_title(reports: Sequence[Report]) -> str:
    """Name of the picture."""
    return "Smiles in each second of " + " and ".join(quoted(report) for report in reports)


def plot_description(reports: Sequence[Report]) -> str:
    """Each curve in a sentence, for those who cannot see it."""
    return " ".join(_described(report) for report in reports) + " The table under the plot has every number."


def _described(report: Report) -> str:
    told = [(s.positive, s.second) for s in report.curve if s.positive is not None]
    name = title(report)
    if not told:
        return f"{name}: no second was told."
    low, high = min(told), max(told)
    missing = len(report.curve) - len(told)
    band = f" with a {CONFIDENCE} band" if any(s.band_low is not None for s in report.curve) else " without a band"
    gaps = f" {count(missing, 'second')} not told." if missing else ""
    return (
        f"{name}: {len(report.curve)} seconds,{band}; lowest {percent(low[0], 1)} in second {low[1]}, highest "
        f"{percent(high[0], 1)} in second {high[1]}.{gaps}"
    )
