"""Detects changes of the playlist file while the screen plays."""

import os
from pathlib import Path

from edge.playlist.values import CreativePlaylist
from edge.screen.playlist_file import PlaylistFileError, read_playlist

_Stamp = tuple[int, int, int] | None


class PlaylistWatch:
    """Reads the playlist file again after it has changed. `problems`: problems of the current file. While there are
    problems, the last valid playlist keeps playing.
    """

    def __init__(self, path: Path | None, first: Path | None = None) -> None:
        """`first` is a file that replaces `path` once it exists. If neither is given, the playlist is empty.

        Raises PlaylistFileError if the file cannot be used.
        """
        self._path, self._first = path, first
        self._stamp = self._present_stamp()
        self.playlist = self._read()
        self.problems: tuple[str, ...] = ()

    def poll(self) -> CreativePlaylist | None:
        """The new playlist, if the file has changed and can be used; otherwise None."""
        stamp = self._present_stamp()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        try:
            self.playlist = self._read()
        except PlaylistFileError as error:
            self.problems = error.problems
            return None
        self.problems = ()
        return self.playlist

    def _present(self) -> Path | None:
        return self._first if self._first is not None and self._first.exists() else self._path

    def _present_stamp(self) -> _Stamp:
        path = self._present()
        return _stamp(path) if path is not None else None

    def _read(self) -> CreativePlaylist:
        path = self._present()
        return read_playlist(path) if path is not None else CreativePlaylist()


def _stamp(path: Path) -> _Stamp:
    """File attributes that change when the file is overwritten, replaced or deleted."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
