"""Note beside the keys of a study: where its folder is, and its last day. By it a study ends without being opened."""

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
    """Study whose keys are on this machine. `folder`: where it was opened last. `keys`: folder of its keys."""

    id: str
    folder: Path
    until: date
    keys: Path


def write_note(folder: Path, definition: StudyDefinition, keys: Path) -> None:
    """Notes where a study is. `keys`: the folder of its keys; without it nothing is noted.

    Raises StudyError for a copy of a study that is still where it was: both would use the same keys. Raises
    StudyStorageError.
    """
    if not keys.is_dir():
        return
    place = folder.resolve()
    noted = _read(keys)
    if noted is not None and (noted.folder, noted.until) == (place, definition.until):
        return
    if noted is not None and is_other_study_folder(noted, place):
        raise StudyError(
            f"study: {folder} is a copy of {noted.folder}: both have the same id, and so the same keys. Use that one, "
            "or delete it first. For another study: vitrina study new"
        )
    values = {"folder": str(place), "until": definition.until.isoformat()}
    try:
        replace_file(keys / FILE, json.dumps(values).encode() + b"\n")
    except OSError as error:
        raise StudyStorageError(
            f"study: {keys / FILE} cannot be written ({error.strerror}), by which the study ends after its last day. "
            "Give this user the folder."
        ) from None


def is_other_study_folder(noted: StudyNote, place: Path) -> bool:
    """True if the noted folder still holds the study, and is not the same as `place` by another path."""
    try:
        return not noted.folder.samefile(place) and read_definition(noted.folder).id == noted.id
    except (OSError, StudyError):  # moved or deleted
        return False


def read_notes(root: Path) -> tuple[StudyNote, ...]:
    """Notes of all studies whose keys lie below a folder, by id."""
    found = [_read(keys) for keys in sorted(root.glob("*")) if keys.is_dir()]
    return tuple(note for note in found if note is not None)


def study_last_day(note: StudyNote) -> date:
    """Last day as the study itself says it, else as it was noted. Raises StudyError for a definition that is broken."""
    if not (note.folder / DEFINITION).exists():
        return note.until
    definition = read_definition(note.folder)
    return definition.until if definition.id == note.id else note.until


def _read(keys: Path) -> StudyNote | None:
    """The note of one study; None if there is none that can be read."""
    try:
        values = json.loads(read_text(keys / FILE))
        return StudyNote(keys.name, Path(values["folder"]), date.fromisoformat(values["until"]), keys)
    except (OSError, ValueError, KeyError, TypeError):
        return None
