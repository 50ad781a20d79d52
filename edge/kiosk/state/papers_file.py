"""File with the settings for which papers were written. The kiosk compares them with the settings in force."""

from pathlib import Path

from edge.papers.mark import PapersRecordError, read_record
from edge.settings.papers import paper_settings
from edge.settings.settings import Settings

_FIX = "Write them again: vitrina papers --out DIR"


def papers_path(outbox: Path) -> Path:
    """Path of the record of the newest papers, beside the outbox."""
    return outbox.with_name(outbox.name + ".papers")


def stale_papers_text(settings: Settings) -> str | None:
    """Text of the alert that the papers are out of date. None if they are not, or if none were written."""
    try:
        record = read_record(papers_path(settings.outbox.path))
    except PapersRecordError:
        return (
            "papers: it is not known for which settings they were written. Write them again: vitrina papers --out DIR"
        )
    changed = record.changed_settings(paper_settings(settings)) if record else []
    if not changed:
        return None
    return f"papers: they were written for other settings ({', '.join(changed)}). {_FIX}"
