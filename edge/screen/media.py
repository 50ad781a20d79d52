"""Checks a playlist's media files before they are shown, and determines how long each file is shown."""

from collections.abc import Mapping
from pathlib import Path

from edge.media.check import CheckedFile, MediaFile, UnplayableFile, check_media_files
from edge.playlist.values import CreativePlaylist, PlaylistCreative


def check_creative_files(playlist: CreativePlaylist, folder: Path) -> dict[str, CheckedFile]:
    """Check the file of every creative. Return the results, keyed by the creative's id. Waits for a child process: a
    few seconds for several hundred files.
    """
    names = sorted({creative.file for creative in playlist.creatives})
    checked = dict(zip(names, check_media_files([folder / name for name in names]), strict=True))
    return {creative.id: _check_duration(creative, checked[creative.file]) for creative in playlist.creatives}


def creative_durations_s(playlist: CreativePlaylist, checked: Mapping[str, CheckedFile]) -> dict[str, float]:
    """For each creative that can be shown, the time in seconds for which it is shown."""
    found: dict[str, float] = {}
    for creative in playlist.creatives:
        match checked[creative.id]:
            case MediaFile(length_s=None) if creative.duration_s is not None:
                found[creative.id] = creative.duration_s
            case MediaFile(length_s=float(length_s)):
                found[creative.id] = length_s
    return found


def _check_duration(creative: PlaylistCreative, file: CheckedFile) -> CheckedFile:
    """Check the duration against the file's content, because the playlist recognises an image only by its file name
    extension.
    """
    if isinstance(file, MediaFile):
        ending = f"the end of its name, {Path(creative.file).suffix or 'none'}, does not match. Rename the file"
        if file.length_s is None and creative.duration_s is None:
            return UnplayableFile(f"it is an image ({file.codec}), but {ending}, and give it a duration_s")
        if file.length_s is not None and creative.duration_s is not None:
            return UnplayableFile(f"it is a video ({file.codec}), but {ending}, and remove duration_s")
    return file
