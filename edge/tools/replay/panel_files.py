"""Files of a panel: a folder with one recording per participant, and the plays that each participant saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.screen.plays_file import PlaysFileError, RecordedPlays, read_plays
from edge.sources.recordings import RecordingError

PLAYS_ENDING = ".plays.csv"
NO_MEDIA = (".csv", ".json", ".md", ".toml", ".txt")
"""Extensions of files that may be in the folder but are not recordings."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One recording of one person who has consented. `number`: place in the order of file names, from 1."""

    number: int
    video: Path
    plays: RecordedPlays

    @property
    def site_name(self) -> str:
        """Name of the site under which the participant is reported."""
        return f"panel-{self.number}"

    @property
    def files(self) -> tuple[str, str]:
        """The recording, and the path of the plays file for only this recording."""
        return str(self.video), str(_own_plays_path(self.video))


def media_files(folder: Path, what: str) -> list[Path]:
    """Files in a folder in order of name, without hidden files and text files. Raises RecordingError if there are none.

    A file that is not a recording stays in the list, so that reading it raises the error.
    """
    try:
        files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError as error:
        raise RecordingError(f"{what}: cannot open the folder {folder} ({error.strerror}).", 0) from error
    files = [path for path in files if path.suffix.lower() not in NO_MEDIA]
    if not files:
        raise RecordingError(f"{what}: no recordings were found in the folder {folder}. Name another folder.", 0)
    return sorted(files, key=lambda path: path.name)


def find_participants(folder: Path, plays: RecordedPlays | None) -> list[Participant]:
    """The participants in a folder.

    `plays` applies to all recordings, except those with a file NAME.plays.csv beside them. Raises RecordingError, and
    PlaysFileError with the problems of all plays files.
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
    """Participants for whom no plays are known, and who therefore have no reactions."""
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
