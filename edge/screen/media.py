"""Media files of a playlist, checked before they are shown, and for how long each is shown."""

from collections.abc import Mapping
from pathlib import Path

from edge.media.check import CheckedFile, MediaFile, UnplayableFile, check_media_files
from edge.screen.playlist_values import CreativePlaylist, PlaylistCreative


def check_creative_files(playlist: CreativePlaylist, folder: Path) -> dict[str, CheckedFile]:
    """Checks the file of every creative, by id. It waits for the child process: seconds for some hundred files."""
    names = sorted({creative.file for creative in playlist.creatives})
    checked = dict(zip(names, check_media_files([folder / name for name in names]), strict=True))
    return {creative.id: _check_duration(creative, checked[creative.file]) for creative in playlist.creatives}


def creative_durations_s(playlist: CreativePlaylist, checked: Mapping[str, CheckedFile]) -> dict[str, float]:
    """Seconds for which each creative is shown; those that cannot be shown are left out."""
    found: dict[str, float] = {}
    for creative in playlist.creatives:
        match checked[creative.id]:
            case MediaFile(length_s=None) if creative.duration_s is not None:
                found[creative.id] = creative.duration_s
            case MediaFile(length_s=float(length_s)):
                found[creative.id] = length_s
    return found


def _check_duration(creative: PlaylistCreative, file: CheckedFile) -> CheckedFile:
    """The playlist knows a picture by the end of its name; here it is known by its content."""
    if isinstance(file, MediaFile):
        ending = f"the end of its name, {Path(creative.file).suffix or 'none'}, says something else. Rename the file"
        if file.length_s is None and creative.duration_s is None:
            return UnplayableFile(f"it is a picture ({file.codec}), and {ending}, and give it a duration_s")
        if file.length_s is not None and creative.duration_s is not None:
            return UnplayableFile(f"it is a film ({file.codec}), and {ending}, and take duration_s out")
    return file
