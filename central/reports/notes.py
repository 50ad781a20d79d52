"""Sentences that you must read before the numbers of a report."""

from central.reports.selection import Selection
from central.reports.values import Report


def report_notes(report: Report, selection: Selection) -> list[str]:
    """Warnings of a report, the most serious first."""
    found = []
    if report.simulated:
        found.append("Simulated data: these numbers describe no real people or shops.")
    if report.research:
        found.append(
            "Kiosks in this report analyse faces with a research model. Its results may not be used in a shop."
        )
    if len(report.models) > 1:
        found.append(_networks(report))
    if not report.flow.plays:
        found.append(
            "No plays are stored, so the report can show neither how often the ad was shown nor the reported share."
        )
    if any(site.zone is None for site in selection.sites) and not selection.is_panel:
        found.append(
            "Shops without a time zone count their days and hours in UTC. To set a time zone, run: vitrina-central"
            " site set."
        )
    return found


def _networks(report: Report) -> str:
    used = next(span for span in report.models if span.is_used)
    others = ", ".join(f"{span.model} ({span.from_} to {span.to})" for span in report.models if not span.is_used)
    return (
        f"Several expression models produced these reactions. The expression numbers use only {used.model}"
        f" ({used.from_} to {used.to}); not used: {others}."
    )
