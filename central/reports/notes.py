"""Sentences about a report that a reader must know before its numbers."""

from central.reports.selection import Selection
from central.reports.values import Report


def report_notes(report: Report, selection: Selection) -> list[str]:
    """Warnings of a report, the gravest first."""
    found = []
    if report.simulated:
        found.append("Simulated data: no person and no shop stands behind these numbers.")
    if report.research:
        found.append(
            "Kiosks of this report read faces with a network for research. Such readings may not be used in a shop."
        )
    if len(report.models) > 1:
        found.append(_networks(report))
    if not report.flow.plays:
        found.append("No plays are stored, so nothing is said of how often it was shown, and of the reported share.")
    if any(site.zone is None for site in selection.sites) and not selection.is_panel:
        found.append("Shops without a time zone count their days and hours in UTC: vitrina-central site set.")
    return found


def _networks(report: Report) -> str:
    used = next(span for span in report.models if span.is_used)
    others = ", ".join(f"{span.model} ({span.from_} to {span.to})" for span in report.models if not span.is_used)
    return (
        f"Several expression networks read these reactions. The numbers of expressions are those of {used.model}"
        f" ({used.from_} to {used.to}) alone; not used: {others}."
    )
