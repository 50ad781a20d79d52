"""Deletion of the studies on this computer after their last day, in whatever folder they are."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from edge.study.definition import FILE as DEFINITION
from edge.study.definition import read_definition
from edge.study.errors import StudyError, StudyStorageError
from edge.study.keys import StudyKeys
from edge.study.notes import FILE, StudyNote, read_notes, study_last_day
from edge.study.study import StudyAccess, delete_study


@dataclass(frozen=True, slots=True)
class StudyEnd:
    """Result for one study after its last day. `is_fault`: somebody must act."""

    text: str
    is_fault: bool = False


def delete_expired_studies(access: StudyAccess) -> Iterator[StudyEnd]:
    """Delete the keys, then the files, of each study after its last day. Other studies are not changed.

    If one study cannot be deleted, the function continues with the others and marks that study's `StudyEnd` as a fault.
    """
    for note in read_notes(access.keys):
        try:
            if access.today() > study_last_day(note):
                yield _delete_study(note, access)
        except (StudyError, StudyStorageError) as error:
            yield StudyEnd(str(error), is_fault=True)


def _delete_study(note: StudyNote, access: StudyAccess) -> StudyEnd:
    if not (note.folder / DEFINITION).exists():
        return _delete_keys_only(note, access)
    try:
        delete_study(note.folder, read_definition(note.folder), access)
    except StudyStorageError as error:
        count = _destroy_keys(note, access)
        raise StudyStorageError(
            f"{error} Its last day was {note.until}: {count} keys have been destroyed, so nobody can read the study. "
            f"Delete {note.folder} by hand."
        ) from None
    return StudyEnd(f"study: the last day of {note.folder} was {note.until}; all recordings are deleted.")


def _delete_keys_only(note: StudyNote, access: StudyAccess) -> StudyEnd:
    count = _destroy_keys(note, access)
    (note.keys / FILE).unlink(missing_ok=True)
    with suppress(OSError):
        note.keys.rmdir()
    return StudyEnd(
        f"study: the last day of {note.folder} was {note.until}; the folder does not exist there. {count} keys are "
        "destroyed, so nobody can read it. Find the folder and delete it."
    )


def _destroy_keys(note: StudyNote, access: StudyAccess) -> int:
    return StudyKeys(access.keys, note.id).destroy_all()
