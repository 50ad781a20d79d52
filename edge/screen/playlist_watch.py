"""Changes of the playlist file while the screen plays."""

import os
from pathlib import Path

from edge.screen.playlist_file import PlaylistFileError, read_playlist
from edge.screen.playlist_values import CreativePlaylist

_Stamp = tuple[int, int, int] | None


class PlaylistWatch:
    """Reads the playlist file again when it has changed. `problems`: those of the file as it is; the last good playlist
    plays on."""

    def __init__(self, path: Path) -> None:
        """Raises PlaylistFileError if the file cannot be used."""
        self._path = path
        self._stamp = _stamp(path)
        self.playlist = read_playlist(path)
        self.problems: tuple[str, ...] = ()

    def poll(self) -> CreativePlaylist | None:
        """The playlist, if the file has changed and can be used; else None."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        try:
            self.playlist = read_playlist(self._path)
        except PlaylistFileError as error:
            self.problems = error.problems
            return None
        self.problems = ()
        return self.playlist


def _stamp(path: Path) -> _Stamp:
    """Values that change when a file is written in place, replaced or deleted."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
