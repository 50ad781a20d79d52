"""`vitrina study report`: writes one HTML file about a group, or about a session of one participant."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.clock import machine_time_s
from edge.settings.settings import Settings
from edge.study.errors import StudyError, StudyStorageError
from edge.study.export.export import require_outside_study
from edge.study.export.selection import Selection, choose_participants
from edge.study.measures.group import compute_group_results
from edge.study.measures.participant import compute_participant_results
from edge.study.report.page import group_report_html, participant_report_html
from edge.study.report.paragraph import methods_paragraph
from edge.study.scenes import Scene
from edge.study.session_lock import hold_session_lock
from edge.study.study import Study
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.export import print_exclusions
from edge.study_sessions.film_strips import add_film_strips, advert_files

KIND = "report"


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Options of a report. None means: `participant`, the group; `session`, the last one; `place`, a default path.

    `films`: folder of the ads' files; None for the files of the kiosk's own player. `scenes`: of the ads.
    """

    participant: str | None = None
    session: int | None = None
    place: Path | None = None
    films: Path | None = None
    scenes: tuple[Scene, ...] = ()

    @property
    def path(self) -> Path:
        """Path of the report file."""
        return (self.place or Path(f"report-{self.participant or 'group'}.html")).absolute()


def make_report(settings: Settings, folder: Path, request: ReportRequest) -> int:
    """Write a report, and print its path. The study records it like an export."""
    with open_study_with_settings(folder, settings) as study:
        require_outside_study(study, request.path)
        with hold_session_lock(study.folder, machine_time_s):
            selection = choose_participants(study, request.participant, machine_time_s(), shared_only=False)
            page = _page(study, selection, request, advert_files(settings, request.films))
            with _open_new_private_file(request.path) as file:
                study.record_export(KIND, str(request.path), selection.names)
                _write(file, request.path, page.encode())
    print(f"study: wrote {request.path}. It is readable without a key: if a participant withdraws, delete it too.")
    print_exclusions(selection)
    return 0


def print_methods(settings: Settings, folder: Path) -> int:
    """Print a paragraph about the methods of a study. It contains no number about a participant."""
    with open_study_with_settings(folder, settings) as study, hold_session_lock(study.folder, machine_time_s):
        now_s = machine_time_s()
        selection = choose_participants(study, None, now_s, shared_only=False)
        results = compute_group_results(study.definition.name, selection, now_s, plans=study.plans.stored_plans())
    print(methods_paragraph(results.study))
    return 0


def _page(study: Study, selection: Selection, request: ReportRequest, files: Mapping[str, Path]) -> str:
    name, now_s = study.definition.name, machine_time_s()
    if request.participant is None:
        results = compute_group_results(name, selection, now_s, request.scenes, study.plans.stored_plans())
        results, lines = add_film_strips(results, files)
        for line in lines:
            print(line)
        return group_report_html(results)
    return participant_report_html(compute_participant_results(name, selection, request.session, now_s, request.scenes))


@contextmanager
def _open_new_private_file(path: Path) -> Iterator[int]:
    """Open a new file that only its owner can read. If the block fails, the file is deleted.

    Raises StudyError if the file exists.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise StudyError(
            f"study: {path} already exists, and a report overwrites nothing. Name another file with --out FILE"
        ) from None
    except OSError as error:
        raise StudyError(f"study: cannot create {path} ({error.strerror}). Name another file with --out FILE") from None
    try:
        yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(file)


def _write(file: int, path: Path, data: bytes) -> None:
    """Write all bytes to a file. Raises StudyStorageError."""
    try:
        with os.fdopen(file, "wb", closefd=False) as opened_file:
            opened_file.write(data)
    except OSError as error:
        raise StudyStorageError(f"study: cannot write {path} ({error.strerror}). Free some space.") from None
