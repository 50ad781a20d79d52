"""The file `study.toml` of a study: its name, its last day, and the id that names its key folder."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from edge.consent.record import SCOPES
from edge.files import read_text, replace_file
from edge.study.errors import StudyError, StudyStorageError
from edge.study.streams import require_valid_streams
from edge.toml_text import TomlTextError, read_toml

FILE = "study.toml"
FORMAT = "vitrina.study/1"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class StudyDefinition:
    """Content of `study.toml`. `id` is the name of the study's key folder.

    `streams`: name of the stream of another program, for each scope that the study defines for one.
    """

    id: str
    name: str
    created: date
    until: date  # last day: after it everything is deleted
    streams: Mapping[str, str] = field(default_factory=dict)

    @property
    def scopes(self) -> tuple[str, ...]:
        """All scopes that a participant of this study may consent to."""
        return *SCOPES, *sorted(self.streams)


def new_definition(name: str, created: date, until: date, streams: Mapping[str, str] | None = None) -> StudyDefinition:
    """Create a definition with a new id. Raises StudyError for an invalid name, last day or stream."""
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise StudyError(f"study: the name must have 1 to {LONGEST_NAME} printable characters. Choose another name.")
    if until < created:
        raise StudyError(f"study: the last day {until} is in the past. Name a later day with --until.")
    require_valid_streams(streams or {})
    return StudyDefinition(secrets.token_hex(8), name, created, until, streams or {})


def write_definition(folder: Path, definition: StudyDefinition) -> None:
    """Writes `study.toml`. Raises StudyStorageError."""
    name = definition.name.replace("\\", "\\\\").replace('"', '\\"')
    text = (
        f'# A study of Vitrina. Do not change the id: it names the folder of keys.\nformat = "{FORMAT}"\nid = '
        f'"{definition.id}"\nname = "{name}"\ncreated = {definition.created}\nuntil = {definition.until}\n'
    )
    if definition.streams:
        lines = (f'{scope} = "{stream}"\n' for scope, stream in sorted(definition.streams.items()))
        text += "\n# Streams of other programs, each with the scope that a participant consents to.\n[streams]\n"
        text += "".join(lines)
    try:
        replace_file(folder / FILE, text.encode())
    except OSError as error:
        raise StudyStorageError(
            f"study: cannot write {folder / FILE} ({error.strerror}). Name another folder."
        ) from None


def read_definition(folder: Path) -> StudyDefinition:
    """Reads `study.toml`. Raises StudyError."""
    path = folder / FILE
    try:
        values: Any = read_toml(read_text(path))
    except (FileNotFoundError, NotADirectoryError):
        raise StudyError(
            f"study: {folder} is not a study folder. Create a study: vitrina study new {folder} --name NAME --until "
            "DATE"
        ) from None
    except (OSError, UnicodeDecodeError, TomlTextError) as error:
        raise StudyError(f"study: cannot read {path} ({error}). Restore it from a copy.") from None
    known = values.get("id"), values.get("name"), values.get("created"), values.get("until")
    is_known = values.get("format") == FORMAT and re.fullmatch("[0-9a-f]{16}", str(known[0])) and known[1]
    if not is_known or not all(type(day) is date for day in known[2:]):
        raise StudyError(f"study: {path} does not have the file format {FORMAT}. Restore it from a copy.")
    streams = values.get("streams", {})
    if not isinstance(streams, dict) or not all(isinstance(stream, str) for stream in streams.values()):
        raise StudyError(f'study: [streams] in {path} must have lines such as: eye = "Tobii"')
    require_valid_streams(streams)
    return StudyDefinition(str(known[0]), str(known[1]), *known[2:], streams)
