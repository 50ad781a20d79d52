"""Runs one export of a study: selects the data, records the export in the study, then writes all files or none."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge.study.errors import StudyError
from edge.study.export import bids_files, csv_files, parquet_files, xdf_files
from edge.study.export.content import ExportContent
from edge.study.export.folder import PrivateFolder
from edge.study.export.selection import Selection, choose_participants
from edge.study.export.tables import readme_text
from edge.study.measures.comparisons import compare_advert_pairs, compare_groups
from edge.study.measures.planned import applied_plan
from edge.study.measures.reliability import curve_reliability
from edge.study.measures.table import read_measure_table
from edge.study.scenes import Scene
from edge.study.session_lock import hold_session_lock
from edge.study.study import Study


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Options of an export. `participant`: None for all participants.

    `shared_only`: export only people who agreed that their data is passed on. `with_personal`: include personal
    attributes. `scenes`: of the ads.
    """

    kind: str
    place: Path
    participant: str | None = None
    shared_only: bool = True
    with_personal: bool = False
    scenes: tuple[Scene, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    layout: str
    write: Callable[[PrivateFolder, ExportContent], None]


KINDS = {
    "bids": _Kind(bids_files.LAYOUT, bids_files.write_bids),
    "csv": _Kind(csv_files.LAYOUT, csv_files.write_csv),
    "parquet": _Kind(parquet_files.LAYOUT, parquet_files.write_parquet),
    "xdf": _Kind(xdf_files.LAYOUT, xdf_files.write_xdf),
}


def export_study(study: Study, request: ExportRequest, now: Callable[[], float]) -> Selection:
    """Export a study. `now`: seconds since 1970. Raises StudyError or StudyStorageError, and then leaves no files.

    If a participant withdraws during the export, the export fails, because a withdrawal destroys the keys first. A
    withdrawal before the export is recorded makes it refuse to start; after that, the withdrawal lists this export.
    """
    if request.kind == "parquet":
        parquet_files.require_pyarrow()
    place = request.place.absolute()
    require_outside_study(study, place)
    with hold_session_lock(study.folder, now):
        selection = choose_participants(study, request.participant, now(), shared_only=request.shared_only)
        if not request.with_personal:
            selection = selection.without_personal_attributes()
        folder = PrivateFolder(place)
        try:
            study.record_export(request.kind, str(place), selection.names)
            kind = KINDS[request.kind]
            folder.write_text("README.md", readme_text(study.definition.name, selection, now(), kind.layout))
            kind.write(folder, _content(study, request, selection))
            _require_still_there(study, selection)
        except BaseException:
            folder.remove()
            _require_still_there(study, selection)  # a better reason than the file that is not there any more
            raise
    return selection


def _content(study: Study, request: ExportRequest, selection: Selection) -> ExportContent:
    """Content of the export. An export of one participant has no results of a group."""
    if request.participant is not None:
        return ExportContent(study.definition.name, selection, request.scenes)
    table = read_measure_table(selection)
    plan = applied_plan(study.plans.stored_plans())
    computed = compare_advert_pairs(table, plan), compare_groups(selection, table, plan), curve_reliability(table)
    return ExportContent(study.definition.name, selection, request.scenes, *computed)


def require_outside_study(study: Study, place: Path) -> None:
    """Raise StudyError for a place in the study's folder or key folder, where no unencrypted data may be written."""
    for folder in (study.folder, study.keys.folder.parent):
        if place.resolve().is_relative_to(folder.resolve()):
            raise StudyError(
                f"study: {place} is inside {folder}, a folder of the study, which must not contain unencrypted files. "
                "Name a folder outside it."
            )


def _require_still_there(study: Study, selection: Selection) -> None:
    """Raise StudyError if a participant has started to withdraw since the data was selected."""
    gone = set(selection.names) - set(study.participants.pseudonyms())
    if gone:
        raise StudyError(
            "study: a participant withdrew during the export, so the export is deleted. Run the command again."
        )
