"""`vitrina papers`: writes the papers of a kiosk, and checks whether they fit the settings in force."""

import sys
from collections.abc import Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from edge import __version__
from edge.clock import Clock
from edge.exit_codes import DONE, UNEXPECTED
from edge.files import replace_file
from edge.kiosk.state.papers_file import papers_path
from edge.law.table import OWN_TABLE, load_law_table
from edge.papers.build import build_paper
from edge.papers.mark import RECORD, PapersRecord, read_record, settings_mark
from edge.papers.paper import KIOSK_PAPERS, Language
from edge.papers.write import write_paper
from edge.settings.loading import LoadedSettings
from edge.settings.papers import paper_settings
from edge.settings.settings import Settings
from edge.tools.output_files import OutputFileError
from edge.tools.papers.case import PaperCase, paper_facts
from edge.tools.papers.country import country_of_papers
from edge.tools.papers.packages import package_rows

ONLY_RESEARCH = frozenset({"technical"})
"""Papers that a shop gets only if it names them."""


class PapersError(Exception):
    """The papers cannot be written or checked. The message states why and what to do."""


def write_papers(
    loaded: LoadedSettings, folder: Path, country: str | None, language: Language, names: Sequence[str] | None = None
) -> int:
    """Write the papers as DOCX and PDF into a folder, and remember their settings. Raises PapersError, SettingsError
    and LawTableError.
    """
    _require_packages()
    settings = loaded.settings
    code = country_of_papers(country, settings.site.country)
    law = load_law_table(loaded.path.with_name(OWN_TABLE)).place_law(code) if code else None
    today = datetime.fromtimestamp(Clock().now(), ZoneInfo(settings.site.timezone)).date()
    wanted = names or [name for name in KIOSK_PAPERS if name not in ONLY_RESEARCH or settings.models.use == "research"]
    packages = package_rows() if "product" in wanted else []
    facts = paper_facts(PaperCase(settings, law, language, today, packages))
    papers = [build_paper(name, facts) for name in wanted]
    in_force = paper_settings(settings)
    record = PapersRecord(
        mark=settings_mark(in_force), written_on=today.isoformat(), version=__version__, settings=in_force,
        papers=list(wanted),
    )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for paper in papers:
            write_paper(folder, paper)
        replace_file(folder / RECORD, record.to_json(), is_public=True)
    except OSError as error:
        raise OutputFileError(f"papers: cannot write to {folder} ({error.strerror}). Name another folder.") from error
    boxes = ", ".join(f"{paper.name} {len(paper.questions)}" for paper in papers)
    print(f"papers: wrote {len(papers)} papers to {folder}. Boxes for you to fill in: {boxes}.")
    _remember(settings, record)
    return DONE


def check_papers(settings: Settings, folder: Path) -> int:
    """Compare the papers in a folder with the settings in force. Returns 1 if they differ. Raises PapersError."""
    record = read_record(folder / RECORD)
    if record is None:
        raise PapersError(f"papers: {folder} has no {RECORD}. Name a folder that vitrina papers --out wrote.")
    in_force = paper_settings(settings)
    changed = record.changed_settings(in_force)
    if not changed:
        print(f"papers: those of {record.written_on} fit the settings ({record.mark}).")
        return DONE
    for name in changed:
        before, now = record.settings.get(name, "not set"), in_force.get(name, "not set")
        print(f"papers: {name} was {before}, and is {now}.")
    print(f"papers: those of {record.written_on} are out of date. Write them again: vitrina papers --out {folder}")
    return UNEXPECTED


def _require_packages() -> None:
    missing = [name for name, module in (("python-docx", "docx"), ("typst", "typst")) if find_spec(module) is None]
    if missing:
        raise PapersError(
            f"papers: {' and '.join(missing)} is not installed. Install the extra: pip install 'vitrina[papers]'"
        )


def _remember(settings: Settings, record: PapersRecord) -> None:
    """Store the record beside the outbox, where the kiosk compares it with its settings."""
    path = papers_path(settings.outbox.path)
    try:
        replace_file(path, record.to_json(), is_public=True)  # under sudo it is root's, and the kiosk reads it
    except OSError as error:
        print(
            f"papers: {path} cannot be written ({error.strerror}), so this kiosk will not warn you when the papers are "
            "out of date. Run the command as its user, or with sudo.",
            file=sys.stderr,
        )
