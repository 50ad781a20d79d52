"""Checks whether the papers of `vitrina papers` fit the settings in force."""

from collections.abc import Iterator

from edge.kiosk.state.papers_file import papers_path, stale_papers_text
from edge.papers.mark import read_record
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, good_finding, warning_finding


def papers_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Compare the settings with those of the newest papers."""
    settings = context.require_settings()
    if stale := stale_papers_text(settings):
        text, _, cure = stale.removeprefix("papers: ").partition(" Write them again: ")
        yield warning_finding("papers", text, f"Write them again: {cure}.")
    elif record := read_record(papers_path(settings.outbox.path)):
        yield good_finding("papers", f"written on {record.written_on} for these settings ({record.mark}).")
    else:
        yield good_finding("papers", "none written. If you need them: vitrina papers --out DIR")
