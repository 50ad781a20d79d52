"""Files of a panel: the recordings of a folder, a participant each, with the plays that each saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.screen.plays_file import PlaysFileError, RecordedPlays, read_plays
from edge.sources.recordings import RecordingError

PLAYS_ENDING = ".plays.csv"
NO_MEDIA = (".csv", ".json", ".md", ".toml", ".txt")
"""Endings of files that may lie beside recordings."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One recording, of one person who has consented. `number` counts from 1, in order of file name."""

    number: int
    video: Path
    plays: RecordedPlays

    @property
    def site_name(self) -> str:
        """Site under which the participant is told."""
        return f"panel-{self.number}"

    @property
    def files(self) -> tuple[str, str]:
        """The recording, and the place of its own plays."""
        return str(self.video), str(_own_plays_path(self.video))


def media_files(folder: Path, what: str) -> list[Path]:
    """Files of a folder in order of their name, without hidden ones and texts. Raises RecordingError if there is none.

    A file that is no recording stays in the list: whoever reads it names it.
    """
    try:
        files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError as error:
        raise RecordingError(f"{what}: the folder {folder} could not be opened ({error.strerror}).", 0) from error
    files = [path for path in files if path.suffix.lower() not in NO_MEDIA]
    if not files:
        raise RecordingError(f"{what}: there is no recording in the folder {folder}. Name another folder.", 0)
    return sorted(files, key=lambda path: path.name)


def find_participants(folder: Path, plays: RecordedPlays | None) -> list[Participant]:
    """The participants of a folder. NAME.plays.csv beside a recording counts before `plays`, which are for all.

    Raises RecordingError, and PlaysFileError with the problems of all plays files.
    """
    problems: list[str] = []
    found = []
    for number, video in enumerate(media_files(folder, "videos"), 1):
        own = _own_plays(video, problems)
        found.append(Participant(number, video, own or plays or RecordedPlays()))
    if problems:
        raise PlaysFileError(list(dict.fromkeys(problems)))
    return found


def participants_without_plays(people: Sequence[Participant]) -> list[Participant]:
    """Participants of whom no reaction can be told, because nothing was shown to them."""
    return [person for person in people if not person.plays.plays]


def _own_plays(video: Path, problems: list[str]) -> RecordedPlays | None:
    path = _own_plays_path(video)
    if not path.exists():
        return None
    try:
        return read_plays(path)
    except PlaysFileError as error:
        problems += error.problems
        return None


def _own_plays_path(video: Path) -> Path:
    return video.with_name(video.stem + PLAYS_ENDING)
