"""A file beside a study's keys that records the path of the study's folder and the study's last day.

With it, a study can be deleted without being opened.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from edge.files import read_text, replace_file
from edge.study.definition import FILE as DEFINITION
from edge.study.definition import StudyDefinition, read_definition
from edge.study.errors import StudyError, StudyStorageError

FILE = "study.json"


@dataclass(frozen=True, slots=True)
class StudyNote:
    """A study with keys on this computer. `folder`: where the study was last opened. `keys`: its key folder."""

    id: str
    folder: Path
    until: date
    keys: Path


def write_note(folder: Path, definition: StudyDefinition, keys: Path) -> None:
    """Write the note of a study. Writes nothing if the key folder `keys` does not exist.

    Raises StudyError for a copy of a study while the original is still in its place, because both would use the same
    keys. Raises StudyStorageError.
    """
    if not keys.is_dir():
        return
    place = folder.resolve()
    noted = _read(keys)
    if noted is not None and (noted.folder, noted.until) == (place, definition.until):
        return
    if noted is not None and is_other_study_folder(noted, place):
        raise StudyError(
            f"study: {folder} is a copy of {noted.folder}: both have the same id, and so the same keys. Use the "
            "original, or delete the original first. To create another study, run: vitrina study new"
        )
    values = {"folder": str(place), "until": definition.until.isoformat()}
    try:
        replace_file(keys / FILE, json.dumps(values).encode() + b"\n")
    except OSError as error:
        raise StudyStorageError(
            f"study: cannot write {keys / FILE} ({error.strerror}). Without this file, the study cannot be deleted "
            "after its last day. Give this user write access to the folder."
        ) from None


def is_other_study_folder(noted: StudyNote, place: Path) -> bool:
    """True if the noted folder still contains the study, and `place` is a different folder, not another path to it."""
    try:
        return not noted.folder.samefile(place) and read_definition(noted.folder).id == noted.id
    except (OSError, StudyError):  # moved or deleted
        return False


def read_notes(root: Path) -> tuple[StudyNote, ...]:
    """Notes of all studies with keys below a folder, by study id."""
    found = [_read(keys) for keys in sorted(root.glob("*")) if keys.is_dir()]
    return tuple(note for note in found if note is not None)


def study_last_day(note: StudyNote) -> date:
    """Last day in the study's definition, or in the note if there is no definition. Raises StudyError if invalid."""
    if not (note.folder / DEFINITION).exists():
        return note.until
    definition = read_definition(note.folder)
    return definition.until if definition.id == note.id else note.until


def _read(keys: Path) -> StudyNote | None:
    """The note of one study; None if no readable note exists."""
    try:
        values = json.loads(read_text(keys / FILE))
        return StudyNote(keys.name, Path(values["folder"]), date.fromisoformat(values["until"]), keys)
    except (OSError, ValueError, KeyError, TypeError):
        return None
