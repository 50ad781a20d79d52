"""Files of a panel: the recordings in a folder, one participant each, with the plays that each saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.screen.plays_file import PlaysFileError, RecordedPlays, read_plays
from edge.sources.recordings import RecordingError

PLAYS_ENDING = ".plays.csv"
NO_MEDIA = (".csv", ".json", ".md", ".toml", ".txt")
"""Endings of files that may be in the folder beside recordings."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One recording, of one person who has consented. `number` counts from 1, in order of file name."""

    number: int
    video: Path
    plays: RecordedPlays

    @property
    def site_name(self) -> str:
        """Site under which the participant is reported."""
        return f"panel-{self.number}"

    @property
    def files(self) -> tuple[str, str]:
        """The recording, and the path of its own plays."""
        return str(self.video), str(_own_plays_path(self.video))


def media_files(folder: Path, what: str) -> list[Path]:
    """Files in a folder in order of name, without hidden files and texts. Raises RecordingError if there is none.

    A file that is not a recording stays in the list: the error comes when it is read.
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

    NAME.plays.csv beside a recording overrides `plays`, which are for all. Raises RecordingError, and PlaysFileError
    with the problems of all plays files.
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
    """Participants without a reaction, because no plays are known for them."""
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
