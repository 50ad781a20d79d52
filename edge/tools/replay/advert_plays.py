"""Computes plays from ad files, for a recording during which the ads ran one after the other from its start."""

from pathlib import Path

from edge.messages.wire import creative_name
from edge.screen.plays_file import PlaysFileError, RecordedPlay, RecordedPlays
from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError
from edge.tools.replay.panel_files import media_files

DECODED_HZ = 0.1
"""Frame rate for decoding. Only the duration is needed, which requires reading every frame."""


def plan_plays_from_folder(folder: Path) -> RecordedPlays:
    """Plays of the ads in a folder, in order of file name, each for its full duration.

    `creative_name` makes the creative from the file name without its extension; this name is also the title. Raises
    RecordingError if a file is not a complete video, and PlaysFileError if two files result in the same creative.
    """
    files: dict[str, Path] = {}
    plays, start_s = [], 0.0
    for number, file in enumerate(media_files(folder, "ads"), 1):
        creative = creative_name(file.stem)
        if creative in files:
            raise PlaysFileError(
                [f"ads: {files[creative].name} and {file.name} would both get the id {creative}. Rename one of them."]
            )
        files[creative] = file
        end_s = start_s + _duration_s(file)
        plays.append(RecordedPlay(number, creative, start_s, end_s, title=_title(file)))
        start_s = end_s
    return RecordedPlays(tuple(plays), {play.creative: play.title for play in plays})


def _title(file: Path) -> str:
    """File name without its extension. Bytes that are not UTF-8 become escapes; unprintable characters become `?`."""
    text = file.stem.encode(errors="backslashreplace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _duration_s(file: Path) -> float:
    film = VideoFile(file, 0.0)
    for _ in film.read_frames(DECODED_HZ):
        pass
    if film.read < 2:
        raise RecordingError(f"ads: {file} is an image, which has no duration. Write a plays file for it (--plays).", 0)
    return film.duration_s
