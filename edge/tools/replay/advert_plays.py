"""Plays of a recording whose adverts were shown one after the other from its start: made from the advert files."""

from pathlib import Path

from edge.messages.wire import creative_name
from edge.screen.plays_file import PlaysFileError, RecordedPlay, RecordedPlays
from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError
from edge.tools.replay.panel_files import media_files

DECODED_HZ = 0.1
"""Rate of the frames that are decoded. Only the length is wanted, and every frame is read for it."""


def plan_plays_from_folder(folder: Path) -> RecordedPlays:
    """Plays of the adverts in a folder, in order of file name, each for as long as it is.

    The id of a creative is `creative_of` its file's name without ending; that name is its title. Raises RecordingError
    if a file is no whole film, and PlaysFileError if two files give one id.
    """
    files: dict[str, Path] = {}
    plays, start_s = [], 0.0
    for number, file in enumerate(media_files(folder, "adverts"), 1):
        creative = creative_name(file.stem)
        if creative in files:
            raise PlaysFileError(
                [f"adverts: {files[creative].name} and {file.name} would both be {creative}. Rename one of them."]
            )
        files[creative] = file
        end_s = start_s + _duration_s(file)
        plays.append(RecordedPlay(number, creative, start_s, end_s, title=_title(file)))
        start_s = end_s
    return RecordedPlays(tuple(plays), {play.creative: play.title for play in plays})


def _title(file: Path) -> str:
    """Bytes of a name that are not UTF-8, and what cannot be printed, are written as escapes."""
    text = file.stem.encode(errors="backslashreplace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _duration_s(file: Path) -> float:
    film = VideoFile(file, 0.0)
    for _ in film.read_frames(DECODED_HZ):
        pass
    if film.read < 2:
        raise RecordingError(
            f"adverts: {file} is a still picture, which has no length. Write a plays file for it (--plays).", 0
        )
    return film.duration_s
